"""The outcome of one attempt to deliver a clocking, or to read back what Protime has."""

from collections.abc import Mapping

from terminal.model.struct import Struct


class Delivered(Struct, frozen=True):
    """Protime booked it: 201, with the identifier from the `Location` header."""

    protime_id: str


class Rejected(Struct, frozen=True):
    """Protime refused this clocking for good, for a reason in its own words."""

    reason: str


class Unavailable(Struct, frozen=True, kw_only=True):
    """Protime surely did not process it; it goes out again later.

    Attributes:
        reason: One line for a person.
        retry_after_seconds: What the server asked for, if it did.
        may_be_booked: Whether somebody in front of Protime may have given up on a request that
            Protime processed all the same: to be looked up, where that is possible.
        is_configuration_fault: Whether credentials, scopes or addresses are to blame rather
            than the network or the server: nothing will get better by itself.
    """

    reason: str
    retry_after_seconds: float | None = None
    may_be_booked: bool = False
    is_configuration_fault: bool = False


class Uncertain(Struct, frozen=True):
    """It was sent, and whether Protime booked it is not known."""

    reason: str


Verdict = Delivered | Rejected | Unavailable | Uncertain


class Listed(Struct, frozen=True, kw_only=True):
    """What Protime has of the clockings that were asked for.

    Attributes:
        candidates: For each seq, Protime's identifiers of the clockings that equal it in person,
            kind, selection and absolute minute; empty where there are none.
        unclear: For each seq that cannot be compared, why, in one line for a person.
    """

    candidates: Mapping[int, tuple[str, ...]]
    unclear: Mapping[int, str]


class MayNotRead(Struct, frozen=True):
    """This terminal may not read clockings: the scope for it was not granted."""

    reason: str


ReadBack = Listed | Unavailable | MayNotRead
