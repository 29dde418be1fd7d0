"""The job of the sync thread: what can be dated by now is, then what is due is sent."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from terminal.bootstrap.sending import sending
from terminal.bootstrap.terminal import Terminal
from terminal.held import Held
from terminal.sync.mailbox import HEARTBEAT_SECONDS
from terminal.sync.sync import GLANCE_SECONDS, Sync
from terminal.true_time.earlier_boots import EarlierBoots
from terminal.true_time.knowledge import Knowledge

COMPUTING_SECONDS = 0.0001
"""How long a thread computes at most while another one wants to. Python's own 5 ms are met several
times by a swipe while a small board is sending (decision records 0046 and 0049)."""


class Deliveries:
    """Both halves of each step, in this order: what was dated goes out at once."""

    def __init__(self, held: Held, sync: Sync) -> None:
        self._held = held
        self._sync = sync

    def step(self) -> None:
        """Date, then send."""
        if self._held.release():
            self._sync.interrupt()
        # What is held waits for the clock, and nobody tells when that becomes right.
        self._sync.step(GLANCE_SECONDS if self._held.is_waiting else HEARTBEAT_SECONDS)

    def interrupt(self) -> None:
        """Make a step that waits return soon."""
        self._sync.interrupt()


@contextmanager
def deliveries(terminal: Terminal) -> Iterator[Deliveries]:
    """Open the client and everything that sends through it; at the end, finish what is underway."""
    sys.setswitchinterval(COMPUTING_SECONDS)
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
        yield Deliveries(held, sync)
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
