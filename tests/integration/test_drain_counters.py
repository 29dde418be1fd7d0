"""What a drain costs, in numbers that no busy machine changes: see figures 5 and 6 of the bench."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from terminal.local_time import booked_time
from terminal.outbox import SqliteOutbox
from tests.bench.sending_half import BRUSSELS, WatchedOutbox, config_of, sending_half, swiped
from tests.bench.stand_in import Counts, StandIn

CONNECTIONS = 8
CLOCKINGS = 160
SERVER_SECONDS = 0.05


@contextmanager
def _statements(outbox: SqliteOutbox) -> Iterator[list[str]]:
    """Write down every statement that SQLite runs."""
    statements: list[str] = []
    connection = outbox._file._connection
    connection.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)


@contextmanager
def _server() -> Iterator[StandIn]:
    with StandIn() as server:
        server.server_seconds = SERVER_SECONDS
        serving = Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            yield server
        finally:
            server.shutdown()
            serving.join(10)


@pytest.fixture(scope="module")
def drain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counts, list[str]]:
    """Drain an outbox once, and return what Protime and SQLite saw of it."""
    folder = tmp_path_factory.mktemp("drain")
    with _server() as server, WatchedOutbox(folder / "outbox.db") as outbox:
        for each in range(CLOCKINGS):
            swipe = swiped(each)
            outbox.put(swipe, booked_time(swipe.moment.at, BRUSSELS))
        config = config_of(folder, server, CONNECTIONS)
        with sending_half(config, outbox) as job, _statements(outbox) as statements:
            while outbox.settled[-1][1] < CLOCKINGS:
                job.step()
        return server.take_counts(), statements


def test_a_drain_opens_as_many_connections_as_configured(drain: tuple[Counts, list[str]]) -> None:
    """Each is used for many clockings; one token serves all, and nothing is read back."""
    counts, _ = drain
    assert counts == Counts(connections=CONNECTIONS, tokens=1, clockings=CLOCKINGS, lists=0)


def test_a_drain_commits_once_for_each_batch(drain: tuple[Counts, list[str]]) -> None:
    """Marks and acknowledgements of eight clockings share a commit, and so one sync."""
    _, statements = drain
    commits = sum(each == "COMMIT" for each in statements)
    batches = CLOCKINGS / CONNECTIONS
    assert batches <= commits <= 2 * batches + 10


def test_a_drain_needs_few_statements(drain: tuple[Counts, list[str]]) -> None:
    """One to settle each; all the rest, the marks included, are for whole batches."""
    _, statements = drain
    updates = [text for text in statements if text.lstrip().startswith("UPDATE clockings")]
    marks = [text for text in updates if "json_each" in text]
    commits = sum(each == "COMMIT" for each in statements)
    assert len(updates) - len(marks) == CLOCKINGS
    assert len(marks) <= 2 * commits
    assert len(statements) <= 3 * CLOCKINGS


def test_a_look_at_an_outbox_with_nothing_to_send_asks_little(tmp_path: Path) -> None:
    """Four small questions: it is most of what an idle terminal does (decision record 0040)."""
    with _server() as server, WatchedOutbox(tmp_path / "outbox.db") as outbox:
        swipe = swiped(0)
        outbox.put(swipe, booked_time(swipe.moment.at, BRUSSELS))
        with sending_half(config_of(tmp_path, server, CONNECTIONS), outbox) as job:
            while not outbox.settled or outbox.settled[-1][1] < 1:
                job.step()
            with _statements(outbox) as statements:
                job.interrupt()  # as if the time were over
                job.step()
    assert 0 < len(statements) <= 4
    assert not any("waiting" in each for each in statements), "the dear one, for what is due"
