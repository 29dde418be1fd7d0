"""The watch over the network, with a test in the kernel's place and with the kernel itself."""

import errno
import logging
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from threading import Timer
from time import monotonic

import pytest

from terminal.host.network import NetworkWatch, open_route_socket
from terminal.host.routes import Change, changes
from tests.parts.need import need

NEW_LINK, NEW_ADDRESS, DEL_ADDRESS, NEW_ROUTE, DEL_ROUTE, NEW_RULE = 16, 20, 21, 24, 25, 32
RUNNING, TENTATIVE, CLONED = 0x40, 0x40, 0x200
UNICAST, BROADCAST = 1, 3


def message(kind: int, body: bytes) -> bytes:
    """Return a message as the kernel writes it, padded to four bytes."""
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 0, 0) + body + bytes(-len(body) % 4)


def attribute(kind: int, value: bytes) -> bytes:
    """Return an attribute of a message."""
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def interface(index: int, flags: int) -> bytes:
    """Return news of an interface."""
    return message(NEW_LINK, struct.pack("=BxHiII", 0, 1, index, flags, 0))


def address(
    last: int, *, kind: int = NEW_ADDRESS, flags: int = 0, lease_seconds: int = 600
) -> bytes:
    """Return news of 10.0.0.`last`."""
    told = attribute(2, bytes([10, 0, 0, last])) + attribute(6, struct.pack("=I", lease_seconds))
    return message(kind, struct.pack("=BBBBI", socket.AF_INET, 24, flags, 0, 2) + told)


def route(*, kind: int = NEW_ROUTE, sort: int = UNICAST, flags: int = 0) -> bytes:
    """Return news of the way to everywhere."""
    head = struct.pack("=BBBBBBBBI", socket.AF_INET, 0, 0, 0, 254, 0, 0, sort, flags)
    return message(kind, head + attribute(5, bytes([10, 0, 0, 1])))


class Kernel:
    """Says what the test wants through one end of a socket, which the watch gets the other of."""

    def __init__(self) -> None:
        self.told = 0
        self._mouth, self.ear = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ear.settimeout(0)
        self.watch = NetworkWatch(self._count, lambda: self.ear)

    def says(self, *datagrams: bytes) -> int:
        """Say something, let the watch hear it, and return how often it told of news."""
        before = self.told
        for datagram in datagrams:
            self._mouth.send(datagram)
        self.watch.step()
        return self.told - before

    def close(self) -> None:
        self._mouth.close()
        self.watch.close()

    def _count(self) -> None:
        self.told += 1


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    """Return a kernel with a watch at its mouth."""
    with closing(Kernel()) as kernel:
        yield kernel


@pytest.mark.parametrize("news", [interface(2, RUNNING), address(5), route()])
def test_what_comes_is_told_once(kernel: Kernel, news: bytes) -> None:
    """A cable, an address, a route; that the kernel repeats itself is no news."""
    assert kernel.says(news) == 1
    assert kernel.says(news) == 0


def test_a_burst_is_told_once(kernel: Kernel) -> None:
    """Plugging in a cable makes the kernel say a dozen things."""
    assert kernel.says(interface(2, RUNNING), address(5) + address(6), route()) == 1


@pytest.mark.parametrize(
    "loss",
    [
        interface(2, 0),
        address(5, kind=DEL_ADDRESS),
        address(5, flags=TENTATIVE),
        route(kind=DEL_ROUTE),
        route(sort=BROADCAST),
        route(flags=CLONED),
        message(NEW_RULE, bytes(16)),
        b"too short",
    ],
)
def test_what_leads_nowhere_is_not_told(kernel: Kernel, loss: bytes) -> None:
    """A loss, an address that may not be used yet, what the kernel notes for itself."""
    assert kernel.says(loss) == 0


def test_a_lease_that_is_renewed_is_no_news(kernel: Kernel) -> None:
    """The same address with a longer life."""
    kernel.says(address(5))
    assert kernel.says(address(5, lease_seconds=86_400)) == 0


def test_after_a_loss_what_is_told_again_is_news(kernel: Kernel) -> None:
    """The kernel does not say that a route went with its interface."""
    kernel.says(interface(2, RUNNING), route())
    kernel.says(interface(2, 0))

    assert kernel.says(route()) == 1


def test_what_is_remembered_stays_bounded(kernel: Kernel) -> None:
    """A machine with ten thousand routes costs no more than one with a thousand."""
    for first in range(0, 3000, 100):
        kernel.says(b"".join(interface(index, RUNNING) for index in range(first, first + 100)))

    assert len(kernel.watch._there) <= 1000


def test_an_interruption_ends_a_step(kernel: Kernel) -> None:
    """A stop does not wait a minute for news; one that comes early is not lost."""
    began = monotonic()
    Timer(0.1, kernel.watch.interrupt).start()
    kernel.watch.step()
    kernel.watch.interrupt()
    kernel.watch.step()

    assert 0.05 < monotonic() - began < 5
    assert kernel.told == 0


def test_an_interruption_after_the_end_does_no_harm(kernel: Kernel) -> None:
    """The supervisor may ask once more."""
    kernel.watch.close()
    kernel.watch.interrupt()


class FailingSocket(socket.socket):
    """A socket that has something to read and fails with an error when it is read."""

    error = errno.ENOBUFS

    def recv(self, _bufsize: int, _flags: int = 0) -> bytes:
        raise OSError(self.error, "as told")


def failing(error: int) -> tuple[FailingSocket, socket.socket]:
    """Return a socket that fails, and the other end to be kept open."""
    mouth, ear = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    mouth.send(b"news")
    broken = FailingSocket(fileno=ear.detach())
    broken.error = error
    return broken, mouth


def test_more_news_than_there_is_room_for_is_news() -> None:
    """ENOBUFS says that something was missed, so something has changed."""
    told: list[bool] = []
    broken, mouth = failing(errno.ENOBUFS)
    with mouth, closing(NetworkWatch(lambda: told.append(True), lambda: broken)) as watch:
        watch.step()

    assert told == [True]


def test_a_kernel_that_falls_silent_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """One line says so; steps go on, and end when interrupted."""
    caplog.set_level(logging.INFO)
    broken, mouth = failing(errno.EIO)
    with mouth, closing(NetworkWatch(pytest.fail, lambda: broken)) as watch:
        watch.step()
        watch.interrupt()
        watch.step()

    assert caplog.text.count("changes of the network are not seen") == 1


def test_without_the_kernels_word_the_terminal_works(caplog: pytest.LogCaptureFixture) -> None:
    """A container without netlink: one line, and a worker that waits."""
    caplog.set_level(logging.INFO)

    def denied() -> socket.socket:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    with closing(NetworkWatch(pytest.fail, denied)) as watch:
        watch.interrupt()
        watch.step()

    assert "changes of the network are not seen" in caplog.text
    assert "Operation not permitted" in caplog.text


def test_a_group_that_may_not_be_joined_leaves_no_socket_behind() -> None:
    """With strace as the sandbox: what was opened is closed, and the error is an OSError."""
    need("strace")
    program = "from terminal.host.network import NetworkWatch; NetworkWatch(print).close()"
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", "/dev/null"),
            *("-e", "trace=bind", "-e", "inject=bind:error=EPERM"),
            *(sys.executable, "-W", "error", "-c", program),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""


def test_the_real_kernel_is_understood() -> None:
    """It is asked for the loopback interface, and answers in the words that are read here."""
    with open_route_socket() as route_socket:
        request = struct.pack("=IHHII", 32, 18, 0x1 | 0x300, 0, 0)
        route_socket.send(request + struct.pack("=BxHiII", 0, 0, 0, 0, 0))
        route_socket.settimeout(5)
        told = list(changes(route_socket.recv(65536)))

    assert Change(b"interface 1", is_there=True) in told
