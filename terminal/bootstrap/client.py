"""The client for Protime, as configured."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from terminal import __version__, ports
from terminal.config import Config
from terminal.host.secret import read_secret

if TYPE_CHECKING:
    from terminal.protime.client import ProtimeSettings
    from terminal.protime.payload import Naming


class ClosableProtime(ports.Protime, Protocol):
    """A client that holds connections."""

    def close(self) -> None:
        """Close them."""


def open_protime(
    config: Config,
    secret: Callable[[], str],
    told_time: Callable[[datetime, float], None] | None = None,
) -> ClosableProtime:
    """Open the client, or one that says why it cannot be opened.

    A terminal that cannot reach Protime still stores swipes, so a wrong setting shows as a
    configuration fault, and not as a terminal that does not start.

    Args:
        config: The configuration.
        secret: Returns the client secret, or raises OSError or ValueError.
        told_time: Takes the time in Protime's answers; see `terminal.protime.told_time`.
    """
    _leave_out_the_command_line_of_httpx()
    # Imported here, in the thread that needs them: no reader waits for an HTTP library.
    from terminal.protime.client import ProtimeClient  # noqa: PLC0415
    from terminal.protime.unusable import UnusableProtime  # noqa: PLC0415

    try:
        return ProtimeClient(settings_of(config, secret), told_time=told_time)
    except (OSError, ValueError) as error:
        return UnusableProtime(f"the client cannot be set up: {error}")


def _leave_out_the_command_line_of_httpx() -> None:
    """Have httpx find it empty, which it bears.

    Else it loads that, with rich and Pygments, wherever those happen to be installed: 6 MB for
    nothing (decision record 0019).
    """
    name = "httpx._main"
    sys.modules.setdefault(name, ModuleType(name))


def configured_secret(config: Config) -> str:
    """Read the client secret from where the configuration says.

    Raises:
        ValueError: It cannot be had; the message says where it should be.
    """
    file = config.protime.client_secret_file
    return read_secret(Path(file) if file else None, os.environ).value


def settings_of(config: Config, secret: Callable[[], str]) -> "ProtimeSettings":
    """Return what a client needs to know; see `open_protime`.

    Raises:
        ValueError: The company's name makes no header, or an address is none.
    """
    from terminal.protime.addresses import addresses  # noqa: PLC0415 - see open_protime
    from terminal.protime.client import ProtimeSettings  # noqa: PLC0415
    from terminal.protime.user_agent import user_agent  # noqa: PLC0415

    given = config.protime
    return ProtimeSettings(
        addresses=addresses(
            given.tenant, given.environment, api_url=given.api_url, token_url=given.token_url
        ),
        client_id=given.client_id,
        client_secret=secret,
        user_agent=user_agent(__version__, given.company),
        naming=_naming(config),
        timeout_seconds=given.timeout_seconds,
        ca_file=given.ca_file,
        proxy_url=os.environ.get("https_proxy") or os.environ.get("HTTPS_PROXY") or "",
    )


def _naming(config: Config) -> "Naming":
    from terminal.protime.payload import Naming  # noqa: PLC0415 - see open_protime

    return Naming(
        person_reference=config.protime.person_reference,
        terminal_reference=config.protime.terminal_reference,
        terminal_code=config.protime.terminal_code,
    )
