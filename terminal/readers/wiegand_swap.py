"""Whether D0 and D1 are swapped: parity tells, once several badges agree."""

from terminal.model import Bits

BADGES_NEEDED = 3
"""So many different badges, and none that fits: of formats without parity, one start in 64."""

_WITH_PARITY = frozenset({26, 30, 34, 37})
"""An even parity bit before the first half of the bits and an odd one after the second. Each half
has an odd number of bits here, so that swapped wires make both wrong."""


class SwappedWires:
    """Suspects that the wires are swapped until one badge fits as it is."""

    def __init__(self) -> None:
        self._inverted: set[Bits] = set()
        self._has_fitted = False

    @property
    def is_suspected(self) -> bool:
        """Whether several badges fit only with the wires swapped."""
        return not self._has_fitted and len(self._inverted) >= BADGES_NEEDED

    def see(self, bits: Bits) -> None:
        """Take the bits of the next badge into account."""
        if self._has_fitted or bits.length not in _WITH_PARITY:
            return
        match _parities(bits):
            case 0, 1:
                self._has_fitted = True
                self._inverted.clear()
            case 1, 0:
                self._inverted.add(bits)
            case _:
                self._inverted.clear()


def _parities(bits: Bits) -> tuple[int, int]:
    """Return the parities of both halves; of an odd number of bits they share the middle one."""
    half = (bits.length + 1) // 2
    first = bits.value >> (bits.length - half)
    second = bits.value & ((1 << half) - 1)
    return first.bit_count() % 2, second.bit_count() % 2
