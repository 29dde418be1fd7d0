"""What readers with lights and a buzzer of their own want to hear.

The commands are those of ACS's "ACR122U Application Programming Interface" 2.04 (bi-color LED and
buzzer control; set buzzer output during card detection) and of its reference manuals for the
ACR1252U and the ACM1252U-Y3 (LED control, buzzer control, LED and buzzer status indicator behaviour
for the PICC interface).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

Ask = Callable[[bytes], bytes]
"""Sends a command to the reader and returns its answer."""

_RED, _GREEN = 0x01, 0x02
_SHORT_UNIT_SECONDS = 0.01
_LONG_UNIT_SECONDS = 0.1
_LONGEST = 0xFF


class Model(Protocol):
    """A kind of reader.

    Attributes:
        name: What it is called.
        hears_beside_a_badge: Whether it also takes its commands in between those to a badge, which
            no driver forbids.
    """

    name: str
    hears_beside_a_badge: bool

    def shown(self, *, green: bool, red: bool, tone_seconds: float) -> Sequence[bytes]:
        """Return the commands for lights that stay so, and a tone that ends by itself."""

    def set_own_beep(self, ask: Ask, *, is_on: bool) -> None:
        """Have it beep by itself when it notices a badge, or not."""

    def own_beep(self, ask: Ask) -> bool | None:
        """Return whether it beeps by itself; None where it does not say."""

    def has_succeeded(self, answer: bytes) -> bool:
        """Return whether an answer is one of success."""


class Acr122u:
    """It answers once a tone is over, and forgets about its own beep when it loses its power."""

    name = "acr122u"
    hears_beside_a_badge = True

    def shown(self, *, green: bool, red: bool, tone_seconds: float) -> Sequence[bytes]:
        """Return the commands for lights that stay so, and a tone that ends by itself."""
        lit = _lit(green=green, red=red)
        units = min(round(tone_seconds / _LONG_UNIT_SECONDS), _LONGEST)
        # Both lights get a final state; those that are lit get it from the first moment on, as the
        # initial state of a blinking that never changes over.
        during = lit << 4 | lit << 6 if units else 0
        control = 0x0C | lit | during
        tone = bytes([units, 0, 1, 1]) if units else bytes(4)
        return [b"\xff\x00\x40" + bytes([control, len(tone)]) + tone]

    def set_own_beep(self, ask: Ask, *, is_on: bool) -> None:
        """Have it beep by itself when it notices a badge, or not."""
        ask(b"\xff\x00\x52" + bytes([0xFF if is_on else 0x00, 0x00]))

    def own_beep(self, ask: Ask) -> None:
        """Return that it does not say."""

    def has_succeeded(self, answer: bytes) -> bool:
        """Return whether an answer is one of success; its second byte tells of the lights."""
        return answer[:1] == b"\x90"


class Acr1252u:
    """It keeps what it was told about its own beep for good, in a memory that wears out."""

    name = "acr1252u"
    hears_beside_a_badge = False
    _BEHAVIOUR = bytes.fromhex("E000002100")
    _BEEPS_AT_BADGES = 0x08

    def shown(self, *, green: bool, red: bool, tone_seconds: float) -> Sequence[bytes]:
        """Return the commands for lights that stay so, and a tone that ends by itself."""
        units = min(round(tone_seconds / _SHORT_UNIT_SECONDS), _LONGEST)
        return [_command(0x29, _lit(green=green, red=red)), _command(0x28, units)]

    def set_own_beep(self, ask: Ask, *, is_on: bool) -> None:
        """Have it beep by itself when it notices a badge, or not; what is so is not written."""
        before = ask(self._BEHAVIOUR)[-1]
        beep = self._BEEPS_AT_BADGES
        after = before | beep if is_on else before & ~beep
        if after != before:
            ask(_command(0x21, after))

    def own_beep(self, ask: Ask) -> bool:
        """Return whether it beeps by itself."""
        return bool(ask(self._BEHAVIOUR)[-1] & self._BEEPS_AT_BADGES)

    def has_succeeded(self, answer: bytes) -> bool:
        """Return whether an answer is one of success: a header, a length, and one byte."""
        return answer[:5] == bytes.fromhex("E100000001") and len(answer) > 5  # noqa: PLR2004


def _lit(*, green: bool, red: bool) -> int:
    return (_GREEN if green else 0) | (_RED if red else 0)


def _command(number: int, value: int) -> bytes:
    return bytes([0xE0, 0x00, 0x00, number, 0x01, value])


MODELS: Mapping[str, Model] = {each.name: each for each in (Acr122u(), Acr1252u())}
