"""How the command line words times, states and promises."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from terminal.cli.demo_summary import Evidence, summary_of
from terminal.cli.words import duration, local_time, number, one_line, table, utc_time
from terminal.host.processes import is_running
from terminal.model import Clocking, State
from terminal.model.struct import replace
from tests.parts.clockings import clocking

BOOT = "01234567-89ab-cdef-0123-456789abcdef"
DETAIL = f"pid 42, boot {BOOT}, version 1"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-5, "0 seconds"), (1, "1 second"), (119, "1 minute"), (7200, "2 hours"), (2e5, "2 days")],
)
def test_a_duration_is_said_in_its_largest_unit(seconds: float, expected: str) -> None:
    """Nobody needs the seconds of three days."""
    assert duration(timedelta(seconds=seconds)) == expected


def test_a_time_has_the_workplaces_clock_and_its_offset() -> None:
    """Both 02:30s of an autumn night can be told apart."""
    zone = ZoneInfo("Europe/Brussels")
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert local_time(first, zone) == "2025-10-26 02:30:00+02:00"
    assert local_time(first + timedelta(hours=1), zone) == "2025-10-26 02:30:00+01:00"


def test_json_has_utc() -> None:
    """Programs get one time zone, and null where there is no time."""
    assert utc_time(datetime(2025, 1, 1, tzinfo=UTC)) == "2025-01-01T00:00:00.000000Z"
    assert utc_time(None) is None


def test_foreign_words_cannot_steer_the_screen() -> None:
    """What a server said is shown on one line, without control characters, and cut."""
    assert one_line("a\x1b[2J\nb") == "a [2J b"
    assert one_line("abcdef", 4) == "abc…"


def test_a_table_is_in_columns() -> None:
    """Cells stand below their heading, without space at the end of a line."""
    assert table([("A", "LONG"), ("wide", "x")]) == "A     LONG\nwide  x"
    assert number(1, "clocking") == "1 clocking"


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """Return a /proc in which process 42 is a terminal, in the known boot."""
    (tmp_path / "sys/kernel/random").mkdir(parents=True)
    (tmp_path / "sys/kernel/random/boot_id").write_text(f"{BOOT}\n")
    for pid, name in ((42, b"badge-terminal\0run\0"), (43, b"other\0")):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "cmdline").write_bytes(name)
    return tmp_path


def test_a_daemon_runs_if_its_process_does(proc: Path) -> None:
    """The process of this boot, by its number and its name."""
    assert is_running("running", DETAIL, proc)


@pytest.mark.parametrize(
    ("condition", "detail"),
    [
        ("stopped", DETAIL),
        ("running", DETAIL.replace("42", "43")),
        ("running", DETAIL.replace("42", "44")),
        ("running", DETAIL.replace("cdef,", "cdee,")),
        ("running", "pid 42"),
        ("running", ""),
    ],
)
def test_a_daemon_does_not_run(condition: str, detail: str, proc: Path) -> None:
    """One that was killed, or ran before the last boot, does not count as running."""
    assert not is_running(condition, detail, proc)


class TestSummary:
    """What the demo says at its end."""

    def test_a_kept_promise(self) -> None:
        """Delivered, waiting and refused clockings all count as kept."""
        stored = [
            replace(clocking("1"), state=State.DELIVERED, protime_id="7"),
            replace(clocking("2"), state=State.REJECTED),
            replace(clocking("3"), state=State.UNCERTAIN),
        ]
        summary = summary_of(_evidence(("1", "2", "3"), stored, {"7"}))
        assert summary.is_kept
        assert summary.text.splitlines()[1:] == [
            "3 swipes accepted: 1 delivered, 1 waiting, 1 refused and kept.",
            "Of 1 waiting it is not known whether Protime booked them.",
        ]

    def test_a_swipe_that_is_lost(self) -> None:
        """An accepted swipe that is not in the outbox is a broken promise, also of two."""
        summary = summary_of(_evidence(("1", "1"), [clocking("1")], set()))
        assert not summary.is_kept
        assert "BROKEN PROMISE: 1 was accepted" in summary.text

    def test_a_delivery_that_never_was(self) -> None:
        """A clocking that counts as delivered must be in Protime."""
        stored = [replace(clocking("1"), state=State.DELIVERED, protime_id="7")]
        summary = summary_of(_evidence(("1",), stored, {"8"}))
        assert not summary.is_kept
        assert "BROKEN PROMISE: Protime does not have clocking 1" in summary.text

    def test_a_terminal_that_failed(self) -> None:
        """A failure is no success, whatever was delivered."""
        summary = summary_of(dataclasses.replace(_evidence((), [], set()), has_failed=True))
        assert not summary.is_kept


def _evidence(accepted: tuple[str, ...], stored: list[Clocking], booked: set[str]) -> Evidence:
    return Evidence(accepted=accepted, stored=stored, booked=booked, has_failed=False)
