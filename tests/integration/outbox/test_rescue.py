"""What becomes of single damages: set aside, rescued, told until acknowledged."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from terminal.held import Held
from terminal.model import State
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.outbox.checks import TABLES
from terminal.outbox.connection import PAGE_BYTES
from terminal.outbox.file import OutboxFile
from terminal.outbox.soundness import DAMAGED
from terminal.ports import OutboxDamaged, OutboxUnavailable
from tests.parts.fakes import BRUSSELS, NOON, FakeClock, swipe
from tests.parts.outbox_processes import told
from tests.parts.outboxes import booked, delivered, grow, log_of, put, stored, taken


def _alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = 1")
        for statement in statements:
            connection.execute(statement)


def _incidents(path: Path) -> list[str]:
    with open_reading(path) as reading:
        return [f"{each.what}: {each.detail}" for each in reading.incidents()]


def _asides(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.glob("*.damaged-*"))


def test_the_tables_are_those_of_the_schema(outbox: SqliteOutbox) -> None:
    """What a rescue goes by is what the migrations make."""
    connection = outbox._file._connection
    found = {
        table: tuple(row["name"] for row in connection.execute(f"PRAGMA table_info({table})"))
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
    }

    assert found == TABLES


def test_something_else_is_set_aside_as_it_is(path: Path, clock: FakeClock) -> None:
    """Swipes are taken in a new file; the incident says where the old one is."""
    path.write_bytes(b"a letter " * 1000)

    with SqliteOutbox(path, clock.now) as outbox:
        assert put(outbox, "A") == [1]

    (aside,) = _asides(path)
    assert path.with_name(aside).read_bytes() == b"a letter " * 1000
    (incident,) = _incidents(path)
    assert incident.startswith("damage: file is not a database")
    assert aside in incident


def test_damage_again_overwrites_no_earlier_file(path: Path, clock: FakeClock) -> None:
    """Within one second, too."""
    for number in range(3):
        path.write_bytes(f"letter {number} ".encode() * 100)
        with SqliteOutbox(path, clock.now):
            pass

    assert len(_asides(path)) == 3


def test_what_was_to_be_sent_is_uncertain_after_a_rescue(path: Path, clock: FakeClock) -> None:
    """Its row may be older than the truth; a held one becomes uncertain when it is released."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A", "B", "C", "D")
        outbox.exchange(delivered(taken(outbox, 2)[:1]), 0, NOON)
        outbox.put(swipe("E"), None)
        outbox.report("link", "down", "refused")
    _alter(path, "PRAGMA user_version = 2")

    with SqliteOutbox(path, clock.now) as outbox, open_reading(path) as reading:
        before = [each.state.value for each in reading.clockings()[::-1]]
        outbox.release([(5, booked())])
        after = [each.state.value for each in reading.clockings()[::-1]]
        assert "link" in [each.part for each in reading.parts()]
        assert taken(outbox) == []

    assert before == ["delivered", "uncertain", "uncertain", "uncertain", "held"]
    assert after == ["delivered", "uncertain", "uncertain", "uncertain", "uncertain"]


@pytest.mark.parametrize(
    "damage",
    [
        "PRAGMA user_version = 0",
        "PRAGMA user_version = 77",
        "UPDATE sqlite_master SET sql = replace(sql, 'badge_number', 'badgf_number')",
        "UPDATE sqlite_master SET name = 'qarts', tbl_name = 'qarts' WHERE name = 'parts'",
        "UPDATE clockings SET state = 'pendinh' WHERE seq = 2",
        "UPDATE clockings SET kind = 'InOvt' WHERE seq = 2",
        "UPDATE clockings SET seq = 1000000000000001 WHERE seq = 300",
    ],
)
def test_what_sqlite_takes_for_sound_is_not(path: Path, clock: FakeClock, damage: str) -> None:
    """A flipped number, name or word makes no page malformed."""
    grow(path)
    _alter(path, damage)

    with SqliteOutbox(path, clock.now) as outbox:
        assert put(outbox, "A")[0] in {300, 301}

    assert len(_incidents(path)) == 1


def test_an_altered_clocking_is_not_sent(path: Path, clock: FakeClock) -> None:
    """It becomes a dead letter in words that say why, at the start or just before it is sent."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A", "B", "C")
    _alter(path, "UPDATE clockings SET badge_number = 'X' WHERE seq = 1")

    with SqliteOutbox(path, clock.now) as outbox, open_reading(path) as reading:
        _alter(path, "UPDATE clockings SET time_of_day_in_minutes = 5 WHERE seq = 2")
        assert taken(outbox) == [3]
        altered = [reading.clocking(seq) for seq in (1, 2)]

    assert [each and (each.state, each.last_error) for each in altered] == [
        (State.REJECTED, DAMAGED)
    ] * 2


def test_a_held_clocking_altered_while_it_waits_is_not_sent(
    outbox: SqliteOutbox, path: Path, clock: FakeClock
) -> None:
    """Its time comes, and does not make its row look sound; the one beside it gets its own."""
    clock.distrust(NOON)
    for badge in ("A", "B"):
        outbox.put(swipe(badge, clock=clock), None)
    held = Held(outbox=outbox, clock=clock, zone=BRUSSELS)
    held.release()
    _alter(path, "UPDATE clockings SET badge_number = 'X' WHERE seq = 1")
    clock.trust(NOON)

    held.release()

    assert taken(outbox) == [2]
    with open_reading(path) as reading:
        altered = reading.clocking(1)
    assert altered
    assert (altered.state, altered.last_error) == (State.REJECTED, DAMAGED)


@pytest.mark.parametrize("state", ["held", "uncertain"])
def test_an_altered_clocking_is_not_looked_at(outbox: SqliteOutbox, path: Path, state: str) -> None:
    """Whatever its row says while the terminal runs, nothing stumbles over it."""
    put(outbox, "A")
    _alter(path, f"UPDATE clockings SET state = '{state}', swiped_at = 'never', badge_number = ' '")

    assert (outbox.held(), outbox.doubts.uncertain()) == ([], [])
    assert list(outbox.newest_first()) == []


def test_what_cannot_be_trusted_is_kept_for_people(path: Path, clock: FakeClock) -> None:
    """As a dead letter under its number, and as text beside the damaged file."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A", "B", "C")
    _alter(
        path,
        "UPDATE clockings SET badge_number = 'X' WHERE seq = 1",
        "UPDATE clockings SET swiped_at = 'never' WHERE seq = 2",
        "PRAGMA user_version = 1",
    )

    with SqliteOutbox(path, clock.now) as outbox, open_reading(path) as reading:
        first, second = reading.clocking(1), reading.clocking(2)
        outbox.doubts.reconsider([1, 2], NOON)
        assert taken(outbox) == []

    assert first
    assert second
    assert (first.state, first.last_error) == (second.state, second.last_error)
    assert first.last_error == DAMAGED
    assert second.swipe.badge_number.value == "unreadable"
    (incident,) = _incidents(path)
    assert "2 rows cannot be trusted" in incident
    (texts,) = path.parent.glob("*-doubtful.jsonl")
    lines = [json.loads(line) for line in texts.read_text().splitlines()]
    assert [line["seq"] for line in lines] == [1, 2]
    assert "X" in lines[0]["values"]


def test_a_log_cut_in_the_middle_is_noticed(path: Path, clock: FakeClock) -> None:
    """SQLite would go on with what is left of it, and send again what was delivered since."""
    told("filled", path, 60)
    log = log_of(path)
    os.truncate(log, 120 * (PAGE_BYTES + 24))

    with SqliteOutbox(path, clock.now) as outbox:
        assert outbox.count(State.PENDING) == 0
    (incident,) = _incidents(path)
    assert "the log is shorter than it was made" in incident


@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_rescue_cut_short_is_finished(path: Path, clock: FakeClock, cut: int) -> None:
    """Wherever the power went while the files changed places, nothing is lost and nothing mixed."""
    told("filled", path, 60)
    expected = len(stored(path))
    with path.open("r+b") as file:
        file.write(b"not SQLite at all, really")
    whole = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    with SqliteOutbox(path, clock.now):
        pass
    rescued = path.read_bytes()
    asides = _asides(path)
    if cut > 0:
        path.rename(path.with_name(path.name + ".rescued"))
    if cut == 1:
        path.with_name(next(name for name in asides if name.endswith("-wal"))).rename(log_of(path))
    if cut == 0:
        for name, content in whole.items():
            path.with_name(name).write_bytes(content)
        path.with_name(path.name + ".rescued").write_bytes(rescued[:5000])

    with SqliteOutbox(path, clock.now) as outbox:
        assert put(outbox, "A") == [expected + 1]
    assert not path.with_name(path.name + ".rescued").exists()
    assert [name for name in asides if not path.with_name(name).exists()] == []


def test_a_file_that_is_gone_is_told(path: Path, clock: FakeClock) -> None:
    """Where its log is still there, somebody or something took it."""
    told("filled", path, 60)
    path.unlink()

    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A")
    (incident,) = _incidents(path)
    assert "gone or empty" in incident


def _meet_damage(_: sqlite3.Connection) -> None:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    raise error


def test_damage_met_in_use_ends_the_process_and_is_rescued(path: Path, clock: FakeClock) -> None:
    """A swipe is refused; whatever else meets it ends the process; the next start rescues."""
    with SqliteOutbox(path, clock.now) as outbox:
        put(outbox, "A")
        with pytest.raises(OutboxUnavailable, match="malformed"):
            outbox._file.store(_meet_damage)
        with pytest.raises(OutboxDamaged):
            outbox._file.change(_meet_damage, rows=1)
        with pytest.raises(OutboxDamaged, match="rescued at the next start"):
            outbox.tidy()

    with SqliteOutbox(path, clock.now) as after:
        assert after.count(State.UNCERTAIN) == 1
    (incident,) = _incidents(path)
    assert "met while it was in use" in incident
    with SqliteOutbox(path, clock.now):
        assert len(_incidents(path)) == 1


def test_an_incident_is_told_at_each_start_until_acknowledged(
    path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log, and for `status`."""
    path.write_bytes(b"a letter " * 1000)
    with SqliteOutbox(path, clock.now):
        pass
    caplog.clear()

    with SqliteOutbox(path, clock.now) as outbox, open_reading(path) as reading:
        assert "incident not acknowledged number=1" in caplog.text
        condition = {each.part: each.condition for each in reading.parts()}["incidents"]
        _alter(path, "UPDATE incidents SET acknowledged_at = at")
        outbox.tidy()
        mended = {each.part: each.condition for each in reading.parts()}["incidents"]
    caplog.clear()
    with SqliteOutbox(path, clock.now):
        assert "incident" not in caplog.text

    assert (condition, mended) == ("not acknowledged", "acknowledged")


def test_a_file_that_may_not_be_read_is_told(path: Path) -> None:
    """As trouble of the surroundings, not as damage."""
    path.mkdir()

    with pytest.raises(OutboxUnavailable, match="Is a directory"):
        OutboxFile(path)
