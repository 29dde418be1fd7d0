"""A terminal moves to another card, another tenant, another secret; nothing is booked twice."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.local_time import booked_time
from terminal.model import Anchor, BadgeNumber, Boot, InOut, Moment, State, Swipe
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from terminal.simulator import Client, Directory, ProtimeSimulator
from tests.parts.command import run
from tests.parts.daemon import Daemon, configuration
from tests.parts.fakes import BRUSSELS

SOON_SECONDS = 20.0
PEOPLE = ["5001", "5002", "5003"]


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that knows three people more."""
    with ProtimeSimulator(Directory.example().with_badges(PEOPLE)) as protime:
        yield protime


def home(disk: Path, name: str, protime: ProtimeSimulator) -> Path:
    """Return the folder of a terminal with its configuration."""
    folder = disk / name
    folder.mkdir()
    configuration(folder, protime, read_back_delay_seconds=1)
    return folder


def store(folder: Path, *badges: str, held: bool = False) -> None:
    """Store clockings of another boot, as they wait for the network or for their time."""
    moment = Moment(
        at=datetime.now(UTC), boot_id="another boot", boottime_ns=10**9, is_trusted=not held
    )
    with SqliteOutbox(folder / "outbox.db", lambda: moment) as outbox:
        for badge in badges:
            one = Swipe(
                badge_number=BadgeNumber(badge), selection=InOut(), reader="door", moment=moment
            )
            outbox.put(one, None if held else booked_time(moment.at, BRUSSELS))


def started(folder: Path) -> Daemon:
    """Start a terminal."""
    return Daemon(folder / "terminal.toml", folder / "log")


def verb(folder: Path, *words: str | Path) -> str:
    """Give a command, which must go well."""
    result = run(words[0], "--config", folder / "terminal.toml", *words[1:])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def until(folder: Path, **wanted: int) -> None:
    """Wait until there are so many clockings in each of some states."""
    deadline = monotonic() + SOON_SECONDS
    counts: dict[State, int] = {}
    while monotonic() < deadline:
        with open_reading(folder / "outbox.db") as outbox:
            counts = outbox.counts()
        if all(counts[State(state)] == number for state, number in wanted.items()):
            return
        Event().wait(0.05)
    raise AssertionError(f"{counts}; {(folder / 'log').read_text()}")


def refused_to_start(folder: Path) -> str:
    """Return what a terminal logs that ends at once as a configuration fault."""
    daemon = started(folder)
    try:
        assert daemon.process.wait(SOON_SECONDS) == 78
    finally:
        daemon.kill()
    return daemon.log()


def test_a_terminal_moves_and_the_old_one_never_sends_again(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """Both cards are started: one sends, the other says why it does not."""
    old = home(disk, "old", protime)
    store(old, *PEOPLE)
    bundle = disk / "backup"
    verb(old, "backup", disk / "cut short", "--retire")
    (disk / "cut short").unlink()  # as if the power had gone before it was written
    verb(old, "backup", bundle, "--retire")
    assert bundle.stat().st_mode & 0o777 == 0o600
    assert Client().secret.encode() not in bundle.read_bytes()
    assert "retired" in refused_to_start(old)

    new = home(disk, "new", protime)
    assert "takes its place" in verb(new, "restore", bundle)
    daemon = started(new)
    until(new, delivered=3)
    assert "retired" in refused_to_start(old)
    assert daemon.terminate() == 0
    assert len(protime.ledger.booked) == 3
    assert (
        "nothing is ever put over it"
        in run("restore", "--config", new / "terminal.toml", bundle).stderr
    )


def test_a_backup_of_a_card_that_died_books_nothing_twice(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """What the old one sent after its backup is found in Protime, and not sent again."""
    old = home(disk, "old", protime)
    store(old, *PEOPLE[:2])
    daemon = None
    bundle = disk / "backup"
    verb(old, "backup", bundle)
    try:
        daemon = started(old)
        until(old, delivered=2)
        new = home(disk, "new", protime)
        refused = run("restore", "--config", new / "terminal.toml", bundle)
        assert refused.exit_code == 1
        assert "booked twice" in refused.stderr
        assert not (new / "outbox.db").exists()
        assert not list(new.glob(".outbox*"))
        said = verb(new, "restore", bundle, "--old-is-lost")
        assert "2 clockings may have been sent since" in said
        twin = started(new)
        until(new, delivered=2)
        twin.type(PEOPLE[2])
        until(new, delivered=3)
        assert twin.terminate() == 0
    finally:
        if daemon:
            daemon.kill()
    assert len(protime.ledger.booked) == 3


def test_what_was_held_in_a_lost_terminal_waits_for_a_person(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """The old one may have dated and sent it since: nothing dates it here."""
    old = home(disk, "old", protime)
    store(old, PEOPLE[0], held=True)
    now = Moment(at=datetime.now(UTC), boot_id="another boot", boottime_ns=10**9, is_trusted=True)
    with SqliteOutbox(old / "outbox.db", lambda: now) as outbox:
        anchor = Anchor.of(now)
        outbox.boots.note(
            Boot(boot_id=now.boot_id, seen_boottime_ns=10**9, start=anchor, end=anchor)
        )
    verb(old, "backup", disk / "backup")
    new = home(disk, "new", protime)
    assert "1 held clocking may" in verb(new, "restore", disk / "backup", "--old-is-lost")
    with open_reading(old / "outbox.db") as reading:
        assert reading.boots()[0].end is not None
    with open_reading(new / "outbox.db") as reading:
        assert reading.counts()[State.HELD] == 1
        assert [(boot.start, boot.end) for boot in reading.boots()] == [(None, None)]


def test_what_a_lost_terminal_held_is_looked_up_before_it_is_sent(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """The old one dated and sent it after its backup; here a person dates it."""
    old = home(disk, "old", protime)
    store(old, PEOPLE[0], held=True)
    verb(old, "backup", disk / "backup")
    at = f"{datetime.now(BRUSSELS):%Y-%m-%d %H:%M%z}"
    new = home(disk, "new", protime)
    daemons = []
    try:
        for folder in (old, new):
            if folder is new:
                verb(new, "restore", disk / "backup", "--old-is-lost")
            config = ("--config", folder / "terminal.toml")
            told = run("outbox", "resolve", "1", *config, "--at", at, "--reason", "asked")
            assert told.exit_code == 0, told.stderr
            daemons.append(started(folder))
            until(folder, delivered=1)
    finally:
        for daemon in daemons:
            daemon.kill()

    assert len(protime.ledger.booked) == 1


@pytest.mark.parametrize("left", ["outbox.db-wal", "outbox.db.rescued", "outbox.db.suspect"])
def test_a_backup_is_never_put_beside_what_is_left_of_an_outbox(
    disk: Path, protime: ProtimeSimulator, left: str
) -> None:
    """Its log would be folded into the copy, and what it holds is not in the backup."""
    old = home(disk, "old", protime)
    store(old, PEOPLE[0])
    verb(old, "backup", disk / "backup", "--retire")
    new = home(disk, "new", protime)
    (new / left).write_bytes(b"swipes")

    refused = run("restore", "--config", new / "terminal.toml", disk / "backup")

    assert refused.exit_code == 1
    assert f"what is left of it ({left})" in refused.stderr
    assert (new / left).read_bytes() == b"swipes"
    assert not (new / "outbox.db").exists()


def test_a_backup_is_taken_beside_the_running_terminal(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """It goes on; only to be retired it must be stopped."""
    old = home(disk, "old", protime)
    daemon = started(old)
    try:
        daemon.wait_for_cue("ready")
        daemon.type(PEOPLE[0])
        until(old, delivered=1)
        verb(old, "backup", disk / "one")
        retired = run("backup", "--config", old / "terminal.toml", disk / "two", "--retire")
        assert retired.exit_code == 1
        assert "systemctl stop" in retired.stderr
        assert not (disk / "two").exists()
        daemon.type(PEOPLE[1])
        until(old, delivered=2)
        assert daemon.terminate() == 0
    finally:
        daemon.kill()


def test_a_configuration_that_is_missing_is_restored(disk: Path, protime: ProtimeSimulator) -> None:
    """A bare card gets it from the backup."""
    old = home(disk, "old", protime)
    store(old, PEOPLE[0])
    words = (old / "terminal.toml").read_text()
    verb(old, "backup", disk / "backup", "--retire")
    for left in (old / "terminal.toml", *old.glob("outbox.db*")):
        left.unlink()
    said = verb(old, "restore", disk / "backup")
    assert "restored to" in said
    assert "`sudo badge-terminal setup`: it asks for the client secret" in said
    assert (old / "outbox.db").stat().st_mode & 0o777 == 0o600
    assert (old / "terminal.toml").read_text() == words
    assert (old / "outbox.db").exists()


def test_a_folder_that_is_missing_is_to_be_made_for_the_right_user(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """As by pip, before the first start: the command that makes it is named."""
    old = home(disk, "old", protime)
    store(old, PEOPLE[0])
    verb(old, "backup", disk / "backup", "--retire")
    config = old / "terminal.toml"
    config.write_text(config.read_text().replace(f"{old}/outbox.db", f"{disk}/none/outbox.db"))
    result = run("restore", "--config", config, disk / "backup")
    assert result.exit_code == 1
    assert f"-o badge-terminal -g badge-terminal {disk}/none`" in result.stderr


@pytest.mark.parametrize("content", [b"", b"no backup at all"])
def test_what_is_no_backup_is_refused(
    content: bytes, disk: Path, protime: ProtimeSimulator
) -> None:
    """Nothing is touched."""
    new = home(disk, "new", protime)
    (disk / "backup").write_bytes(content)
    result = run("restore", "--config", new / "terminal.toml", disk / "backup")
    assert result.exit_code == 1
    assert "is no backup of a terminal" in result.stderr


def test_a_backup_is_never_written_over_a_file(disk: Path, protime: ProtimeSimulator) -> None:
    """Whatever is there may be the last backup."""
    old = home(disk, "old", protime)
    store(old, PEOPLE[0])
    (disk / "backup").write_text("precious")
    result = run("backup", "--config", old / "terminal.toml", disk / "backup", "--retire")
    assert result.exit_code == 1
    assert "Name a new file" in result.stderr
    assert (disk / "backup").read_text() == "precious"
    daemon = started(old)
    until(old, delivered=1)
    assert daemon.terminate() == 0


def test_another_tenant_gets_no_clockings_of_the_first(
    disk: Path, protime: ProtimeSimulator
) -> None:
    """The terminal does not start, says how many there are and what to do."""
    folder = home(disk, "door", protime)
    daemon = started(folder)
    daemon.wait_for_cue("ready")
    assert daemon.terminate() == 0
    file = folder / "terminal.toml"
    ours = file.read_text()
    store(folder, *PEOPLE)
    file.write_text(re.sub('tenant = "acme"', 'tenant = "other"', ours))
    log = refused_to_start(folder)
    assert "3 undelivered clockings for acme (rehearsal)" in log
    assert protime.ledger.booked == ()

    file.write_text(ours)
    daemon = started(folder)
    until(folder, delivered=3)
    assert daemon.terminate() == 0
    file.write_text(re.sub('tenant = "acme"', 'tenant = "other"', ours))
    daemon = started(folder)
    daemon.wait_for_cue("ready")
    assert daemon.terminate() == 0


def test_a_new_secret_is_taken_without_a_restart(disk: Path, protime: ProtimeSimulator) -> None:
    """It is written to its file, then the old one is withdrawn: nobody at the door notices."""
    folder = home(disk, "door", protime)
    daemon = started(folder)
    try:
        daemon.wait_for_cue("ready")
        daemon.type(PEOPLE[0])
        until(folder, delivered=1)
        (folder / "secret").write_text("another\n")
        protime.tokens.client = Client(secret="another")
        protime.tokens.withdraw_all()
        daemon.type(PEOPLE[1])
        until(folder, delivered=2)
        assert daemon.terminate() == 0
        assert "fault" not in daemon.log()
    finally:
        daemon.kill()
