"""The outcome of one attempt to deliver a clocking."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivered:
    """Protime booked it: 201, with the identifier from the `Location` header."""

    protime_id: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Protime refused this clocking for good, for a reason in its own words."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """Protime surely did not process it; it goes out again later.

    Attributes:
        reason: One line for a person.
        retry_after_seconds: What the server asked for, if it did.
        is_configuration_fault: Whether credentials, scopes or addresses are to blame rather
            than the network or the server: nothing will get better by itself.
    """

    reason: str
    retry_after_seconds: float | None = None
    is_configuration_fault: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It was sent, and whether Protime booked it is not known."""

    reason: str


Verdict = Delivered | Rejected | Unavailable | Uncertain
