"""From the kernel's key events to numbers."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from terminal.readers.device import Heard
from terminal.readers.key_layouts import CAPS_LOCK, END_CODES, SHIFTS, SILENT, EndKey, Layout
from terminal.readers.typed import END, Typing

EVENT = struct.Struct("@llHHi")
"""Linux' `struct input_event`: seconds, microseconds, type, code, value."""

_EV_SYN, _EV_KEY = 0, 1
_SYN_REPORT, _SYN_DROPPED = 0, 3
_RELEASED, _PRESSED = 0, 1
_LOST = "keys got lost: the machine was too busy"
_OTHER_KEY = "a key that is neither digit nor letter (code {code}): do layout and end_key fit?"


class KeyEvent(NamedTuple):
    """One of the kernel's input events."""

    at: float
    type: int
    code: int
    value: int


def events_in(data: bytes) -> Iterator[KeyEvent]:
    """Yield the events in what an input device gave; the kernel gives whole ones only."""
    for seconds, microseconds, kind, code, value in EVENT.iter_unpack(data):
        yield KeyEvent(seconds + microseconds / 1e6, kind, code, value)


class Keys:
    """Follows the keys of one device.

    Args:
        layout: Which sign each key means.
        end_key: The key that ends a number.
        typing: What makes numbers of signs.
    """

    def __init__(self, layout: Layout, end_key: EndKey, typing: Typing) -> None:
        self._layout = layout
        self._ends = END_CODES[end_key]
        self._typing = typing
        self._held: set[int] = set()
        self._caps = False
        self._is_out_of_step = False

    def due_at(self) -> float | None:
        """Return when a number that has begun is overdue; None if none has."""
        return self._typing.due_at()

    def expire(self, at: float) -> Sequence[Heard]:
        """Say what it means that nothing has come until now."""
        return self._typing.expire(at)

    def take(self, event: KeyEvent) -> Sequence[Heard]:
        """Take the next event."""
        if event.type == _EV_SYN:
            return self._synchronise(event)
        if event.type != _EV_KEY or self._is_out_of_step:
            return []
        if event.code in SHIFTS:
            self._hold(event)
        if event.value != _PRESSED:
            return []
        if event.code == CAPS_LOCK:
            self._caps = not self._caps
        return [] if event.code in SILENT else self._press(event)

    def _press(self, event: KeyEvent) -> Sequence[Heard]:
        if event.code in self._ends:
            return self._typing.take(END, event.at)
        sign = self._layout.sign(event.code, shift=bool(self._held), caps=self._caps)
        if sign is None:
            return self._typing.spoil(_OTHER_KEY.format(code=event.code), event.at)
        return self._typing.take(sign, event.at)

    def _hold(self, event: KeyEvent) -> None:
        if event.value == _RELEASED:
            self._held.discard(event.code)
        else:
            self._held.add(event.code)

    def _synchronise(self, event: KeyEvent) -> Sequence[Heard]:
        """After events were dropped, those up to the next report are not to be relied on."""
        if event.code == _SYN_DROPPED:
            self._is_out_of_step = True
            self._held.clear()
            return self._typing.spoil(_LOST, event.at)
        if event.code == _SYN_REPORT:
            self._is_out_of_step = False
        return []
