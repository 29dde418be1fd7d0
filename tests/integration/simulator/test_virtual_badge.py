"""The virtual badge towards its driver, byte by byte."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from select import select
from time import perf_counter_ns

import pytest

from terminal.simulator.virtual_badge import HONEST, Manner, VirtualBadge

BADGE = bytes.fromhex("04A1B2C3")
GET_IDENTIFIER = bytes.fromhex("FFCA000000")
SOON = 5.0


class Driver:
    """Stands in for vpcd: listens, and says whatever a test wants."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(SOON)
        self.address = self._listener.getsockname()
        self._badge: socket.socket | None = None

    def accept(self) -> None:
        """See a badge come."""
        self._badge, _ = self._listener.accept()
        self._badge.settimeout(SOON)

    def say(self, payload: bytes) -> None:
        assert self._badge
        # In pieces, as the real one does.
        for piece in (len(payload).to_bytes(2, "big"), payload[:1], payload[1:]):
            self._badge.sendall(piece)

    def hear(self) -> bytes:
        """Return the next answer; nothing once the badge has gone."""
        assert self._badge
        length = int.from_bytes(self._badge.recv(2), "big")
        return self._badge.recv(length, socket.MSG_WAITALL) if length else b""

    def ask(self, payload: bytes) -> bytes:
        self.say(payload)
        return self.hear()

    def answers_within(self, seconds: float) -> bool:
        assert self._badge
        return bool(select([self._badge], [], [], seconds)[0])

    def hang_up(self) -> None:
        """Restart, as far as the badge can see."""
        assert self._badge
        self._badge.close()

    def close(self) -> None:
        self._listener.close()
        if self._badge:
            with suppress(OSError):
                self._badge.close()


@pytest.fixture
def driver() -> Iterator[Driver]:
    """Return a driver that listens."""
    driver = Driver()
    yield driver
    driver.close()


def _laid(driver: Driver, manner: Manner = HONEST) -> VirtualBadge:
    badge = VirtualBadge(BADGE, manner, driver=driver.address)
    badge.insert()
    driver.accept()
    return badge


def test_it_answers_what_a_badge_is_asked(driver: Driver) -> None:
    """Controls get no answer but for the one about its kind; commands get exactly one."""
    with VirtualBadge(BADGE, driver=driver.address) as badge:
        driver.accept()
        for control in (b"\x00", b"\x01", b"\x02"):
            driver.say(control)
        assert driver.ask(b"\x04").hex().startswith("3b8f8001")
        assert driver.ask(bytes.fromhex("FF00400004")) == bytes.fromhex("9000")
        assert driver.ask(bytes.fromhex("00A40000")) == bytes.fromhex("6A81")
        assert not badge.was_asked.is_set()
        assert driver.ask(GET_IDENTIFIER) == BADGE + bytes.fromhex("9000")
        assert badge.was_read.wait(SOON)


@pytest.mark.parametrize(
    ("manner", "answer"),
    [
        (Manner(status=b"\x6a\x81"), BADGE + b"\x6a\x81"),
        (Manner(answer=b"\x90"), b"\x90"),
        (Manner(is_pulled=True), b""),
    ],
    ids=["status", "short", "pulled"],
)
def test_it_behaves_as_it_was_told_to(driver: Driver, manner: Manner, answer: bytes) -> None:
    """Another status, another answer, or gone in place of one."""
    badge = _laid(driver, manner)
    assert driver.ask(GET_IDENTIFIER) == answer
    badge.remove()


def test_it_tells_when_it_was_given_power(driver: Driver) -> None:
    """By the clock with which a benchmark takes the end."""
    badge = _laid(driver)
    driver.ask(b"\x04")
    assert badge.powered_at_ns == 0
    before_ns = perf_counter_ns()
    driver.say(b"\x01")
    driver.ask(b"\x04")
    assert before_ns < badge.powered_at_ns < perf_counter_ns()
    badge.remove()


def test_a_late_badge_is_late_once(driver: Driver) -> None:
    """Nothing tells that it is there before its time, and after that it is like any other."""
    badge = _laid(driver, Manner(late_seconds=60))
    driver.say(b"\x04")
    assert not driver.answers_within(0.1)
    badge.release()
    assert driver.hear() == driver.ask(b"\x04")
    badge.remove()


def test_a_silent_badge_speaks_when_its_time_has_come(driver: Driver) -> None:
    """Or sooner, if it is released."""
    badge = _laid(driver, Manner(silent_seconds=60))
    driver.say(GET_IDENTIFIER)
    assert badge.was_asked.wait(SOON)
    assert not badge.was_read.is_set()
    badge.release()
    assert driver.hear() == BADGE + bytes.fromhex("9000")
    badge.remove()


def test_a_silent_badge_can_be_taken_away(driver: Driver) -> None:
    """It does not speak any more."""
    badge = _laid(driver, Manner(silent_seconds=60))
    driver.say(GET_IDENTIFIER)
    assert badge.was_asked.wait(SOON)
    badge.remove()
    assert not badge.was_read.is_set()
    assert driver.hear() == b""


def test_it_lies_there_still_when_the_driver_is_back(driver: Driver) -> None:
    """A restart of pcscd moves no badge."""
    badge = _laid(driver)
    driver.hang_up()
    driver.accept()
    assert driver.ask(GET_IDENTIFIER) == BADGE + bytes.fromhex("9000")
    badge.remove()


def test_it_can_be_taken_away_while_there_is_no_driver(driver: Driver) -> None:
    """And more than once, and before it was ever laid there."""
    badge = _laid(driver)
    driver.close()
    badge.remove()
    badge.remove()
    VirtualBadge(BADGE, driver=driver.address).remove()
