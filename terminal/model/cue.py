"""Answers to a person at the door."""

from enum import StrEnum

from terminal.model.struct import Struct


class Cue(StrEnum):
    """What light, sound and text tell a person.

    `READY` ends a fault; `READER_FAULT`, `STORAGE_FAULT` and `CONFIGURATION_FAULT` stand until
    it does. `CHOSEN` stands until the selection has its swipe or `SELECTION_OVER` ends it; which
    one, a `Chosen` says. All others are over by themselves.
    """

    READY = "ready"
    ACCEPTED = "accepted"
    ACCEPTED_OFFLINE = "accepted-offline"
    REPEATED = "repeated"
    UNREADABLE = "unreadable"
    CHANGING_BADGE = "changing-badge"
    CHOSEN = "chosen"
    SELECTION_OVER = "selection-over"
    STORAGE_FAULT = "storage-fault"
    READER_FAULT = "reader-fault"
    CONFIGURATION_FAULT = "configuration-fault"


class Chosen(Struct, frozen=True):
    """The cue of a selection that waits for its swipe.

    Attributes:
        position: Its place among the selections of this terminal; 1 for the first.
        label: What people call it.
        seconds: How long it waits.
    """

    cue = Cue.CHOSEN
    position: int
    label: str
    seconds: float


AnyCue = Cue | Chosen


def cue_of(played: AnyCue) -> Cue:
    """Return which cue it is, whatever it says beside that."""
    return played.cue if isinstance(played, Chosen) else played
