"""The time in the heads of answers."""

from datetime import UTC, datetime

import pytest

from terminal.protime.attempt import Attempt, boot_seconds
from terminal.protime.told_time import Herald, written_at

GOOD = (b"Date", b"Mon, 23 Nov 2026 10:20:30 GMT")
AT = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", [b"Date", b"date", b"DATE"])
def test_a_date(name: bytes) -> None:
    """The header is read in the form that HTTP prescribes."""
    assert written_at(201, [(b"Server", b"x"), (name, GOOD[1])]) == AT
    assert written_at(500, [(name, GOOD[1])]) == AT


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"now",
        b"Mon, 23 Nov 2026 10:20:30 +0100",
        b"Mon, 23 Nov 2026 10:20:30",
        b"Monday, 23-Nov-26 10:20:30 GMT",
        b"Mon Nov 23 10:20:30 2026",
        b"Mon, 31 Feb 2026 10:20:30 GMT",
        b"Mon, 23 Xyz 2026 10:20:30 GMT",
        b"Mon, 23 Nov 2026 10:20:61 GMT",
        b"Mon, 23 Nov 2026 24:20:30 GMT",
        b"Mon, 23 Nov 0000 10:20:30 GMT",
        b"\xff",
    ],
)
def test_what_is_no_date(value: bytes) -> None:
    """Anything else tells no time at all."""
    assert written_at(200, [(b"Date", value)]) is None


@pytest.mark.parametrize(
    ("status", "headers"),
    [(200, []), (200, [GOOD, GOOD]), (200, [GOOD, (b"Age", b"0")]), (408, [GOOD])],
)
def test_what_may_be_older_than_the_request(
    status: int, headers: list[tuple[bytes, bytes]]
) -> None:
    """An answer that somebody kept, or that was underway already, does not bound the time."""
    assert written_at(status, headers) is None


def test_the_seconds_since_sending() -> None:
    """They count from the first byte of this request."""
    told: list[tuple[datetime, float]] = []
    attempt = Attempt()
    herald = Herald(lambda at, seconds: told.append((at, seconds)), attempt)
    attempt.start_request(carries_clocking=False)
    herald.tell(200, [GOOD])
    assert told == []
    began = boot_seconds()
    attempt.note_sending()
    first = attempt.sending_since
    attempt.note_sending()
    assert attempt.sending_since == first
    herald.tell(200, [])
    herald.tell(200, [GOOD])
    assert [at for at, _ in told] == [AT]
    assert 0 <= told[0][1] <= boot_seconds() - began
    attempt.start_request(carries_clocking=True)
    herald.tell(200, [GOOD])
    assert len(told) == 1


def test_a_listener_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    """What the one who is told raises is logged, and goes no further."""

    def fail(_at: datetime, _seconds: float) -> None:
        raise ZeroDivisionError

    attempt = Attempt()
    attempt.start_request(carries_clocking=False)
    attempt.note_sending()
    Herald(fail, attempt).tell(200, [GOOD])
    assert "ZeroDivisionError" in caplog.text
