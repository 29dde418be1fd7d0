"""Putting a terminal together around its outbox."""

import os
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial

from terminal import __version__
from terminal.backoff import Backoff
from terminal.bootstrap.choosing import chooser_of, fixed_selection
from terminal.bootstrap.claiming import claim
from terminal.bootstrap.edges import Edges
from terminal.bootstrap.head_start import HeadStart
from terminal.bootstrap.network import network_worker
from terminal.bootstrap.numbering import badge_rule
from terminal.bootstrap.standing import fixed_place, whereabouts_of
from terminal.bootstrap.terminal import Terminal
from terminal.bootstrap.watching import watch_of
from terminal.capture import NUMBERS, Capture, Surroundings
from terminal.choice import Choice
from terminal.config import Config
from terminal.faults import Faults
from terminal.host.systemd import ServiceManager
from terminal.model import State
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from terminal.ports import OutboxUnavailable
from terminal.repeats import RecentSwipes
from terminal.supervisor import Supervisor
from terminal.sync import Link, Mailbox
from terminal.sync.mailbox import HEARTBEAT_SECONDS
from terminal.true_time import ThisBoot
from terminal.workers import Job, Worker

READER_SILENCE_SECONDS = 19.0
"""Waits end after 12 s. A mute badge blocks for as long as it is mute: then the watchdog acts."""

SYNC_SILENCE_SECONDS = HEARTBEAT_SECONDS + 22.0
"""The sync thread waits for no network: only at its mailbox, for a heartbeat at most, and for the
disk."""

LAST_WORDS_SECONDS = 2.0


def assemble(config: Config, edges: Edges, service: ServiceManager) -> Supervisor:
    """Open the outbox and wire a terminal around it; it is closed when the supervisor ends.

    Raises:
        OutboxUnavailable: The outbox cannot be opened.
        BelongsElsewhere: It must not be sent from here.
    """
    outbox = SqliteOutbox(
        config.outbox.path,
        edges.clock.now,
        keep_delivered=timedelta(days=config.outbox.keep_delivered_days),
        stood_at=fixed_place(config),
    )
    claim(outbox, config)
    watch = watch_of(config)
    edges = replace(edges, feedback=watch.feedback(edges.feedback))
    terminal = Terminal(
        config=config,
        edges=edges,
        outbox=outbox,
        mailbox=Mailbox(),
        head_start=HeadStart(),
        link=Link(Backoff(), random.SystemRandom()),
        faults=Faults(edges.feedback),
        this_boot=ThisBoot(outbox.boots, edges.clock.now()),
        watch=watch,
        whereabouts=whereabouts_of(config),
    )
    recent = _recent(terminal)
    chooser = chooser_of(terminal, recent.deciding)
    boot_id = edges.clock.now().boot_id
    running = f"pid {os.getpid()}, boot {boot_id}, version {__version__}"
    # A crash left `running` behind; through `starting`, it begins anew.
    outbox.begin(
        [("daemon", "starting", ""), (NUMBERS, "in order", ""), ("daemon", "running", running)],
        configured=[f"reader {name}" for name in edges.readers],
    )
    return Supervisor(
        [
            *_readers(terminal, _surroundings(terminal, recent, chooser.choice)),
            *chooser.workers,
            _sync(terminal),
            network_worker(terminal.mailbox, terminal.head_start),
            *terminal.whereabouts.workers(outbox),
            *watch.workers(),
        ],
        service,
        status=partial(_status, terminal),
        closing=[edges.feedback.close, partial(_close, outbox)],
    )


def _readers(terminal: Terminal, surroundings: Surroundings) -> list[Worker]:
    return [
        Worker(
            name=f"reader {name}",
            open=partial(_open_capture, terminal, surroundings, name),
            silence_seconds=READER_SILENCE_SECONDS,
        )
        for name in terminal.edges.readers
    ]


def _recent(terminal: Terminal) -> RecentSwipes:
    window = timedelta(seconds=terminal.config.terminal.repeat_window_seconds)
    return RecentSwipes(terminal.outbox, window, terminal.edges.clock.now())


def _surroundings(terminal: Terminal, recent: RecentSwipes, choice: Choice | None) -> Surroundings:
    return Surroundings(
        store=terminal.watch.store(terminal.outbox, terminal.edges.clock),
        recent=recent,
        clock=terminal.edges.clock,
        zone=terminal.config.terminal.time_zone,
        feedback=terminal.edges.feedback,
        faults=terminal.faults,
        is_online=lambda: terminal.link.is_up,
        nudge=partial(_nudge, terminal),
        place=terminal.whereabouts.at,
        choice=choice,
    )


def _nudge(terminal: Terminal) -> None:
    terminal.mailbox.nudge()
    terminal.head_start.end()


@contextmanager
def _open_capture(terminal: Terminal, surroundings: Surroundings, name: str) -> Iterator[Job]:
    rule = badge_rule(terminal.config.badge)
    selection = fixed_selection(terminal.config, name)
    with closing(terminal.edges.readers[name]()) as reader:
        yield Capture(
            name=name, reader=reader, rule=rule, selection=selection, surroundings=surroundings
        )


def _sync(terminal: Terminal) -> Worker:
    return Worker(
        name="sync",
        open=partial(_open_sync, terminal),
        silence_seconds=SYNC_SILENCE_SECONDS,
        stop_seconds=terminal.config.protime.timeout_seconds + LAST_WORDS_SECONDS,
    )


@contextmanager
def _open_sync(terminal: Terminal) -> Iterator[Job]:
    terminal.head_start.wait()
    # Imported here, in the thread that needs it: no reader waits for an HTTP library.
    from terminal.bootstrap.deliveries import deliveries  # noqa: PLC0415

    with deliveries(terminal) as job:
        yield job


def _status(terminal: Terminal) -> str:
    link = "up" if terminal.link.is_up else "down"
    try:
        waiting = terminal.outbox.count(State.PENDING)
    except OutboxUnavailable as error:
        return f"link {link}; {error}"
    return f"link {link}, {waiting} waiting"


def _close(outbox: SqliteOutbox) -> None:
    outbox.report("daemon", "stopped", "")
    outbox.close()
