"""What operators are told of the clock."""

import logging

import pytest

from terminal.ports import OutboxUnavailable
from terminal.true_time.clock_report import ClockReport
from terminal.true_time.knowledge import Source


class Board:
    """Keeps what the parts report, unless it is full."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str, str]] = []
        self.is_full = False

    def report(self, part: str, condition: str, detail: str) -> None:
        if self.is_full:
            raise OutboxUnavailable("the disk is full")
        self.kept.append((part, condition, detail))


def test_each_source_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """One line and one note when it changes, nothing while it stays."""
    caplog.set_level(logging.INFO)
    board = Board()
    report = ClockReport(board)
    for source in (Source.NONE, Source.PROTIME, Source.KERNEL, Source.KERNEL, Source.NONE):
        report.tell(source, 0.0)
        report.tell(source, 0.0)

    assert [record.message for record in caplog.records] == [
        "clock not trusted, swipes are held until it is",
        "clock not trusted, swipes are dated by Protime's answers",
        "clock trusted",
        "clock not trusted, swipes are held until it is",
    ]
    assert board.kept == [
        ("clock", "not trusted", "swipes are held until it is"),
        ("clock", "trusted by Protime's answers", "swipes are held, and dated by its answers"),
        ("clock", "trusted", ""),
        ("clock", "not trusted", "swipes are held until it is"),
    ]


@pytest.mark.parametrize(
    ("seconds", "side"), [(95.4, "95 s ahead of the time"), (-31.0, "31 s behind the time")]
)
def test_a_dispute_is_told_once_and_once_when_it_is_over(
    caplog: pytest.LogCaptureFixture, seconds: float, side: str
) -> None:
    """Which of the two is right is for a person, who is told where to look."""
    caplog.set_level(logging.INFO)
    board = Board()
    report = ClockReport(board)
    for contradiction in (0.0, seconds, seconds / 1.5, 16.0):
        report.tell(Source.KERNEL, contradiction)
    assert "no longer" not in caplog.text
    for contradiction in (14.0, 16.0, 0.0):
        report.tell(Source.KERNEL, contradiction)

    assert [record.levelname for record in caplog.records] == ["INFO", "WARNING", "INFO"]
    assert f"clock and Protime differ ahead_seconds={round(seconds)}" in caplog.text
    assert [condition for _, condition, _ in board.kept] == ["trusted", "disputed", "trusted"]
    assert side in board.kept[1][2]
    assert "timedatectl" in board.kept[1][2]


def test_a_small_difference_is_nobodys_business(caplog: pytest.LogCaptureFixture) -> None:
    """Half a minute is what networks and servers may be off by."""
    board = Board()
    ClockReport(board).tell(Source.KERNEL, 29.9)

    assert board.kept == [("clock", "trusted", "")]
    assert not caplog.records


def test_what_could_not_be_noted_is_noted_later(caplog: pytest.LogCaptureFixture) -> None:
    """The log has it once however long the disk is full."""
    caplog.set_level(logging.INFO)
    board = Board()
    board.is_full = True
    report = ClockReport(board)
    report.tell(Source.KERNEL, 0.0)
    report.tell(Source.KERNEL, 0.0)
    board.is_full = False
    report.tell(Source.KERNEL, 0.0)

    assert board.kept == [("clock", "trusted", "")]
    assert caplog.text.count("clock trusted") == 1
