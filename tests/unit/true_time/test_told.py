"""The true time from the dates in Protime's answers."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from terminal.true_time import ToldTimes
from tests.parts.fakes import NOON, FakeClock

WRONG = datetime(2025, 9, 1, tzinfo=UTC)


class Server:
    """Answers with the true time, which the clock of this machine does not know."""

    def __init__(self) -> None:
        self.clock = FakeClock(WRONG, is_trusted=False)
        self.told = ToldTimes(self.clock)
        self.true_at = NOON

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(seconds)
        self.true_at += timedelta(seconds=seconds)

    def answer(self, *, off_seconds: float = 0.0, latency_seconds: float = 0.04) -> None:
        """Answer a request that took so long each way."""
        self.wait(latency_seconds)
        date = self.true_at + timedelta(seconds=off_seconds)
        self.wait(latency_seconds)
        self.told.told_time(date.replace(microsecond=0), 2 * latency_seconds)


def test_one_answer_is_not_believed() -> None:
    """It alone may be anything."""
    server = Server()
    server.answer()
    assert server.told.believed() is None


def test_two_answers_that_agree_are_believed() -> None:
    """What they say holds the true time at the arrival of the second."""
    server = Server()
    server.answer()
    server.wait(3)
    server.answer()

    believed = server.told.believed()
    assert believed
    assert believed.earliest <= server.true_at <= believed.latest
    assert believed.boottime_ns == server.clock.now().boottime_ns


def test_many_answers_narrow_it_down() -> None:
    """Each falls differently into its second: together they tell more than each of them."""
    server = Server()
    for _ in range(40):
        server.wait(1.13)
        server.answer()

    believed = server.told.believed()
    assert believed
    assert believed.error_seconds < 0.7
    assert believed.earliest <= server.true_at <= believed.latest


def test_slow_answers_are_not_believed_for_long_waits() -> None:
    """With ten seconds underway, nobody knows when the date was written."""
    server = Server()
    for _ in range(3):
        server.answer(latency_seconds=10)
    assert server.told.believed() is None
    server.answer()
    assert server.told.believed()


def test_answers_that_contradict_start_it_anew(caplog: pytest.LogCaptureFixture) -> None:
    """The newest counts, as soon as another one agrees with it; it is said once an hour."""
    server = Server()
    server.answer()
    server.answer()
    server.answer(off_seconds=300)
    assert server.told.believed() is None
    server.answer(off_seconds=300)

    believed = server.told.believed()
    assert believed
    assert abs(believed.middle - server.true_at - timedelta(seconds=300)) < timedelta(seconds=2)
    server.answer()
    assert caplog.text.count("contradict each other") == 1
    server.wait(3600)
    server.answer(off_seconds=-300)
    assert caplog.text.count("contradict each other") == 2


def test_a_date_at_the_end_of_the_calendar_is_nobodys() -> None:
    """What could not be reckoned with is not taken."""
    server = Server()
    for _ in range(2):
        server.told.told_time(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), 0.1)
    assert server.told.believed() is None


def test_answers_may_come_on_all_threads_at_once() -> None:
    """None is lost between two couriers."""
    server = Server()
    threads = [Thread(target=server.answer, kwargs={"latency_seconds": 0.0}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.told._agreeing == 8
