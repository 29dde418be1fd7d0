"""What the running terminal noticed about badge numbers."""

from terminal.doctor.finding import Ailment, Check, Finding, Severity

PART = "badge numbers"
"""Under this name the terminal tells of them."""

NUMBERS = Check("badge-numbers", "what the running terminal noticed about badges and their numbers")

COLLIDING = Ailment(
    NUMBERS,
    Severity.FAULT,
    "Two people may be booked as one",
    "make the number of the whole identifier, or of more of it: `badge-terminal badge learn`, "
    "with both badges; see docs/badges.md",
)
CUT_SHORT = Ailment(
    NUMBERS,
    Severity.WARNING,
    "The reader gives half of an identifier of 7 bytes: other badges may begin the same",
    "use a reader that gives all 7 bytes; see it with `badge-terminal badge read`",
)
_BY_CONDITION = {"collision": COLLIDING, "cut identifiers": CUT_SHORT}


def finding(condition: str, detail: str) -> Finding:
    """Examine what it noticed last."""
    ailment = _BY_CONDITION.get(condition)
    if ailment is None:
        return NUMBERS.well(condition)
    return ailment.seen(f"{condition}, {detail}")
