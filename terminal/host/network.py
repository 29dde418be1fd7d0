"""Watches whether this machine gets on a network: a cable, an address, a route."""

import errno
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from select import select

from terminal.host.routes import Change, changes
from terminal.model.logline import event

logger = logging.getLogger(__name__)

WAIT_SECONDS = 60.0
"""How long one step waits: there is nothing to do in between, so an idle machine sleeps on."""

# Multicast groups of linux/rtnetlink.h: interfaces, then addresses and routes of IPv4 and IPv6.
_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
_LARGEST_DATAGRAM = 65536
_MOST_AT_ONCE = 100
_MOST_REMEMBERED = 1000


def open_route_socket() -> socket.socket:
    """Listen to what the kernel says of its network.

    Raises:
        OSError: The kernel or a sandbox does not allow it.
    """
    listening = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    try:
        listening.bind((0, _GROUPS))
        listening.settimeout(0)
    except BaseException:
        listening.close()
        raise
    return listening


class NetworkWatch:
    """Tells when something comes that may lead to Protime again; of losses it says nothing.

    Without the kernel's word it waits for nothing, and the terminal tries in its own time.

    Args:
        tell: Called in the thread that calls `step`. What the kernel repeats is told once.
        open_socket: Opens the socket that the kernel is heard by.
    """

    def __init__(
        self,
        tell: Callable[[], None],
        open_socket: Callable[[], socket.socket] = open_route_socket,
    ) -> None:
        self._tell = tell
        self._there: set[bytes] = set()
        self._wake, self._waker = socket.socketpair()
        self._waker.settimeout(0)
        self._kernel = _opened(open_socket)

    def step(self) -> None:
        """Wait for the kernel to say something, for a bounded time, and tell what is new."""
        sources = [source for source in (self._wake, self._kernel) if source]
        ready, _, _ = select(sources, [], [], WAIT_SECONDS)
        if self._wake in ready:
            self._wake.recv(_LARGEST_DATAGRAM)
        if self._kernel and self._kernel in ready and self._has_news(self._kernel):
            self._tell()

    def interrupt(self) -> None:
        """Make a step that is running, or else the next one, end soon."""
        with suppress(OSError):  # full: it will wake up anyway; closed: nobody waits
            self._waker.send(b"!")

    def close(self) -> None:
        """Stop listening."""
        for opened in (self._wake, self._waker, self._kernel):
            if opened:
                opened.close()

    def _has_news(self, kernel: socket.socket) -> bool:
        has_news = False
        try:
            for _ in range(_MOST_AT_ONCE):
                has_news |= self._learn(kernel.recv(_LARGEST_DATAGRAM))
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno == errno.ENOBUFS:  # it said more than there was room for
                return True
            kernel.close()
            self._kernel = None
            _tell_deaf(error)
        return has_news

    def _learn(self, datagram: bytes) -> bool:
        """Note what came and went; return whether anything came that was not there."""
        news = [self._is_news(change) for change in changes(datagram)]
        return any(news)

    def _is_news(self, change: Change) -> bool:
        is_known = change.what in self._there
        # With an interface, routes go of which the kernel says nothing. So a loss puts all in
        # question, and what is told again after it is news.
        is_loss = is_known and not change.is_there
        if is_loss or len(self._there) >= _MOST_REMEMBERED:
            self._there.clear()
        if change.is_there:
            self._there.add(change.what)
        return change.is_there and not is_known


def _opened(open_socket: Callable[[], socket.socket]) -> socket.socket | None:
    try:
        return open_socket()
    except OSError as error:
        _tell_deaf(error)
        return None


def _tell_deaf(error: OSError) -> None:
    logger.info(
        event("changes of the network are not seen, attempts come in their own time", reason=error)
    )
