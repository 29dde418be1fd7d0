"""The uncertain clockings, and when each may be asked for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from terminal.model import Clocking


class Doubted:
    """Lets time pass before a clocking is looked up: for Protime to finish, and to show it.

    The time counts from when this process first saw it uncertain, by the boot clock. Another
    process may have been sending it until the moment it ended, so a restart waits anew.

    A clocking that was sent again meanwhile is another doubt: `attempts` tells.
    """

    def __init__(self, delay_ns: int) -> None:
        self._delay_ns = delay_ns
        self._clockings: dict[tuple[int, int], Clocking] = {}
        self._due_ns: dict[tuple[int, int], int] = {}

    def see(self, uncertain: Iterable[Clocking], now_ns: int) -> None:
        """Note which are uncertain now; forget all others."""
        self._clockings = {_key(each): each for each in uncertain}
        self._due_ns = {
            key: self._due_ns.get(key, now_ns + self._delay_ns) for key in self._clockings
        }

    def still(self, clockings: Iterable[Clocking]) -> list[Clocking]:
        """Return those that are in the same doubt as when they were last seen."""
        return [self._clockings[_key(each)] for each in clockings if _key(each) in self._clockings]

    def put_off(self, clockings: Iterable[Clocking], until_ns: int) -> None:
        """Let some that are still in doubt wait longer."""
        self._due_ns |= {_key(each): until_ns for each in clockings}

    def due(self, now_ns: int) -> Mapping[date, Sequence[Clocking]]:
        """Return those that have waited long enough, oldest first, by the date they are booked."""
        days: defaultdict[date, list[Clocking]] = defaultdict(list)
        for key, each in self._clockings.items():
            if each.booked and self._due_ns[key] <= now_ns:
                days[each.booked.date].append(each)
        return days

    def next_due_ns(self, now_ns: int) -> int | None:
        """Return when the next one will have waited long enough, of those that have not."""
        return min((each for each in self._due_ns.values() if each > now_ns), default=None)


def _key(clocking: Clocking) -> tuple[int, int]:
    return clocking.seq, clocking.attempts
