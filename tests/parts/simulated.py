"""The terminal's client, met by the simulator."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import trustme

from terminal.protime.addresses import Addresses
from terminal.protime.client import ProtimeClient, ProtimeSettings
from terminal.protime.payload import Naming
from terminal.simulator import ProtimeSimulator

DOOR = Naming(terminal_reference="@external-code", terminal_code="PI-01")


def client_settings(
    simulator: ProtimeSimulator,
    *,
    naming: Naming = DOOR,
    ca_file: str = "",
    timeout_seconds: float = 10.0,
) -> ProtimeSettings:
    """Return the settings of a client of a simulator."""
    return ProtimeSettings(
        addresses=Addresses(simulator.api_url, simulator.token_url),
        client_id=simulator.tokens.client.id,
        client_secret=lambda: simulator.tokens.client.secret,
        user_agent="badge-terminal/0 (Test)",
        naming=naming,
        timeout_seconds=timeout_seconds,
        ca_file=ca_file,
    )


@contextmanager
def client_of(
    simulator: ProtimeSimulator,
    *,
    naming: Naming = DOOR,
    ca_file: str = "",
    timeout_seconds: float = 10.0,
    told_time: Callable[[datetime, float], None] | None = None,
) -> Iterator[ProtimeClient]:
    """Open a client of a simulator."""
    chosen = client_settings(
        simulator, naming=naming, ca_file=ca_file, timeout_seconds=timeout_seconds
    )
    with closing(ProtimeClient(chosen, told_time=told_time)) as client:
        yield client


def loopback_tls(folder: Path) -> tuple[ssl.SSLContext, str]:
    """Return what serves https on loopback, and the file of the authority that signed it."""
    authority = trustme.CA()
    ca_file = str(folder / "authority.pem")
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context, ca_file
