"""What a power cut leaves of the log, and what only a failing disk makes of it."""

from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_amending
from terminal.outbox.connection import PAGE_BYTES
from terminal.outbox.wal import FRAME_HEADER_BYTES, HEADER_BYTES, Wal
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import NOON, FakeClock
from tests.parts.outbox_processes import told
from tests.parts.outboxes import log_of, stored

SWIPES = 5


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    """Return the file of an outbox whose process was killed."""
    path = tmp_path / "outbox.db"
    told("kill", path, SWIPES)
    return path


def test_a_last_commit_in_pieces_is_no_damage(outbox: Path) -> None:
    """Of what was not synced a disk writes some sectors and not others: that is a power cut."""
    *_, before, last = commits(outbox)
    for frame in range(before + 1, last):
        erase(outbox, frame)

        assert Wal(log_of(outbox), PAGE_BYTES).flaw is None

    SqliteOutbox(outbox, FakeClock().now).close()
    assert stored(outbox) == list(range(1, SWIPES))
    assert [each.name for each in outbox.parent.iterdir() if "damaged" in each.name] == []


def test_a_damaged_log_is_not_folded_by_who_decides_beside_the_terminal(outbox: Path) -> None:
    """Whoever is first after the power cut is told, and the start rescues every swipe."""
    erase(outbox, commits(outbox)[-3] + 1)

    with (
        pytest.raises(OutboxUnavailable, match=r"at its frame \d+\. The terminal rescues it"),
        open_amending(outbox, "ada", lambda: NOON),
    ):
        pass

    SqliteOutbox(outbox, FakeClock().now).close()
    assert stored(outbox) == list(range(1, SWIPES + 1))


def test_a_commit_in_pieces_that_others_followed_is_damage(outbox: Path) -> None:
    """It was synced before the next one began: a disk that lost it lost more than its power."""
    before = commits(outbox)[-3]

    erase(outbox, before + 1)

    assert Wal(log_of(outbox), PAGE_BYTES).flaw == f"the log is damaged at its frame {before + 1}"


def commits(outbox: Path) -> list[int]:
    """Return which frames of the log end a commit."""
    frames = Wal(log_of(outbox), PAGE_BYTES).frames.values()
    return [frame.number for frame in frames if frame.is_commit]


def erase(outbox: Path, frame: int) -> None:
    """Leave nothing of a frame."""
    size = FRAME_HEADER_BYTES + PAGE_BYTES
    with log_of(outbox).open("r+b") as log:
        log.seek(HEADER_BYTES + (frame - 1) * size)
        log.write(bytes(size))
