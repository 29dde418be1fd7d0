"""Tells whoever asks whether the kernel holds this machine's clock for synchronised.

adjtimex(2) asks that, but is of those system calls that also set clocks, and the terminal, which
speaks with the internet, may use none of them. This service may, and speaks with nobody else:
whoever connects to its socket is told what adjtimex answers, as a number, and is hung up on.

systemd starts it and hands it the socket (sd_listen_fds(3)). It runs as a file, too, with the
standard library alone.
"""

import ctypes
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial

SOCKET = "/run/badge-terminal-clock"
_FIRST_PASSED = 3
_TIMEX_BYTES = 512
"""More than `struct timex` takes on any machine (208 bytes on 64 bits)."""


def kernels_word() -> Callable[[], int]:
    """Return a call that gives adjtimex(2)'s word on the clock; -1 if it may not be asked."""
    # PyDLL lets no other thread run meanwhile: a swipe would have to wait for its next turn.
    adjtimex = ctypes.PyDLL(None).adjtimex
    # All zeros: `modes` comes first, and 0 asks without setting anything.
    return partial(adjtimex, ctypes.create_string_buffer(_TIMEX_BYTES))


def answer(listener: socket.socket, state: Callable[[], int]) -> None:
    """Answer the next who asks."""
    asking, _ = listener.accept()
    with asking, suppress(OSError):  # whoever has gone needs no answer
        asking.sendall(str(state()).encode())


def main() -> None:
    """Answer until systemd ends it."""
    state = kernels_word()
    with socket.socket(fileno=_FIRST_PASSED) as listener:
        while True:
            answer(listener, state)


if __name__ == "__main__":
    main()
