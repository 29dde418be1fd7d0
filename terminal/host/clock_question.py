"""Asking the clock service, for a process that may not ask the kernel itself."""

import socket

from terminal.host.clock_service import SOCKET

_LONGEST_WAIT_SECONDS = 0.5
"""A swipe waits for it: the service has had its say in a thousandth of that."""


def ask_clock_service(path: str = SOCKET) -> int:
    """Return what adjtimex(2) says to the clock service; -1 if that cannot be had."""
    try:
        with socket.socket(socket.AF_UNIX) as question:
            question.settimeout(_LONGEST_WAIT_SECONDS)
            question.connect(path)
            return int(question.recv(16))
    except (OSError, ValueError):
        return -1
