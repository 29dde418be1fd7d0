"""Lamps that keep what they showed."""

from threading import Condition

State = tuple[bool, bool, bool]
"""Green, red, buzzer."""

DARK: State = (False, False, False)
_DEADLINE_SECONDS = 10


class RecordedLamps:
    """Lamps of air: they remember their states, and can be broken."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self.is_closed = False
        self.is_broken = False
        self._changed = Condition()

    def set(self, *, green: bool, red: bool, buzzer: bool) -> None:
        """Remember a state, or fail where broken."""
        with self._changed:
            self.states.append((green, red, buzzer))
            self._changed.notify_all()
        if self.is_broken:
            raise OSError("the GPIO chip is gone")

    def close(self) -> None:
        """Remember the end."""
        with self._changed:
            self.is_closed = True
            self._changed.notify_all()
        if self.is_broken:
            raise OSError("the GPIO chip is gone")

    def wait_for(self, states: list[State]) -> None:
        """Wait until exactly these were the last states."""
        with self._changed:
            came = self._changed.wait_for(
                lambda: self.states[-len(states) :] == states, _DEADLINE_SECONDS
            )
        assert came, f"wanted {states} last, had {self.states}"
