"""What a server is told to do, byte for byte."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Send:
    """Send these bytes at once."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Dribble:
    """Send these bytes one by one, with a pause after each."""

    data: bytes
    pause_seconds: float = 0.05


@dataclass(frozen=True, slots=True)
class Flood:
    """Send these bytes again and again until the client has enough."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Hang:
    """Say nothing until the client goes away."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Say nothing until the test says so with `RawServer.go_on`."""


@dataclass(frozen=True, slots=True)
class Await:
    """Wait until the client has said something, and leave it unread."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection in good order."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Break the connection off with a TCP reset."""


Step = Send | Dribble | Flood | Hang | Wait | Await | Close | Reset
Script = tuple[Step, ...]


def answer(status: int, body: bytes | str = b"", **headers: str) -> Script:
    """Return a script that answers in full; `retry_after="60"` is the header retry-after."""
    content = body.encode() if isinstance(body, str) else body
    return (Send(head(status, content_length=str(len(content)), **headers) + content),)


def head(status: int, **headers: str) -> bytes:
    """Return a status line and headers up to the empty line."""
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()
