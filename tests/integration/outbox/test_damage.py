"""A damaged outbox: the terminal comes up, takes swipes, and keeps all that can be read."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from terminal.model import State
from terminal.outbox import SqliteOutbox
from terminal.outbox.connection import PAGE_BYTES
from terminal.outbox.soundness import DAMAGED
from terminal.outbox.wal import Wal, log_of
from tests.parts.damage import Files, damaged, untouched
from tests.parts.fakes import NOON, FakeClock
from tests.parts.outbox_processes import told
from tests.parts.outboxes import put

SEEDS = os.environ.get("DAMAGE_SEEDS", "0:240")
"""`DAMAGE_SEEDS=17:18` replays seed 17."""

RECOVERING_SQLITE = os.environ.get("RECOVERING_SQLITE", "")
"""A sqlite3 program whose `.recover` works: that of Debian is built without what it needs."""

NUMBER = 150

Row = dict[str, object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, dict[str, Row], int]:
    """Return an outbox whose process was killed, its rows by id, and its last commit."""
    path = tmp_path_factory.mktemp("sound") / "outbox.db"
    told("filled", path, NUMBER)
    return Files.of(path), rows(path), Wal(log_of(path), PAGE_BYTES).last_commit


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that syncs fast, if there is one."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def rows(path: Path) -> dict[str, Row]:
    """Return the clockings in a file by their ids."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        return {row["id"]: dict(row) for row in connection.execute("SELECT * FROM clockings")}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_is_damaged_the_terminal_goes_on(
    sound: tuple[Files, dict[str, Row], int], folder: Path
) -> None:
    """Hundreds of seeds: it opens, accepts a swipe, and has every row of every intact page.

    What was delivered is never pending, nothing altered is sent, nothing twice.
    """
    files, before, commits = sound
    begin, end = map(int, SEEDS.split(":"))
    for seed in range(begin, end):
        what, harmed = damaged(files, seed, commits)
        _empty(folder)
        path = folder / "outbox.db"
        harmed.write(path)
        readable = _readable(files, harmed, folder, before)
        recovered = _recovered(harmed, folder) & set(before)
        try:
            _check(path, before, readable)
            assert recovered - rows(path).keys() - _doubtful(folder) == set()
        except Exception as error:
            error.add_note(f"{what}; to see it again: DAMAGE_SEEDS={seed}:{seed + 1}")
            raise


def _check(path: Path, before: dict[str, Row], readable: set[str]) -> None:
    with SqliteOutbox(path, FakeClock().now) as outbox:
        sent = {each.id for each in outbox.exchange([], 999, NOON)}
        (seq,) = put(outbox, "new")
        after = rows(path)
        assert seq == max(int(str(row["seq"])) for row in after.values())
        assert outbox.count(State.SENDING) == len(sent)
    assert readable - after.keys() == set()
    for identifier, row in before.items():
        now = after.get(identifier, row)
        if row["state"] == "delivered":
            assert now["state"] in {"delivered", "uncertain"} or now["last_error"] == DAMAGED
        assert now["state"] != "pending" or row["state"] == "pending"
    said = ("badge_number", "kind", "selection", "true_at", "date", "time_of_day_in_minutes")
    for identifier in sent:
        assert [after[identifier][name] for name in said] == [
            before[identifier][name] for name in said
        ]


def _readable(sound: Files, harmed: Files, folder: Path, before: dict[str, Row]) -> set[str]:
    """Return the ids of the rows that lie on a page as it was."""
    pages = b"".join(untouched(sound, harmed, folder))
    return {identifier for identifier in before if identifier.encode() in pages}


def _recovered(harmed: Files, folder: Path) -> set[str]:
    """Return the ids of all rows that SQLite's own recovery finds, where there is a program."""
    if not RECOVERING_SQLITE:
        return set()
    path = folder / "copy.db"
    harmed.write(path)
    command = [RECOVERING_SQLITE, str(path), ".recover --ignore-freelist"]
    ended = subprocess.run(command, check=False, capture_output=True, timeout=30)
    text = ended.stdout.decode("utf-8", "replace")
    return set(re.findall(r"(?m)^INSERT .*?'([0-9a-f]{32})'", text))


def _doubtful(folder: Path) -> set[str]:
    """Return the ids in rows that were kept as text since they cannot be trusted."""
    texts = "".join(each.read_text() for each in folder.glob("*-doubtful.jsonl"))
    return set(re.findall(r"[0-9a-f]{32}", texts))


def _empty(folder: Path) -> None:
    for each in folder.iterdir():
        each.unlink()
