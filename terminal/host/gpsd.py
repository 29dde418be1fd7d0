"""Listens to gpsd, so that the newest fix of its receiver is at hand.

Its protocol is that of gpsd_json(5): after one request, a JSON object on each line.
"""

import random
import socket
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from select import select

from terminal.backoff import Backoff
from terminal.host.clocks import boottime_ns
from terminal.host.fixes import NewestFix, NoFix, place_told

WATCH = b'?WATCH={"enable":true,"json":true};\n'

WAIT_SECONDS = 60.0
"""How long one step waits at most: a receiver speaks every second, and where it does not there is
nothing to do."""

SILENCE_SECONDS = 10.0
"""How long a receiver may take to its first word, before it counts as one without a fix."""

CONNECT_SECONDS = 1.5
"""On one machine it takes no time; nobody can interrupt it."""

SILENT = "gpsd tells nothing of a receiver"

BACKOFF = Backoff(cap_seconds=WAIT_SECONDS)

LONGEST_LINE_BYTES = 65536
"""gpsd writes 10 KiB at most; what writes more is something else."""

_AT_ONCE_BYTES = 65536


class Condition(StrEnum):
    """Whether the terminal knows where it is."""

    KNOWN = "known"
    NO_FIX = "no fix"
    LOST = "no gpsd"


class GpsdWatch:
    """Keeps the newest fix, and tells when it is lost and when it is back, once each.

    Args:
        address: The IP address and port at which gpsd listens.
        newest: Where fixes are kept.
        tell: Called in the thread that calls `step` with each new condition and a reason.
        precision_metres: How far a fix may be off at most; 0 for any distance.
        backoff: How long to wait after connections that failed.
    """

    def __init__(
        self,
        address: tuple[str, int],
        newest: NewestFix,
        tell: Callable[[Condition, str], None],
        *,
        precision_metres: float,
        backoff: Backoff = BACKOFF,
    ) -> None:
        self._address = address
        self._newest = newest
        self._tell = tell
        self._precision_metres = precision_metres
        self._backoff = backoff
        self._rng = random.SystemRandom()
        self._wake, self._waker = socket.socketpair()
        self._waker.settimeout(0)
        self._gpsd: socket.socket | None = None
        self._failures = 0
        self._rest_seconds = 0.0
        self._begun_line = b""
        self._why_none = ""
        self._told: Condition | None = None

    def step(self) -> None:
        """Wait for what gpsd says, or connect, or rest before that; for a bounded time."""
        if self._gpsd:
            self._listen(self._gpsd)
        elif self._rest_seconds:
            self._rest()
        else:
            self._connect()

    def interrupt(self) -> None:
        """Make a step that is running, or else the next one, end soon."""
        with suppress(OSError):  # full: it will wake up anyway; closed: nobody waits
            self._waker.send(b"!")

    def close(self) -> None:
        """Stop listening."""
        for opened in (self._wake, self._waker, self._gpsd):
            if opened:
                opened.close()

    def _rest(self) -> None:
        if select([self._wake], [], [], self._rest_seconds)[0]:
            self._wake.recv(_AT_ONCE_BYTES)
        self._rest_seconds = 0.0

    def _connect(self) -> None:
        try:
            self._gpsd = socket.create_connection(self._address, CONNECT_SECONDS)
            self._gpsd.sendall(WATCH)
        except OSError as error:
            self._lose(error.strerror or str(error))
        self._begun_line, self._why_none = b"", ""

    def _listen(self, gpsd: socket.socket) -> None:
        ready, _, _ = select([self._wake, gpsd], [], [], self._patience_seconds())
        if self._wake in ready:
            self._wake.recv(_AT_ONCE_BYTES)
        elif not ready:
            self._why_none = self._why_none or SILENT
        if gpsd in ready:
            self._hear(gpsd)
        if self._gpsd:
            self._judge()

    def _patience_seconds(self) -> float:
        """Return until when a silence means nothing new."""
        if self._told is Condition.NO_FIX:
            return WAIT_SECONDS
        good_for = self._newest.good_for_seconds(boottime_ns())
        return min(good_for, WAIT_SECONDS) if good_for > 0 else SILENCE_SECONDS

    def _hear(self, gpsd: socket.socket) -> None:
        try:
            said = gpsd.recv(_AT_ONCE_BYTES)
        except OSError as error:
            self._lose(error.strerror or str(error))
            return
        *lines, self._begun_line = (self._begun_line + said).split(b"\n")
        for line in lines:
            self._learn(line)
        if not said:
            self._lose("it closed the connection")
        elif len(self._begun_line) > LONGEST_LINE_BYTES:
            self._lose("what answers there is not gpsd")

    def _learn(self, line: bytes) -> None:
        try:
            place = place_told(line, self._precision_metres)
        except NoFix as reason:
            self._why_none = str(reason)
        else:
            if place is None:
                return
            self._newest.note(place, boottime_ns())
            self._why_none = ""
        self._failures = 0

    def _judge(self) -> None:
        if self._newest.good_for_seconds(boottime_ns()) > 0:
            self._say(Condition.KNOWN, "")
        elif self._why_none:
            self._say(Condition.NO_FIX, self._why_none)

    def _lose(self, reason: str) -> None:
        if self._gpsd:
            self._gpsd.close()
            self._gpsd = None
        self._failures += 1
        host, port = self._address
        self._say(Condition.LOST, f"gpsd at {host} port {port}: {reason}")
        self._rest_seconds = self._backoff.delay_seconds(self._failures, self._rng)

    def _say(self, condition: Condition, reason: str) -> None:
        if condition is not self._told:
            self._told = condition
            self._tell(condition, reason)
