"""The sending half of a real terminal, as the daemon wires it, over a real outbox on disk."""

import logging
import os
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter_ns
from typing import Protocol
from zoneinfo import ZoneInfo

from terminal.backoff import Backoff
from terminal.bootstrap.client import open_protime
from terminal.bootstrap.deliveries import deliveries
from terminal.bootstrap.edges import Edges
from terminal.bootstrap.head_start import HeadStart
from terminal.bootstrap.terminal import Terminal
from terminal.bootstrap.watching import watch_of
from terminal.bootstrap.whereabouts import Whereabouts
from terminal.config import Config, load
from terminal.faults import Faults
from terminal.host.clocks import SystemClock
from terminal.host.logs import set_up
from terminal.local_time import booked_time
from terminal.model import AnyCue, BadgeNumber, Clocking, InOut, Outcome, State, Swipe
from terminal.outbox import SqliteOutbox
from terminal.outbox.rows import NEW_COLUMNS, row_of_swipe
from terminal.outbox.statements import PUT
from terminal.sync import Link, Mailbox
from terminal.true_time import ThisBoot, ToldTimes
from terminal.workers import Job

BRUSSELS = ZoneInfo("Europe/Brussels")
CLOCK = SystemClock("always")
PEOPLE = 500

_CONFIG = """
[terminal]
name = "bench"
time_zone = "Europe/Brussels"
clock_trust = "always"
[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "bench"
client_secret_file = "{folder}/secret"
terminal_code = "PI-01"
connections = {connections}
api_url = "{api_url}"
token_url = "{token_url}"
ca_file = "{ca_file}"
[[readers]]
kind = "console"
[outbox]
path = "{folder}/outbox.db"
"""


class Server(Protocol):
    """Whatever stands in for Protime."""

    @property
    def api_url(self) -> str: ...
    @property
    def token_url(self) -> str: ...
    @property
    def ca_file(self) -> str: ...


class WatchedOutbox(SqliteOutbox):
    """An outbox that notes when how many clockings had been settled, durably.

    Attributes:
        settled: Times and counts, one for each commit.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, CLOCK.now, timedelta(days=90))
        self.settled: list[tuple[int, int]] = [(0, 0)]

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        """Settle and take out, and take notes."""
        batch = super().exchange(outcomes, room, now)
        if outcomes:
            self.settled.append((perf_counter_ns(), self.settled[-1][1] + len(outcomes)))
        return batch


class _Dark:
    """Feedback without lights."""

    def play(self, cue: AnyCue) -> None: ...
    def close(self) -> None: ...


def config_of(folder: Path, server: Server, connections: int) -> Config:
    """Return the configuration of a terminal that sends to a stand-in."""
    (folder / "secret").write_text("not-a-secret")
    file = folder / "terminal.toml"
    file.write_text(
        _CONFIG.format(
            folder=folder,
            connections=connections,
            api_url=server.api_url,
            token_url=server.token_url,
            ca_file=server.ca_file,
        )
    )
    return load(file)


@contextmanager
def sending_half(config: Config, outbox: WatchedOutbox) -> Iterator[Job]:
    """Open the job of the sync thread, with new connections and without a token."""
    told = ToldTimes(CLOCK)
    secret = Path(config.protime.client_secret_file).read_text
    dark = _Dark()
    terminal = Terminal(
        config=config,
        edges=Edges(
            readers={},
            open_protime=partial(open_protime, config, secret, told.told_time),
            feedback=dark,
            clock=CLOCK,
            told=told,
        ),
        outbox=outbox,
        mailbox=Mailbox(),
        head_start=HeadStart(seconds=0),
        link=Link(Backoff(), random.SystemRandom()),
        faults=Faults(dark),
        watch=watch_of(config),
        whereabouts=Whereabouts(),
        this_boot=ThisBoot(outbox.boots, CLOCK.now()),
    )
    with _logged_to_nobody(), deliveries(terminal) as job:
        yield job


@contextmanager
def _logged_to_nobody() -> Iterator[None]:
    """Write the log as in service, for what that costs; give it back to a test runner."""
    root, ours = logging.getLogger(), logging.getLogger("terminal")
    level, handlers, own_level = root.level, root.handlers[:], ours.level
    root.handlers.clear()
    with Path(os.devnull).open("w") as log:
        set_up(stream=log, environment={"JOURNAL_STREAM": _place(log.fileno())})
        try:
            yield
        finally:
            root.setLevel(level)
            root.handlers[:] = handlers
            ours.setLevel(own_level)


def swiped(number: int) -> Swipe:
    """Return one of many swipes, of one of many people."""
    return Swipe(
        badge_number=BadgeNumber(f"{number % PEOPLE:014}"),
        selection=InOut(),
        reader="bench",
        moment=CLOCK.now(),
    )


def store(path: Path, number: int, state: State) -> None:
    """Put clockings into a closed outbox, all in one commit."""
    rows = []
    for each in range(number):
        swipe = swiped(each)
        row = row_of_swipe(swipe, booked_time(swipe.moment.at, BRUSSELS), f"{each:032}")
        rows.append((*row[: NEW_COLUMNS.index("state")], state.value, *row[-2:]))
    with sqlite3.connect(path) as connection:
        connection.executemany(PUT, rows)
    connection.close()


def _place(descriptor: int) -> str:
    status = os.fstat(descriptor)
    return f"{status.st_dev}:{status.st_ino}"
