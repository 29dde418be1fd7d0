"""How long to wait after failures."""

import math
import random

from terminal.model.struct import Struct


class Backoff(Struct, frozen=True, kw_only=True):
    """Waits that double with each failure up to a cap, less a random part.

    The random part keeps fifty terminals from returning to a server in step.

    Attributes:
        first_seconds: The longest wait after one failure.
        cap_seconds: The longest wait after any number of them.
    """

    first_seconds: float = 1.0
    cap_seconds: float = 300.0

    def delay_seconds(self, failures: int, rng: random.Random) -> float:
        """Return a wait between half the full one and the full one.

        Args:
            failures: How many attempts have failed in a row, at least 1.
            rng: The source of the random part.
        """
        doublings = min(failures - 1, 30)  # beyond any cap, and far from overflow
        full = min(self.cap_seconds, math.ldexp(self.first_seconds, doublings))
        return full * rng.uniform(0.5, 1.0)
