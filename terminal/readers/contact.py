"""The contact of one push button: which of its edges are a press."""

from math import inf

DOWN_SECONDS = 0.02
"""A contact that has stayed closed for so long is pressed. Contacts bounce for 6 ms at most, and a
finger stays longer; a wire that picks up the mains is low for 10 ms at a time."""

REST_SECONDS = 0.1
"""A contact that has stayed open for so long was let go of. What a worn contact loses under the
finger is shorter, and so quickly nobody presses again."""

LOOK_SECONDS = 0.1
"""Until the next look at a contact that has not come to rest; ever longer, up to the longest."""

LONGEST_LOOK_SECONDS = 5.0


class Contact:
    """Tells presses from edges and looks.

    Edges come with the kernel's times, of which only the differences count, so a machine that is
    busy still knows how long a contact stayed. Looks come with our own (`now`), and mend what
    edges leave out: the kernel may lose the last one of many.

    Attributes:
        look_at: When to look at its level, by `now`.
        restless_since: Since when it has not been at rest, by `now`; None at rest.
    """

    def __init__(self, now: float, *, is_down: bool) -> None:
        self._is_down = is_down
        self._is_ready = not is_down
        self._edge_at = inf
        self._quiet_since = now
        self._differed = False
        self.restless_since = now if is_down else None
        self.look_at = now + LOOK_SECONDS if is_down else inf

    def edge(self, at: float, now: float, *, is_down: bool) -> bool:
        """Take an edge; return whether it ended a press that nobody has been told of yet."""
        pressed = self._settle(self._edge_at, at)
        if self.restless_since is None or self._is_open(self._edge_at, at):
            self.restless_since = now
        self._is_down, self._edge_at = is_down, at
        self._quiet_since, self._differed = now, False
        self.look_at = now + DOWN_SECONDS
        return pressed

    def look(self, now: float, *, is_down: bool) -> bool:
        """Take what its level is; return whether that is a press."""
        if is_down != self._is_down:
            self._differ(now)
            return False
        pressed = self._settle(self._quiet_since, now)
        self._plan(now)
        return pressed

    def _differ(self, now: float) -> None:
        """An edge is not told of yet, or, at a second look, will never be."""
        if self._differed:
            self._is_down = not self._is_down
            self._edge_at, self._quiet_since = inf, now
        self._differed = not self._differed
        self.look_at = now + LOOK_SECONDS

    def _plan(self, now: float) -> None:
        self._differed = False
        if self._is_open(self._quiet_since, now):
            self.restless_since, self.look_at = None, inf
        elif not self._is_down:
            self.look_at = self._quiet_since + REST_SECONDS
        else:
            lasted_seconds = now - self._quiet_since
            pause_seconds = min(max(lasted_seconds, LOOK_SECONDS), LONGEST_LOOK_SECONDS)
            self.look_at = now + pause_seconds

    def _settle(self, since: float, until: float) -> bool:
        """Its level has lasted for so long: return whether that is a press."""
        if self._is_open(since, until):
            self._is_ready = True
        pressed = self._is_ready and self._is_down and until >= since + DOWN_SECONDS
        self._is_ready = self._is_ready and not pressed
        return pressed

    def _is_open(self, since: float, until: float) -> bool:
        return not self._is_down and until >= since + REST_SECONDS
