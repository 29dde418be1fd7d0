"""The rhythm of every cue, as data: each can be told by ear alone, and without seeing colours.

Tones follow one rule. Short tones only: the swipe is stored. A long tone: it is not, or
something is broken. So nobody has to know more than that to notice a swipe that did not count.
What is chosen before a swipe makes no sound at all.
"""

from collections.abc import Iterator, Mapping
from itertools import chain, cycle
from types import MappingProxyType

from terminal.model import AnyCue, Chosen, Cue
from terminal.model.struct import Struct, replace

UNIT_SECONDS = 0.1
"""Every step lasts a whole number of these, so that a pattern can be drawn."""


class Step(Struct, frozen=True):
    """What is on, and for how long."""

    seconds: float
    green: bool = False
    red: bool = False
    buzzer: bool = False


DARK = Step(0)
"""Everything off, for no time in particular."""


class Pattern(Struct, frozen=True):
    """How a cue looks, sounds and reads.

    Attributes:
        meaning: What it tells the person, in words.
        opening: Played once.
        refrain: Played after the opening, again and again until another cue ends it. It never
            sounds: a fault can last for days. Empty for a cue that ends by itself.
    """

    meaning: str
    opening: tuple[Step, ...]
    refrain: tuple[Step, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it goes on until another cue ends it."""
        return bool(self.refrain)


_GREEN_TONE = Step(0.1, green=True, buzzer=True)
_GREEN = Step(0.6, green=True)
_GREEN_SHORT = Step(0.1, green=True)
_FLICKER = Step(0.1, green=True, red=True, buzzer=True)
_TONE = Step(0.1, buzzer=True)
_SHORT_TONE = Step(0.1, red=True, buzzer=True)
_LONG_TONE = Step(0.6, red=True, buzzer=True)
_SHORT = Step(0.1, red=True)
_LONG = Step(0.6, red=True)
_GAP = Step(0.2)
_PAUSE = Step(2.0)
_BOTH = Step(0.2, green=True, red=True)
_COUNTED = Step(0.5)
_BOTH_ON = Step(1.0, green=True, red=True)
_BOTH_LONG = Step(0.6, green=True, red=True)
_BOTH_SHORT = Step(0.1, green=True, red=True)
_WAITING = (Step(10.0, green=True, red=True),)


def _blinks(count: int) -> tuple[Step, ...]:
    """Return so many blinks of both lamps, which stay on after them."""
    return (*((_BOTH, _GAP) * count)[:-1], _COUNTED, _BOTH_ON)


PATTERNS: Mapping[Cue, Pattern] = MappingProxyType(
    {
        Cue.READY: Pattern("ready", (_GREEN_SHORT, _GAP, _GREEN_SHORT, _GAP, _GREEN_SHORT)),
        Cue.ACCEPTED: Pattern("stored", (_GREEN_TONE, _GREEN)),
        Cue.ACCEPTED_OFFLINE: Pattern(
            "stored; it is sent as soon as Protime can be reached",
            (_GREEN_TONE, _GAP, _GREEN_TONE, _GREEN),
        ),
        Cue.REPEATED: Pattern(
            "swiped already, a moment ago: it counts once",
            (_FLICKER, _TONE, _FLICKER, _TONE, _FLICKER, _TONE),
        ),
        Cue.UNREADABLE: Pattern(
            "NOT stored, the badge could not be read: hold it still and try again",
            (_LONG_TONE, _GAP, _LONG_TONE),
        ),
        Cue.CHANGING_BADGE: Pattern(
            "NOT stored, a phone or a card that shows another number each time: take your badge",
            (_LONG_TONE, _GAP, _SHORT_TONE, _GAP, _LONG_TONE),
        ),
        Cue.CHOSEN: Pattern(
            "chosen, and nothing stored yet: swipe your badge, or choose the same again to cancel",
            _blinks(1),
            _WAITING,
        ),
        Cue.SELECTION_OVER: Pattern(
            "what was chosen is over: the next swipe is without it",
            (_BOTH_LONG, _GAP, _BOTH, _GAP, _BOTH_SHORT),
        ),
        Cue.STORAGE_FAULT: Pattern(
            "NOT stored, the terminal cannot write: tell whoever looks after it",
            (_LONG_TONE, _GAP, _LONG_TONE, _GAP, _LONG_TONE, _PAUSE),
            (_LONG, _GAP, _LONG, _GAP, _LONG, _PAUSE),
        ),
        Cue.READER_FAULT: Pattern(
            "the reader does not work: tell whoever looks after it",
            (_LONG_TONE, _GAP, _SHORT_TONE, _PAUSE),
            (_LONG, _GAP, _SHORT, _PAUSE),
        ),
        Cue.CONFIGURATION_FAULT: Pattern(
            "swipes are stored, but Protime refuses this terminal: tell whoever looks after it",
            (_LONG_TONE, _GAP, _SHORT_TONE, _GAP, _SHORT_TONE, _PAUSE),
            (_LONG, _GAP, _SHORT, _GAP, _SHORT, _PAUSE),
        ),
    }
)


class Standing(Struct, frozen=True):
    """What goes on after the cues that answer something: a fault, and before it a choice.

    Attributes:
        fault: The fault that is not mended, if any.
        choice: What was chosen and waits for its swipe, if anything was.
    """

    fault: Cue | None = None
    choice: AnyCue | None = None


_ENDS_A_CHOICE = (Cue.ACCEPTED, Cue.ACCEPTED_OFFLINE, Cue.REPEATED, Cue.SELECTION_OVER)


def standing_after(cue: AnyCue, standing: Standing) -> Standing:
    """Return what stands once a cue was played, given what stood before."""
    if isinstance(cue, Chosen) or cue is Cue.CHOSEN:
        return replace(standing, choice=cue)
    if cue in _ENDS_A_CHOICE:
        return replace(standing, choice=None)
    if cue is Cue.READY:
        return replace(standing, fault=None)
    return replace(standing, fault=cue) if PATTERNS[cue].stands else standing


def performance(cue: AnyCue, standing: Standing) -> Iterator[Step]:
    """Return all steps that follow when a cue is played: endless if anything stands then."""
    goes_on = standing.choice or standing.fault
    refrain = pattern_of(goes_on).refrain if goes_on else ()
    return chain(pattern_of(cue).opening, cycle(refrain))


def pattern_of(cue: AnyCue) -> Pattern:
    """Return how a cue looks, sounds and reads."""
    if not isinstance(cue, Chosen):
        return PATTERNS[cue]
    meaning = f"{cue.label}: swipe within {cue.seconds:g} seconds; the same again cancels it"
    return Pattern(meaning, _blinks(cue.position), _WAITING)


def drawing(pattern: Pattern) -> str:
    """Return a pattern as one line of text, ten signs a second, for tables and consoles.

    Only the lamps that it uses appear. The refrain of a fault follows after `…`.
    """
    steps = pattern.opening
    used = [name for name in ("green", "red", "buzzer") if any(getattr(s, name) for s in steps)]
    return "  ".join(f"{name} {_row(pattern, name)}" for name in used)


def _row(pattern: Pattern, lamp: str) -> str:
    parts = [pattern.opening, pattern.refrain] if pattern.stands else [pattern.opening]
    return "…".join(_signs(part, lamp) for part in parts)


def _signs(steps: tuple[Step, ...], lamp: str) -> str:
    return "".join(
        ("█" if getattr(step, lamp) else "·") * round(step.seconds / UNIT_SECONDS) for step in steps
    )
