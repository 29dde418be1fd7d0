"""Which sign a key means. A reader sends places of keys, and assumes a layout.

The numbers are those of Linux' `input-event-codes.h`.
"""

from collections.abc import Mapping
from typing import Literal

from terminal.model.struct import Struct

LayoutName = Literal["qwerty", "qwertz", "azerty"]
EndKey = Literal["enter", "tab", "none"]

SHIFTS = frozenset({42, 54})
CAPS_LOCK = 58
SILENT = SHIFTS | {CAPS_LOCK, 69}
"""Keys that mean no sign by themselves: Num Lock is pressed by some readers before the keypad."""

END_CODES: Mapping[EndKey, frozenset[int]] = {
    "enter": frozenset({28, 96}),
    "tab": frozenset({15}),
    "none": frozenset(),
}

_DIGITS = dict(zip(range(2, 12), "1234567890", strict=True))
_KEYPAD = dict(zip((79, 80, 81, 75, 76, 77, 71, 72, 73, 82), "1234567890", strict=True))
_LETTER_CODES = (*range(16, 26), *range(30, 40), *range(44, 51))
_LETTERS: Mapping[LayoutName, str] = {
    "qwerty": "qwertyuiopasdfghjkl;zxcvbnm",
    "qwertz": "qwertzuiopasdfghjkl;yxcvbnm",
    "azerty": "azertyuiopqsdfghjklmwxcvbn,",
}


class Layout(Struct, frozen=True):
    """A layout of the letters, and whether digits need Shift.

    Attributes:
        letters: The small letter of each key that has one.
        has_shifted_digits: Whether the row of digits needs Shift, or else Caps Lock.
    """

    letters: Mapping[int, str]
    has_shifted_digits: bool

    def sign(self, code: int, *, shift: bool, caps: bool) -> str | None:
        """Return the digit or letter that a key means, None if it means anything else."""
        if code in _KEYPAD:
            return _KEYPAD[code]
        if code in _DIGITS:
            is_digit = (shift != caps) if self.has_shifted_digits else not shift
            return _DIGITS[code] if is_digit else None
        letter = self.letters.get(code)
        return letter.upper() if letter and shift != caps else letter


def layout(name: LayoutName) -> Layout:
    """Return a layout."""
    keys = zip(_LETTER_CODES, _LETTERS[name], strict=True)
    return Layout({code: sign for code, sign in keys if sign.isalpha()}, name == "azerty")
