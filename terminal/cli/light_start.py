"""How the service loads all that comes before the first swipe (decision record 0039)."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_UNNEEDED = "typing_extensions"
"""msgspec loads it where it is installed, and with it `inspect`; Python's own `typing` will do."""


@contextmanager
def light_start() -> Iterator[None]:
    """Import without what takes time and brings nothing: somebody may wait at the door."""
    gc.disable()
    # So Python marks what is not there.
    sys.modules.setdefault(_UNNEEDED, None)  # type: ignore[arg-type]
    try:
        yield
    finally:
        if sys.modules[_UNNEEDED] is None:
            del sys.modules[_UNNEEDED]
        # What was loaded stays. Else all of it would be looked through at once, for garbage.
        gc.freeze()
        gc.enable()
