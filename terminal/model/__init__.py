"""The words of this program as values: immutable, typed, without any input or output."""

from terminal.model.anchor import Anchor
from terminal.model.badge import LONGEST_BADGE_NUMBER, BadgeNumber
from terminal.model.boot import Boot
from terminal.model.clocking import BookedTime, Clocking, Outcome, State, Swipe
from terminal.model.cue import AnyCue, Chosen, Cue, cue_of
from terminal.model.moment import Moment
from terminal.model.place import Place
from terminal.model.reader_event import (
    Bits,
    ButtonEvent,
    Presented,
    Pressed,
    ReaderEvent,
    ReaderFound,
    ReaderLost,
    Reading,
    StoredBytes,
    Unreadable,
)
from terminal.model.selection import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    ExternalReference,
    InOut,
    InternalId,
    Kind,
    Option,
    Reason,
    Reference,
    Selection,
)
from terminal.model.verdict import (
    Delivered,
    Listed,
    MayNotRead,
    ReadBack,
    Rejected,
    Unavailable,
    Uncertain,
    Verdict,
)

__all__ = [
    "LONGEST_BADGE_NUMBER",
    "Activity",
    "ActivityEnd",
    "ActivityLevel",
    "Anchor",
    "AnyCue",
    "BadgeNumber",
    "Bits",
    "BookedTime",
    "Boot",
    "ButtonEvent",
    "Chosen",
    "Clocking",
    "Cue",
    "Delivered",
    "ExternalReference",
    "InOut",
    "InternalId",
    "Kind",
    "Listed",
    "MayNotRead",
    "Moment",
    "Option",
    "Outcome",
    "Place",
    "Presented",
    "Pressed",
    "ReadBack",
    "ReaderEvent",
    "ReaderFound",
    "ReaderLost",
    "Reading",
    "Reason",
    "Reference",
    "Rejected",
    "Selection",
    "State",
    "StoredBytes",
    "Swipe",
    "Unavailable",
    "Uncertain",
    "Unreadable",
    "Verdict",
    "cue_of",
]
