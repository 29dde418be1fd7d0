"""Figure 9: from the power that pcscd gives a badge to the beep, against the least possible.

The least: one `SCardGetStatusChange`, the command GET DATA, one bare insert of the row. pcscd is
the real one and the badges are virtual; the clock begins when a badge is given power, after
pcscd has noticed it, and ends when the lamps are set.

The measurement runs as a process of its own, where no other pcscd is in the way.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import count, cycle
from pathlib import Path
from threading import Thread

from terminal.outbox import SqliteOutbox
from tests.bench.badge_sides import (
    CardRequests,
    Side,
    TheLeast,
    ThisTerminal,
    bare_insert,
    insert_anew,
    post,
)
from tests.bench.door import believed_clock
from tests.bench.figures import Bound, Figure, microseconds, p99, ratios
from tests.bench.stand_in import StandIn
from tests.bench.swipe import example_row, schema_of
from tests.bench.virtual_readers import Slot, virtual_readers

ROUNDS = 5
SWIPES = 50
RIVAL_SWIPES = 5
GOAL = 1.3
SERVER_SECONDS = 0.02
# Until its log has its working size, a bare insert takes twice as long.
WARM_UP = 700

OURS = "this terminal"
LEAST = "bare wait, GET DATA, bare insert (WAL, synchronous=FULL)"
STORING = "rival: CardRequest, sqlite3.connect for each badge"
POSTING = f"rival: CardRequest, posts before it beeps ({SERVER_SECONDS * 1000:.0f} ms away)"
TURNS = [OURS, LEAST] * SWIPES + [STORING, POSTING] * RIVAL_SWIPES

Rounds = list[list[int]]


def measure(folder: Path) -> list[Figure]:
    """Return how long a person waits for the beep."""
    python = [sys.executable, "-m"]
    command = [*python, "tests.parts.isolation", *python, __name__, str(folder)]
    measured = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    rounds: dict[str, Rounds] = json.loads(measured.stdout)
    ours, least, *_ = rounds.values()
    sides = {name: microseconds(each) for name, each in rounds.items()}
    return [
        Figure(
            number=9,
            name=f"power-on of a badge → durable → cue begun ÷ the least of it, {what}",
            rounds=values,
            bound=Bound.AT_MOST,
            goal=GOAL,
            sides=sides,
        )
        for what, values in (("median", ratios(ours, least)), ("p99", ratios(ours, least, p99)))
    ]


def main(folder: Path) -> None:
    """Present badges to all sides in turns, and print how long each of them took."""
    with virtual_readers(folder) as slots, ExitStack() as opened:
        # Only one side may know of a reader: this terminal tells of badges that it missed.
        own, others = slots[::2], cycle(slots[1::2])
        places = {OURS: cycle(own), LEAST: others, STORING: others, POSTING: others}
        outbox = opened.enter_context(SqliteOutbox(folder / "outbox.db", believed_clock().now))
        sides = _sides(outbox, folder, own, opened)
        numbers = count(1)
        rounds: dict[str, Rounds] = {name: [] for name in sides}
        for _ in range(ROUNDS):
            outbox.tidy()
            for each in rounds.values():
                each.append([])
            for name in TURNS:
                slot = next(places[name])
                end = partial(sides[name].answer, slot.reader)
                rounds[name][-1].append(slot.present(next(numbers).to_bytes(7), end))
    print(json.dumps(rounds))


def _sides(
    outbox: SqliteOutbox, folder: Path, own: list[Slot], opened: ExitStack
) -> dict[str, Side]:
    row, schema = example_row(), schema_of(outbox)
    insert = opened.enter_context(bare_insert(folder / "bare.db", schema, row))
    for _ in range(WARM_UP):
        insert()
    return {
        OURS: opened.enter_context(closing(ThisTerminal(outbox, [slot.reader for slot in own]))),
        LEAST: TheLeast(insert),
        STORING: CardRequests(partial(insert_anew, _table(folder / "rival.db", schema), row)),
        POSTING: CardRequests(partial(post, opened.enter_context(_protime()))),
    }


def _table(path: Path, schema: list[str]) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in schema:
            connection.execute(statement)
    return path


@contextmanager
def _protime() -> Iterator[str]:
    """Run a Protime near by; return where clockings go."""
    with StandIn() as server:
        server.server_seconds = SERVER_SECONDS
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"{server.api_url}/clockings"
        server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
