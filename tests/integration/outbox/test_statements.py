"""No statement of the daemon slows down as delivered clockings pile up."""

from collections.abc import Iterator

import pytest

from terminal.outbox import SqliteOutbox, statements
from tests.parts.fakes import FakeClock

VERBS = ("SELECT", "WITH", "INSERT", "UPDATE")
STATEMENTS = {
    name: text
    for name, text in vars(statements).items()
    if isinstance(text, str) and text.strip().startswith(VERBS)
}
BY_SEQ = {
    "BEFORE",
    "MARK_SENDING",
    "SETTLE",
    "STILL_HELD",
    "RELEASE",
    "KNOWN_IDS",
    "NAMELESS",
    "CONCLUDE",
    "RECONSIDER",
    "REJECT_DAMAGED",
}
INSERTS = {"PUT", "REPORT", "TOUCH"}
OF_OTHERS = {"BOOT", "NOTE_BOOT", "CONFIGURED_PARTS"}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteOutbox]:
    """Return an outbox that nothing is put into: one is enough for all plans."""
    path = tmp_path_factory.mktemp("planned") / "outbox.db"
    with SqliteOutbox(path, FakeClock().now) as outbox:
        yield outbox


def _plan(outbox: SqliteOutbox, statement: str) -> list[str]:
    named = dict.fromkeys(("now", "room", "part", "condition", "detail"), "")
    values = [""] * statement.count("?") or named
    rows = outbox._file._connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    return [row["detail"] for row in rows]


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_finds_its_clockings_without_looking_at_all(
    planned: SqliteOutbox, name: str
) -> None:
    """By the index of what is undelivered, or by seq where it is known."""
    looks = [line for line in _plan(planned, STATEMENTS[name]) if "clockings" in line]

    if name in INSERTS | OF_OTHERS:
        assert looks == []
        return
    index = "INTEGER PRIMARY KEY" if name in BY_SEQ else "INDEX clockings_undelivered"
    assert looks
    assert [line for line in looks if not line.startswith("SEARCH") or index not in line] == []


def test_the_next_fresh_ones_are_found_without_sorting(planned: SqliteOutbox) -> None:
    """The first few of a long backlog cost as much as those of a short one."""
    plan = _plan(planned, statements.DUE)

    after_search = plan[plan.index("CO-ROUTINE fresh") + 1 :]
    of_fresh = after_search[: after_search.index("SCAN fresh")]
    assert not [line for line in of_fresh if "ORDER BY" in line]
