"""What was chosen before a swipe, in words."""

from typing import assert_never

from terminal.model import (
    Activity,
    ActivityEnd,
    InOut,
    InternalId,
    Reason,
    Reference,
    Selection,
)


def in_short(selection: Selection) -> str:
    """Return the kind with the codes that belong to it, such as `Activity 00014/10019`."""
    codes = "/".join(_code(each) for each in _references(selection))
    return " ".join(filter(None, [selection.kind, codes]))


def in_full(selection: Selection) -> str:
    """Return everything that Protime is told of it."""
    match selection:
        case InOut() | ActivityEnd():
            return selection.kind
        case Reason(reason, is_open):
            opening = {None: "", True: ", open", False: ", not open"}[is_open]
            return f"{selection.kind}: {_named(reason)}{opening}"
        case Activity(levels):
            named = (f"level {each.level} {_named(each.definition)}" for each in levels)
            return f"{selection.kind}: {', '.join(named)}"
        case _:
            assert_never(selection)


def _references(selection: Selection) -> list[Reference]:
    match selection:
        case Reason(reason):
            return [reason]
        case Activity(levels):
            return [each.definition for each in levels]
        case _:
            return []


def _code(reference: Reference) -> str:
    return str(reference.id) if isinstance(reference, InternalId) else reference.value


def _named(reference: Reference) -> str:
    if isinstance(reference, InternalId):
        return f"id {reference.id}"
    return f"{reference.name} {reference.value}"
