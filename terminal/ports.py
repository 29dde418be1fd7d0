"""What capture and sync need from the outside: owned by them, met by the edges.

An edge does not inherit from its port; mypy compares the two where bootstrap wires them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from terminal.model import (
    AnyCue,
    BookedTime,
    Boot,
    ButtonEvent,
    Clocking,
    Moment,
    Outcome,
    ReadBack,
    ReaderEvent,
    State,
    Swipe,
    Unavailable,
    Verdict,
)


class OutboxUnavailable(Exception):
    """The outbox could not make a write durable; nothing of it was kept.

    The message says what is wrong, where, and what to do next.
    """


class OutboxDamaged(Exception):
    """The outbox's file is damaged. This process can do nothing about it: the next start does.

    Nobody catches it on purpose: whoever meets it ends, and with it the process.
    """


class Clock(Protocol):
    """All the clocks of this machine."""

    def now(self) -> Moment:
        """Return what they say now. Never waits for the network, nor for more than a moment."""


class Reader(Protocol):
    """A device that badges are presented to. Used by one thread, but for `interrupt`."""

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """Return the next event, or None after the time-out or an interruption.

        The first events say whether the reader is there (`ReaderFound` or `ReaderLost`).
        Never raises for a missing, replugged or broken reader: it reports that and heals.
        """

    def interrupt(self) -> None:
        """Make a `wait` that is running return soon. May be called from any thread, again."""


class Buttons(Protocol):
    """Push buttons, each for one selection. Used by one thread, but for `interrupt`."""

    def wait(self, timeout_seconds: float) -> ButtonEvent | None:
        """Return the next event, or None after the time-out or an interruption.

        The first events say whether the buttons are there (`ReaderFound` or `ReaderLost`).
        Never raises for pins that cannot be had or do not work: it reports that and heals. A
        button that is held, jammed or bouncing is pressed once.
        """

    def interrupt(self) -> None:
        """Make a `wait` that is running, or else the next one, return soon; from any thread."""


class Feedback(Protocol):
    """Lights, sound and text for the person at the door."""

    def play(self, cue: AnyCue) -> None:
        """Start a cue in place of the one that is playing. Never blocks, never raises."""


class Board(Protocol):
    """Where the parts of the terminal tell operators how they are."""

    def report(self, part: str, condition: str, detail: str) -> None:
        """Keep the newest condition of a part, such as `link`, `down`, `connection refused`.

        Raises:
            OutboxUnavailable: It could not be kept.
        """


class SwipeStore(Board, Protocol):
    """The outbox as capture sees it."""

    def newest_first(self) -> Iterable[Swipe]:
        """Return the stored swipes, newest first, read only as far as it is iterated."""

    def put(self, swipe: Swipe, booked: BookedTime | None) -> int:
        """Store a swipe as a clocking and return its seq, once it would survive a power cut.

        It is pending with a booked time, held without.

        Raises:
            OutboxUnavailable: It was not made durable, and must not be acknowledged. Where the
                disk itself failed and the process ends before its next commit, SQLite may
                still find the swipe at the next start; it is then delivered like any other.
        """


class Outbox(Board, Protocol):
    """The outbox as sync sees it."""

    def exchange(self, outcomes: Sequence[Outcome], room: int, now: datetime) -> list[Clocking]:
        """Settle what came back and take out what goes next, in one commit.

        Returns:
            At most `room` clockings that are due, at most one for each badge, none of a badge
            that has an earlier one underway or waiting. They are marked as sending, durably.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """

    def has_news(self) -> bool:
        """Return whether another program has written to it since this was asked last."""

    def next_attempt_at(self) -> datetime | None:
        """Return the earliest time at which a pending clocking that failed before is due."""

    def bring_forward(self, now: datetime) -> None:
        """Let all that failed before be due now at the latest.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """

    def count(self, state: State) -> int:
        """Return how many clockings are in a state other than delivered."""

    def tidy(self) -> None:
        """Do the housekeeping that no swipe should have to wait for, if it is time.

        Raises:
            OutboxUnavailable: It was not done; nothing is lost, and it is tried again.
        """


class HeldStore(Board, Protocol):
    """The outbox as the one sees it who finds out true times."""

    def held(self, after_seq: int = 0) -> list[Clocking]:
        """Return the held clockings, oldest first, or only those after one of them."""

    def release(self, booked: Sequence[tuple[int, BookedTime]]) -> None:
        """Give held clockings (by seq) their booked times: they are pending now.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """


class BootBook(Protocol):
    """The boots of this machine in which the terminal ran, as the outbox keeps them."""

    def find(self, boot_id: str) -> Boot | None:
        """Return what was noted of a boot, None if nothing was."""

    def note(self, boot: Boot) -> None:
        """Keep what is known of a boot by now; one that is new is the latest of all.

        Raises:
            OutboxUnavailable: It was not kept.
        """


class Doubts(Protocol):
    """The outbox as read-back sees it: clockings of which Protime may or may not know."""

    def uncertain(self) -> list[Clocking]:
        """Return the uncertain clockings, oldest first."""

    def known_ids(self, clockings: Sequence[Clocking]) -> frozenset[str]:
        """Return Protime's identifiers of other clockings of this outbox around these.

        What one of them was booked as cannot be what an uncertain one was booked as.
        """

    def nameless(self, clockings: Sequence[Clocking]) -> frozenset[int]:
        """Return which of these (by seq) have one beside them that has no identifier known.

        It is of the same badge, kind and minute, and a person settled it: what Protime has may be
        that one.
        """

    def conclude(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Settle uncertain clockings; leave all others as they are.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """

    def reconsider(self, seqs: Sequence[int], now: datetime) -> None:
        """Make rejected clockings pending again: not they are to blame.

        Raises:
            OutboxUnavailable: Nothing of it was kept.
        """


class Protime(Protocol):
    """Protime's interface for clockings. May be used by several threads at once."""

    def greet(self) -> Unavailable | None:
        """Ask Protime for a token with the scopes needed; None if it answers and grants it."""

    def deliver(self, clocking: Clocking) -> Verdict:
        """Try once to book a clocking. Bounded by a deadline; never raises."""

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        """Ask what Protime has of clockings that are booked for a day.

        It looks at that day and its neighbours. Each page has the deadline of an attempt; never
        raises.
        """

    def may_read(self) -> bool | None:
        """Return whether the newest token may read clockings; None before there was one."""
