"""One lock around all writes: swipes first, and everybody in the end."""

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic

import pytest

from terminal.outbox import SqliteOutbox
from terminal.outbox.write_lock import WriteLock
from tests.parts.fakes import NOON
from tests.parts.outboxes import put

DEADLINE_SECONDS = 10.0


def _in_thread(work: Callable[[], object]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def _wait_until(is_reached: Callable[[], bool]) -> None:
    deadline = monotonic() + DEADLINE_SECONDS
    pause = Event()
    while not is_reached():
        assert monotonic() < deadline
        pause.wait(0.001)


def _is_waiting(thread: Thread) -> bool:
    """Whether a thread has come to a lock, which somebody holds: it is on its way into it."""
    frame = sys._current_frames().get(thread.ident or 0)
    return frame is not None and frame.f_code.co_name == "__enter__"


def _ended(*threads: Thread) -> None:
    for thread in threads:
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()


def test_a_swipe_overtakes_housekeeping_that_waits() -> None:
    """It gets the lock first although it came last; again and again, so that luck runs out."""
    lock = WriteLock()
    for _ in range(20):
        order: SimpleQueue[str] = SimpleQueue()
        with lock.for_housekeeping:
            waiting = [_taking(lock.for_housekeeping, order, "housekeeping") for _ in range(3)]
            waiting.append(_taking(lock.for_swipe, order, "swipe"))
            _wait_until(lock.for_swipe.first.locked)
        _ended(*waiting)

        assert order.get_nowait() == "swipe"
        assert order.qsize() == 3


def _taking(way: AbstractContextManager[None], order: "SimpleQueue[str]", name: str) -> Thread:
    """Start a thread that takes the lock, and return once it waits for it."""

    def take() -> None:
        with way:
            order.put(name)

    thread = _in_thread(take)
    _wait_until(lambda: _is_waiting(thread))
    return thread


def test_of_the_writes_only_put_overtakes(outbox: SqliteOutbox) -> None:
    """A swipe is behind the write that is underway, and behind no other."""
    order: SimpleQueue[str] = SimpleQueue()
    writes: dict[str, Callable[[], object]] = {
        "report": lambda: outbox.report("link", "up", ""),
        "exchange": lambda: outbox.exchange([], 9, NOON),
        "held": outbox.held,
        "put": lambda: put(outbox, "A"),
    }

    def taking(name: str) -> Thread:
        def write() -> None:
            writes[name]()
            order.put(name)

        thread = _in_thread(write)
        _wait_until(lambda: _is_waiting(thread))
        return thread

    put(outbox, "B")
    lock = outbox._file._lock
    with lock.for_housekeeping:
        waiting = [taking(name) for name in writes if name != "put"]
        assert not lock.for_swipe.first.locked()
        waiting.append(taking("put"))
        _wait_until(lock.for_swipe.first.locked)
    _ended(*waiting)

    assert order.get_nowait() == "put"
    assert order.qsize() == len(writes) - 1


def test_housekeeping_gets_its_turn_between_swipes() -> None:
    """Three readers at a stretch and two housekeepers all come to an end, one at a time."""
    lock = WriteLock()
    holders: list[int] = []
    most = 0

    def work(way: AbstractContextManager[None]) -> None:
        nonlocal most
        for each in range(300):
            with way:
                holders.append(each)
                most = max(most, len(holders))
                holders.pop()

    threads = [_in_thread(lambda: work(lock.for_swipe)) for _ in range(3)]
    threads += [_in_thread(lambda: work(lock.for_housekeeping)) for _ in range(2)]
    _ended(*threads)

    assert most == 1


@pytest.mark.parametrize("way", ["for_swipe", "for_housekeeping"])
def test_an_error_frees_the_lock(way: str) -> None:
    """A write that failed stands in nobody's way."""
    lock = WriteLock()
    with pytest.raises(ValueError, match="broken"), getattr(lock, way):
        raise ValueError("broken")

    with lock.for_housekeeping:
        assert lock.for_swipe.served.locked()
    assert not lock.for_swipe.served.locked()
