"""Putting a terminal together around its outbox."""

import os
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from terminal import __version__
from terminal.backoff import Backoff
from terminal.badge_numbers import IdentifierRule
from terminal.bootstrap.claiming import claim
from terminal.bootstrap.edges import Edges
from terminal.bootstrap.network import network_worker
from terminal.bootstrap.sending import sending
from terminal.bootstrap.watching import Watch, watch_of
from terminal.capture import Capture, RecentSwipes, Surroundings
from terminal.config import Config
from terminal.faults import Faults
from terminal.held import Held
from terminal.host.systemd import ServiceManager
from terminal.model import InOut, State
from terminal.outbox import SqliteOutbox
from terminal.ports import OutboxUnavailable
from terminal.supervisor import Supervisor
from terminal.sync import Link, Mailbox, Sync
from terminal.true_time import EarlierBoots, Knowledge, ThisBoot
from terminal.workers import Job, Worker

READER_SILENCE_SECONDS = 15.0
"""Waits end after 4 s. A mute badge blocks for as long as it is mute: then the watchdog acts."""

SYNC_SILENCE_SECONDS = 30.0
"""The sync thread waits for no network: only at its mailbox, and for the disk."""

LAST_WORDS_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """What its threads share."""

    config: Config
    edges: Edges
    outbox: SqliteOutbox
    mailbox: Mailbox
    link: Link
    faults: Faults
    this_boot: ThisBoot
    watch: Watch


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
    )
    claim(outbox, config)
    watch = watch_of(config)
    edges = replace(edges, feedback=watch.feedback(edges.feedback))
    terminal = Terminal(
        config=config,
        edges=edges,
        outbox=outbox,
        mailbox=Mailbox(),
        link=Link(Backoff(), random.SystemRandom()),
        faults=Faults(edges.feedback),
        this_boot=ThisBoot(outbox.boots, edges.clock.now()),
        watch=watch,
    )
    boot_id = edges.clock.now().boot_id
    # A crash left `running` behind; through this, it begins anew.
    outbox.report("daemon", "starting", "")
    outbox.report("daemon", "running", f"pid {os.getpid()}, boot {boot_id}, version {__version__}")
    return Supervisor(
        [
            *_readers(terminal),
            _sync(terminal),
            network_worker(terminal.mailbox),
            *watch.workers(),
        ],
        service,
        status=partial(_status, terminal),
        closing=[edges.feedback.close, partial(_close, outbox)],
    )


def _readers(terminal: Terminal) -> list[Worker]:
    surroundings = _surroundings(terminal)
    return [
        Worker(
            name=f"reader {name}",
            open=partial(_open_capture, terminal, surroundings, name),
            silence_seconds=READER_SILENCE_SECONDS,
        )
        for name in terminal.edges.readers
    ]


def _surroundings(terminal: Terminal) -> Surroundings:
    settings = terminal.config.terminal
    window = timedelta(seconds=settings.repeat_window_seconds)
    return Surroundings(
        store=terminal.watch.store(terminal.outbox, terminal.edges.clock),
        recent=RecentSwipes(terminal.outbox, window, terminal.edges.clock.now()),
        clock=terminal.edges.clock,
        zone=settings.time_zone,
        feedback=terminal.edges.feedback,
        faults=terminal.faults,
        is_online=lambda: terminal.link.is_up,
        nudge=terminal.mailbox.nudge,
    )


@contextmanager
def _open_capture(terminal: Terminal, surroundings: Surroundings, name: str) -> Iterator[Job]:
    badge = terminal.config.badge
    rule = IdentifierRule(format=badge.format, byte_order=badge.byte_order, digits=badge.digits)
    with closing(terminal.edges.readers[name]()) as reader:
        yield Capture(
            name=name, reader=reader, rule=rule, selection=InOut(), surroundings=surroundings
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
    with closing(terminal.edges.open_protime()) as protime:
        sync = sending(
            terminal.config,
            protime,
            outbox=terminal.watch.outbox(terminal.outbox),
            doubts=terminal.watch.doubts(terminal.outbox.doubts),
            mailbox=terminal.mailbox,
            link=terminal.link,
            clock=terminal.edges.clock,
            faults=terminal.faults,
        )
        held = _held(terminal, sync)
        yield _Deliveries(held, sync)
        sync.finish(terminal.config.protime.timeout_seconds)
        held.close()


def _held(terminal: Terminal, sync: Sync) -> Held:
    return Held(
        outbox=terminal.outbox,
        clock=terminal.edges.clock,
        zone=terminal.config.terminal.time_zone,
        knowledge=Knowledge(terminal.edges.told, terminal.this_boot.known),
        earlier=EarlierBoots(terminal.outbox.boots),
        this_boot=terminal.this_boot,
        ask=sync.greet,
    )


class _Deliveries:
    """The sync thread's job: what can be dated by now is, then what is due is sent."""

    def __init__(self, held: Held, sync: Sync) -> None:
        self._held = held
        self._sync = sync

    def step(self) -> None:
        if self._held.release():
            self._sync.interrupt()  # what was released goes out at once
        self._sync.step()

    def interrupt(self) -> None:
        self._sync.interrupt()


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
