"""The identity a person shows to a reader."""

from terminal.model.struct import Struct

LONGEST_BADGE_NUMBER = 64
_SHOWN_IN_LOGS = 2


class BadgeNumber(Struct, frozen=True, order=True):
    """The key by which Protime knows a person's badge.

    Always text: leading zeros count. A badge number is personal data, so `str()`, `repr()`
    and every log line show only its end; code that needs the number itself says `.value`.

    Raises:
        ValueError: The number is empty, longer than 64 characters, or holds anything but
            printable characters without surrounding space.
    """

    value: str

    def __post_init__(self) -> None:
        if not self.value or self.value != self.value.strip() or not self.value.isprintable():
            raise ValueError("a badge number is printable text without surrounding space")
        if len(self.value) > LONGEST_BADGE_NUMBER:
            raise ValueError(f"a badge number has at most {LONGEST_BADGE_NUMBER} characters")

    def __str__(self) -> str:
        return f"…{self.value[-_SHOWN_IN_LOGS:]}" if len(self.value) > 2 * _SHOWN_IN_LOGS else "…"

    def __repr__(self) -> str:
        return f"BadgeNumber({self})"

    def masked_in(self, text: str) -> str:
        """Return a text, such as a server's answer, in which this number shows only its end."""
        return text.replace(self.value, str(self))
