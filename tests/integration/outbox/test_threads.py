"""Several readers' threads and the sync thread over one outbox."""

from pathlib import Path
from threading import Event, Thread

from terminal.model import State
from terminal.outbox import SqliteOutbox
from terminal.outbox.beside import open_reading
from tests.parts.fakes import NOON
from tests.parts.outboxes import delivered, put, states, stored

READERS = 4
SWIPES = 500


def test_swipes_of_four_readers_are_all_stored_and_delivered(
    outbox: SqliteOutbox, path: Path
) -> None:
    """While sync exchanges all the time: no gap, none lost, none sent twice, each in order."""
    told: list[list[int]] = [[] for _ in range(READERS)]
    swiped = Event()
    sent: list[int] = []

    def read(reader: int) -> None:
        for each in range(SWIPES):
            told[reader] += put(outbox, f"{reader}-{each % 10}")

    def sync() -> None:
        outcomes = delivered([])
        while not swiped.is_set() or outcomes or outbox.count(State.PENDING):
            batch = [each.seq for each in outbox.exchange(outcomes, 12, NOON)]
            outcomes = delivered(batch)
            sent.extend(batch)
            outbox.tidy()

    syncing = Thread(target=sync)
    reading = [Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in (syncing, *reading):
        thread.start()
    for thread in reading:
        thread.join()
    swiped.set()
    syncing.join()

    everything = list(range(1, READERS * SWIPES + 1))
    assert sorted(sum(told, [])) == everything  # noqa: RUF017 - four short lists
    assert [sorted(seqs) for seqs in told] == told
    assert sorted(sent) == everything
    assert stored(path) == everything
    assert set(states(path)) == {"delivered"}


def test_the_file_can_be_read_while_it_is_written(outbox: SqliteOutbox, path: Path) -> None:
    """Each answer is of one instant: as many clockings as the newest one's seq."""
    ended = Event()

    def write() -> None:
        for _ in range(SWIPES):
            put(outbox, "A")
        ended.set()

    writing = Thread(target=write)
    numbers = []
    with open_reading(path) as reading:
        writing.start()
        while not ended.is_set():
            newest = [each.seq for each in reading.clockings()]
            assert newest == list(range(len(newest), 0, -1))
            numbers.append(len(newest))
        writing.join()
        assert reading.counts()[State.PENDING] == SWIPES

    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 1
