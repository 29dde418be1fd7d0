"""Room that is kept on the disk for bad days."""

from pathlib import Path

import pytest

from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.outbox.reserve import CHUNK_BYTES, RESERVE_BYTES, Reserve
from terminal.ports import OutboxUnavailable
from tests.parts.fakes import FakeClock
from tests.parts.outboxes import full, put


def _made(reserve: Reserve) -> Reserve:
    while not reserve.is_whole:
        reserve.tend()
    return reserve


def test_it_really_takes_room(path: Path) -> None:
    """Written a little at a time, and readable by nobody else."""
    reserve = Reserve(path)
    reserve.tend()
    assert not reserve.is_whole
    file = path.with_name("outbox.db.reserve")
    assert file.stat().st_size == CHUNK_BYTES

    _made(reserve)

    assert file.stat().st_blocks * 512 >= RESERVE_BYTES
    assert file.stat().st_mode & 0o007 == 0


def test_it_is_given_up_once(path: Path) -> None:
    """And made again by and by."""
    reserve = _made(Reserve(path))

    assert reserve.give_up()
    assert not reserve.give_up()
    assert reserve.was_given_up
    _made(reserve)
    assert not reserve.was_given_up


def test_a_disk_that_cannot_have_one_has_none(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is said once, and the terminal works without."""
    caplog.set_level("INFO")
    path.with_name("outbox.db.reserve").mkdir()
    reserve = Reserve(path)

    reserve.tend()
    reserve.tend()

    assert caplog.text.count("no reserve on this disk") == 1
    assert not reserve.give_up()


def test_a_folder_that_is_gone_needs_none(tmp_path: Path) -> None:
    """There is no room in it."""
    reserve = Reserve(tmp_path / "gone" / "outbox.db")
    reserve.tend()

    assert not reserve.is_whole


def test_a_full_disk_is_told_until_it_is_not(path: Path, clock: FakeClock) -> None:
    """As a condition, and as an incident that a person is to acknowledge."""
    with SqliteOutbox(path, clock.now) as outbox, open_reading(path) as reading:
        _made(outbox._file.reserve)
        with full(outbox), pytest.raises(OutboxUnavailable, match="full"):
            put(outbox, *["A"] * 400)
        with pytest.raises(OutboxUnavailable, match="tried again"):
            outbox.tidy()
        outbox.tidy()
        told = {each.part: each.condition for each in reading.parts()}
        assert told["disk"] == "full"
        assert [each.what for each in reading.incidents()] == ["disk full"]

        _made(outbox._file.reserve)
        outbox.tidy()
        told = {each.part: each.condition for each in reading.parts()}
        assert told["disk"] == "reserve kept"
        assert len(reading.incidents()) == 1
