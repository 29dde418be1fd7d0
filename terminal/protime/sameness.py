"""Whether a value that Protime shows is the one that was sent."""

from enum import Enum, auto
from typing import assert_never

from terminal.model import ExternalReference, InternalId, Reference


class Sameness(Enum):
    """Whether two things are the same; `UNTOLD` where what Protime shows does not tell."""

    SAME = auto()
    DIFFERENT = auto()
    UNTOLD = auto()


def same_object(ours: Reference, shown: object) -> Sameness:
    """Compare what an object was named by with the object that a list shows."""
    if not isinstance(shown, dict):
        return Sameness.UNTOLD
    match ours:
        case InternalId(id=identifier):
            return same_identifier(identifier, shown.get("id"))
        case ExternalReference(name=name, value=value):
            references = shown.get("externalReferences")
            return same_key(value, references.get(name) if isinstance(references, dict) else None)
        case _:
            assert_never(ours)


def same_identifier(ours: int | str, shown: object) -> Sameness:
    """Compare two of Protime's own identifiers: numbers, or GUIDs in either case."""
    if not is_identifier(shown):
        return Sameness.UNTOLD
    is_same = str(ours).casefold() == str(shown).casefold()
    return Sameness.SAME if is_same else Sameness.DIFFERENT


def is_identifier(shown: object) -> bool:
    """Return whether a value can be one of Protime's own identifiers."""
    return (isinstance(shown, int) and not isinstance(shown, bool)) or (
        isinstance(shown, str) and shown != ""
    )


def same_key(ours: str, shown: object) -> Sameness:
    """Compare two values of an external reference.

    Whether Protime minds case and surrounding space is not documented: values that differ in
    nothing else may name the same object or not.
    """
    if not isinstance(shown, str) or not shown:
        return Sameness.UNTOLD
    if shown == ours:
        return Sameness.SAME
    is_close = shown.strip().casefold() == ours.strip().casefold()
    return Sameness.UNTOLD if is_close else Sameness.DIFFERENT


def same_claim(*, ours: bool | None, shown: object) -> Sameness:
    """Compare two yes or no, of which either may be left out."""
    if ours is None or shown is None:
        return Sameness.SAME
    if not isinstance(shown, bool):
        return Sameness.UNTOLD
    return Sameness.SAME if shown is ours else Sameness.DIFFERENT


def least(*parts: Sameness) -> Sameness:
    """Return the sameness of a whole from that of its parts: one difference makes it another."""
    for sameness in (Sameness.DIFFERENT, Sameness.UNTOLD):
        if sameness in parts:
            return sameness
    return Sameness.SAME
