"""What gpsd tells within a few seconds."""

import socket
from contextlib import closing
from time import monotonic

from terminal.doctor.place import Place
from terminal.host.fixes import NoFix, place_told
from terminal.host.gpsd import CONNECT_SECONDS, LONGEST_LINE_BYTES, SILENT, WATCH

LOOK_SECONDS = 5.0
"""A receiver speaks every second, and needs some to begin where nobody listened to it before."""


def look(
    address: str, port: int, precision_metres: float, patience_seconds: float = LOOK_SECONDS
) -> Place:
    """Ask gpsd for a fix, and wait for it for a few seconds."""
    where = f"{address} port {port}"
    try:
        with closing(socket.create_connection((address, port), CONNECT_SECONDS)) as gpsd:
            gpsd.sendall(WATCH)
            return Place(where, why_none=_why_none(gpsd, precision_metres, patience_seconds))
    except OSError as error:
        return Place(where, unreachable=error.strerror or str(error))


def _why_none(gpsd: socket.socket, precision_metres: float, patience_seconds: float) -> str:
    why, give_up_at = SILENT, monotonic() + patience_seconds
    with gpsd.makefile("rb") as lines:
        while (left_seconds := give_up_at - monotonic()) > 0:
            gpsd.settimeout(left_seconds)
            try:
                line = lines.readline(LONGEST_LINE_BYTES)
                if not line or place_told(line, precision_metres):
                    return "" if line else why
            except TimeoutError:
                break
            except NoFix as reason:
                why = str(reason)
    return why
