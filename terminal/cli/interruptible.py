"""Work that Ctrl-C and SIGTERM end in order."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event

_Bell = SimpleQueue[object]


def until_interrupted(work: Callable[[Event], None]) -> None:
    """Do work in a thread of its own until it is done, or until a signal sets its event.

    Raises what the work raises. Only for the main thread.
    """
    # Of all that can wake a thread, only this queue is safe to use in a signal handler.
    bell: _Bell = SimpleQueue()
    stop = Event()
    with _signals_ring(bell), ThreadPoolExecutor(1) as pool:
        done = pool.submit(work, stop)
        done.add_done_callback(bell.put)
        bell.get()
        stop.set()
        done.result()


@contextmanager
def _signals_ring(bell: _Bell) -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [(number, signal.signal(number, lambda *_: bell.put(None))) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
