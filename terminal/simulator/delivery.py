"""Puts an answer on the wire, as it should be or as a fault wants it."""

import socket
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus
from typing import assert_never

from terminal.simulator.fault import Manner, Pace
from terminal.simulator.message import Answer

_FILLER = b" " * 200
_CHUNK = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
_MISSING_BYTES = 100


def deliver(
    connection: socket.socket,
    answer: Answer,
    manner: Manner,
    pace: Pace,
    stopping: threading.Event,
) -> bool:
    """Send an answer; `stopping` ends every wait.

    Returns:
        Whether the connection is good for another request.

    Raises:
        OSError: The client has gone, or the simulator closed the connection.
    """
    match manner:
        case Manner.WHOLE:
            connection.sendall(_head(answer, len(answer.body)) + answer.body)
            return True
        case Manner.DROPPED | Manner.REFUSED:
            return False
        case Manner.WITHHELD:
            _wait_for_end(connection)
        case Manner.TRUNCATED:
            head = _head(answer, len(answer.body) + _MISSING_BYTES)
            connection.sendall(head + answer.body)
        case Manner.ENDLESS:
            connection.sendall(_head(answer, None))
            _send_forever(connection, stopping)
        case Manner.DRIBBLED_HEAD:
            whole = _head(answer, len(answer.body)) + answer.body
            return _dribble(connection, whole, pace, stopping)
        case Manner.DRIBBLED_BODY:
            body = answer.body or _FILLER
            connection.sendall(_head(answer, len(body)))
            return _dribble(connection, body, pace, stopping)
        case _:
            assert_never(manner)
    return False


def _head(answer: Answer, length: int | None) -> bytes:
    """Return status line and headers; without a length the body comes in chunks."""
    return "".join(f"{line}\r\n" for line in _head_lines(answer, length)).encode() + b"\r\n"


def _head_lines(answer: Answer, length: int | None) -> Iterator[str]:
    yield f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"
    yield f"Date: {formatdate(usegmt=True)}"
    for name, value in answer.headers.items():
        yield f"{name}: {value}"
    yield "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"


def _dribble(
    connection: socket.socket, whole: bytes, pace: Pace, stopping: threading.Event
) -> bool:
    for position in range(len(whole)):
        connection.sendall(whole[position : position + 1])
        if stopping.wait(pace.dribble_seconds):
            return False
    return True


def _send_forever(connection: socket.socket, stopping: threading.Event) -> None:
    while not stopping.is_set():
        connection.sendall(_CHUNK)


def _wait_for_end(connection: socket.socket) -> None:
    """Read until the client goes away, or the simulator shuts the connection down."""
    while connection.recv(4096):
        pass
