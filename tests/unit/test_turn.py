"""Whose turn it is to compute."""

from collections.abc import Callable
from threading import Lock, Thread

import pytest

from terminal.turn import Turn

LONG = 30.0
"""Nobody waits for so long in a test that passes."""


@pytest.fixture
def computing() -> Lock:
    """Return what is held by whoever computes."""
    return Lock()


@pytest.fixture
def turn(computing: Lock) -> Turn:
    """Return the turn of threads that are patient."""
    return Turn(computing, patience_seconds=LONG)


def _elsewhere(ask: Callable[[], bool]) -> bool:
    answers: list[bool] = []
    thread = Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join(LONG)
    return answers[0]


def test_it_belongs_to_one_thread(turn: Turn, computing: Lock) -> None:
    """And to nobody afterwards."""
    with turn:
        assert turn.is_mine
        assert computing.locked()
        assert not _elsewhere(lambda: turn.is_mine)
    assert not computing.locked()


def test_others_have_it_while_its_owner_waits(turn: Turn, computing: Lock) -> None:
    """It is the owner's again as soon as the wait is over, also if that ends badly."""

    def have_it() -> bool:
        with turn:
            return turn.is_mine

    with turn:
        with turn.passed():
            assert _elsewhere(have_it)
            assert not computing.locked()
        assert turn.is_mine
        with pytest.raises(TimeoutError), turn.passed():
            raise TimeoutError
        assert turn.is_mine


def test_who_has_no_turn_passes_none(turn: Turn, computing: Lock) -> None:
    """A thread that only asks a question now and then takes no turns."""
    with computing, turn.passed():
        assert computing.locked()


def test_patience_ends(computing: Lock) -> None:
    """A turn that never comes holds nobody up, and is not given back by who never had it."""
    turn = Turn(computing, patience_seconds=0.01)
    with computing:
        with turn:
            assert not turn.is_mine
            with turn.passed():
                pass
        assert computing.locked()
