"""One lock around all writes, at which swipes overtake everything else."""

from threading import Lock


class WriteLock:
    """Lets one thread write at a time; a waiting swipe goes before waiting housekeeping.

    Two connections meeting in SQLite's own busy handler made swipes wait for seconds, and a
    plain lock made them wait 1.5 to 2 times as long as this one does while acknowledgements
    are written flat out.

    Attributes:
        for_swipe: A context that holds the lock, overtaking housekeeping that waits.
        for_housekeeping: A context that holds the lock once no swipe holds it or waits for it.
    """

    def __init__(self) -> None:
        self.for_swipe = _Line()
        self.for_housekeeping = _OneInLine(self.for_swipe)


class _Line:
    """Who is first in line and who is served hold a lock each; a swipe takes no others.

    Attributes:
        first: Held by the one that is served next.
        served: Held by the one that writes.
    """

    def __init__(self) -> None:
        self.first = Lock()
        self.served = Lock()

    def __enter__(self) -> None:
        with self.first:
            self.served.acquire()

    def __exit__(self, *_: object) -> None:
        self.served.release()


class _OneInLine:
    """Housekeepers wait elsewhere: at most one of them writes or is first in the swipes' line."""

    def __init__(self, line: _Line) -> None:
        self._turn = Lock()
        self._line = line

    def __enter__(self) -> None:
        self._turn.acquire()
        self._line.__enter__()

    def __exit__(self, *_: object) -> None:
        self._line.__exit__()
        self._turn.release()
