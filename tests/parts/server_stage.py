"""Sets up what a row of the table of server behaviours says, and a client that meets it."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import trustme

from terminal.protime.addresses import Addresses
from terminal.protime.client import ProtimeClient, ProtimeSettings
from terminal.protime.names import Found, resolve
from tests.parts.raw_server import RawServer
from tests.parts.server_behaviours import Network, ServerBehaviour

SECRET = "the-secret-of-the-test"
HOST = "protime.test"
_LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
_LESS_LONG_AGO = datetime(2001, 2, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """A client, and the servers it talks to."""

    client: ProtimeClient
    api: RawServer
    token: RawServer


def settings(
    api: RawServer | str, token: RawServer, *, timeout_seconds: float = 10.0, ca_file: str = ""
) -> ProtimeSettings:
    """Return the settings of a client of these servers."""
    return ProtimeSettings(
        addresses=Addresses(
            api if isinstance(api, str) else f"http://127.0.0.1:{api.port}/api/v1",
            f"http://127.0.0.1:{token.port}/connect/token",
        ),
        client_id="terminal",
        client_secret=lambda: SECRET,
        user_agent="badge-terminal/0 (Test)",
        timeout_seconds=timeout_seconds,
        ca_file=ca_file,
    )


@contextmanager
def staged(behaviour: ServerBehaviour, folder: Path) -> Iterator[Stage]:
    """Set up a row; `folder` takes a certificate file where one is needed."""
    with ExitStack() as stack:
        token = stack.enter_context(RawServer(behaviour.token))
        authority = trustme.CA()
        api = stack.enter_context(
            RawServer(
                behaviour.api,
                on_connect=behaviour.on_connect,
                tls=_certificate(behaviour.network, authority),
            )
        )
        client = ProtimeClient(
            settings(
                _address(behaviour.network, api, stack),
                token,
                timeout_seconds=behaviour.timeout_seconds,
                ca_file=_authorities(behaviour.network, authority, folder),
            ),
            resolve=_Resolver(behaviour.network, stack),
        )
        stack.callback(client.close)
        yield Stage(client, api, token)


def _address(network: Network, api: RawServer, stack: ExitStack) -> str:
    match network:
        case Network.CLEAR:
            return f"http://127.0.0.1:{api.port}/api/v1"
        case Network.UNKNOWN_HOST | Network.SILENT_RESOLVER:
            return "https://protime.invalid/api/v1"
        case Network.REFUSED:
            return f"http://127.0.0.1:{_unused_port(stack)}/api/v1"
        case Network.BLACK_HOLE:
            return f"http://127.0.0.1:{_full_port(stack)}/api/v1"
        case _:
            return f"https://{HOST}:{api.port}/api/v1"


class _Resolver:
    """Finds this machine for the test's own name, and leaves others to the system."""

    def __init__(self, network: Network, stack: ExitStack) -> None:
        self._is_silent = network is Network.SILENT_RESOLVER
        self._end = Event()
        stack.callback(self._end.set)

    def __call__(self, host: str, port: int) -> Found:
        if self._is_silent and host == "protime.invalid":
            self._end.wait(timeout=30)
        return resolve("127.0.0.1" if host == HOST else host, port)


def _certificate(network: Network, authority: trustme.CA) -> ssl.SSLContext | None:
    match network:
        case Network.TLS | Network.TLS_UNKNOWN_AUTHORITY:
            issued = authority.issue_cert(HOST)
        case Network.TLS_WRONG_HOST:
            issued = authority.issue_cert("somebody-else.test")
        case Network.TLS_EXPIRED:
            issued = authority.issue_cert(HOST, not_before=_LONG_AGO, not_after=_LESS_LONG_AGO)
        case _:
            return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context


def _authorities(network: Network, authority: trustme.CA, folder: Path) -> str:
    if network is Network.TLS_UNKNOWN_AUTHORITY:
        return ""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def _unused_port(stack: ExitStack) -> int:
    """Return a port that nobody listens on, kept by a socket that never will."""
    reserved = stack.enter_context(socket.socket())
    reserved.bind(("127.0.0.1", 0))
    return int(reserved.getsockname()[1])


def _full_port(stack: ExitStack) -> int:
    """Return a port whose queue is full, so that Linux drops what else knocks."""
    listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _ in range(4):
        knocker = stack.enter_context(socket.socket())
        knocker.setblocking(False)  # noqa: FBT003 - the socket's own interface
        knocker.connect_ex(listener.getsockname())
    return int(listener.getsockname()[1])
