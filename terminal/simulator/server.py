"""The simulator as a whole: a strict Protime for one tenant, on this machine only."""

import ssl
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from terminal.simulator.api import API_PATH, Api
from terminal.simulator.connection import Service
from terminal.simulator.control import Control
from terminal.simulator.directory import Directory
from terminal.simulator.exchanges import Counters, Exchange, Exchanges
from terminal.simulator.fault import Pace
from terminal.simulator.faults import Faults
from terminal.simulator.ledger import Ledger
from terminal.simulator.listener import Door
from terminal.simulator.listing import Reading
from terminal.simulator.tokens import Client, Tokens

_TENANT = "acme"


def tls_context(cert_file: str, key_file: str) -> ssl.SSLContext:
    """Return what serves https with a certificate and its key.

    Raises:
        OSError: A file cannot be read or does not fit the other (`ssl.SSLError`).
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert_file, key_file)
    return context


class ProtimeSimulator:
    """A strict Protime over HTTP, with faults on demand.

    Everything booked, the faults and the tokens outlive `stop`; `start` then listens on the
    same port.

    Args:
        directory: Who and what is known; the example by default.
        port: 0 for any free one.
        host: A loopback address.
        tls: Serves https with it.
        client: Who may ask for tokens.
        missing_scope_status: 401 or 403; Protime's pages contradict each other.
        on_exchange: Is told about each request, on the thread of its connection.

    Raises:
        ValueError: The host is not a loopback address.
    """

    def __init__(  # noqa: PLR0913 - each has a default, and most calls give one or two
        self,
        directory: Directory | None = None,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
        client: Client | None = None,
        token_lifetime_seconds: float = 1800.0,
        missing_scope_status: int = 401,
        pace: Pace | None = None,
        on_exchange: Callable[[Exchange], None] = lambda _: None,
    ) -> None:
        self._host = host
        self._scheme = "http" if tls is None else "https"
        self._door = Door(host, port, tls)
        self._stopping = threading.Event()
        self._exchanges = Exchanges(on_exchange)
        self.directory = directory or Directory.example()
        self.ledger = Ledger()
        self.reading = Reading(self.directory, self.ledger)
        self.tokens = Tokens(client or Client(), token_lifetime_seconds)
        self.faults = Faults(self._door.shut, self._door.reopen, pace or Pace())
        self._api = Api(_TENANT, self.tokens, self.reading, missing_scope_status)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address of the simulator, without a path."""
        return f"{self._scheme}://{self._host}:{self._door.port}"

    @property
    def api_url(self) -> str:
        """The address of the interface, up to and including the version."""
        return f"{self.url}{API_PATH}"

    @property
    def token_url(self) -> str:
        """The address of the token endpoint."""
        return f"{self.url}{self._api.token_path}"

    @property
    def counters(self) -> Counters:
        """How often things happened so far."""
        return replace(self._exchanges.counters, tokens=self.tokens.granted)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The newest requests with what became of them, oldest first."""
        return self._exchanges.all

    def start(self) -> None:
        """Listen.

        Raises:
            OSError: The port is taken.
        """
        self._stopping = threading.Event()
        control = Control(self.reading, lambda: self.faults, lambda: self.counters)
        self._door.start(
            Service(self._api, self.faults, self._exchanges, control.answer, self._stopping)
        )

    def stop(self) -> None:
        """Close the port and every connection, end every wait; harmless when stopped."""
        self._stopping.set()
        self._door.stop()
