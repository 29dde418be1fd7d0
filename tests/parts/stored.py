"""An outbox on disk with a known content, and the configuration that names it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from terminal.local_time import booked_time
from terminal.model import (
    BadgeNumber,
    ExternalReference,
    InOut,
    Moment,
    Outcome,
    Reason,
    Selection,
    State,
    Swipe,
)
from terminal.outbox import SqliteOutbox

NIGHT = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
"""02:30 in Brussels, for the first time that night."""

CONFIG = """
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
[protime]
tenant = "acme"
company = "Acme"
client_id = "id"
terminal_code = "PI-01"
[[readers]]
kind = "console"
[outbox]
path = "{folder}/outbox.db"
"""


def config_file(folder: Path) -> Path:
    """Write a configuration whose outbox lies beside it."""
    path = folder / "terminal.toml"
    path.write_text(CONFIG.format(folder=folder))
    return path


def swipe(
    badge: str, minutes: int, *, selection: Selection | None = None, held: bool = False
) -> Swipe:
    """Return a swipe some minutes after the night began."""
    moment = Moment(
        at=NIGHT + timedelta(minutes=minutes),
        boot_id="boot-1",
        boottime_ns=minutes * 60 * 10**9,
        is_trusted=not held,
    )
    return Swipe(
        badge_number=BadgeNumber(badge),
        selection=selection or InOut(),
        reader="door",
        moment=moment,
    )


def fill(folder: Path) -> None:
    """Store clockings: delivered, rejected, uncertain, pending and held, the oldest first."""
    now = swipe("now", 0).moment
    with SqliteOutbox(folder / "outbox.db", lambda: now) as outbox:
        for minutes, badge in enumerate(("1955", "777", "00042", "04A3B2C1")):
            _put(outbox, swipe(badge, minutes))
        taken = outbox.exchange([], 4, NIGHT)
        assert [each.seq for each in taken] == [1, 2, 3, 4]
        outbox.exchange(
            [
                Outcome(seq=1, state=State.DELIVERED, protime_id="19250"),
                Outcome(seq=2, state=State.REJECTED, last_error="HTTP 400\nnobody has it"),
                Outcome(seq=3, state=State.UNCERTAIN, last_error="connection lost"),
                Outcome(seq=4, state=State.PENDING, next_attempt_at=NIGHT + timedelta(hours=1)),
            ],
            0,
            NIGHT + timedelta(minutes=5),
        )
        reason = Reason(ExternalReference("@absence-code", "DOCTOR"))
        outbox.put(swipe("1955", 10, selection=reason, held=True), None)
        outbox.report("link", "down", "connection refused")


def leave_empty(folder: Path) -> None:
    """Make an outbox without clockings, of a daemon that has stopped."""
    now = swipe("now", 0).moment
    with SqliteOutbox(folder / "outbox.db", lambda: now) as outbox:
        outbox.report("daemon", "stopped", "")


def _put(outbox: SqliteOutbox, one: Swipe) -> None:
    outbox.put(one, booked_time(one.moment.at, ZoneInfo("Europe/Brussels")))
