"""A provision becomes a terminal: what is written where, in which order."""

from collections.abc import Iterator
from pathlib import Path

from terminal.config import Config, ConfigErrors, load
from terminal.config.provision import Provision
from terminal.config.show import show
from terminal.host.installing import Installer
from terminal.model import State
from terminal.outbox.beside import open_reading
from terminal.ports import OutboxUnavailable

_UNDELIVERED = (State.HELD, State.PENDING, State.SENDING, State.UNCERTAIN, State.REJECTED)


class Refused(Exception):
    """A terminal must not be set up like this; the message says why, and what to do."""


def set_up(
    provision: Provision, path: Path, installer: Installer, *, waits: bool = True
) -> Iterator[str]:
    """Write configuration and secret and start the service; yield what was done, for a person.

    Without a secret the one that is there stays. Doing it again, after a power cut for one, does
    no harm.

    Args:
        provision: The configuration, and maybe the secret.
        path: Where the configuration belongs.
        installer: Writes to the machine.
        waits: Whether until the service has started.

    Raises:
        CannotInstall: Something could not be written or started.
        Refused: Clockings for another tenant are still in the outbox.
    """
    refuse_to_mix(provision.config, installer.tree.at(str(path)))
    if provision.client_secret:
        yield f"secret: {installer.store_secret(provision.client_secret)}"
    installer.write_configuration(path, show(provision.config))
    yield f"configuration: {path}"
    installer.start(waits=waits)
    yield "service: enabled and started"


def refuse_to_mix(wanted: Config, path: Path) -> None:
    """Make sure that no clocking of one tenant is sent to another.

    Raises:
        Refused: Clockings for another tenant are still in the outbox.
    """
    try:
        before = load(path)
    except ConfigErrors:
        return
    if _leads_to(before) == _leads_to(wanted) or before.outbox.path != wanted.outbox.path:
        return
    waiting = _undelivered(before.outbox.path)
    if waiting:
        raise Refused(
            f"{before.outbox.path} holds clockings that {before.protime.tenant} has not booked "
            f"({waiting}); they would go to another tenant. Let them be delivered or settle them "
            "first (`sudo badge-terminal outbox list`), or name another [outbox] path"
        )


def _leads_to(config: Config) -> tuple[str, str, str]:
    return config.protime.tenant, config.protime.environment, config.protime.api_url


def _undelivered(path: Path) -> int:
    if not path.exists():
        return 0
    try:
        with open_reading(path) as outbox:
            counts = outbox.counts()
    except OutboxUnavailable as error:
        raise Refused(f"{error} What it holds is for another tenant, so nothing is changed") from (
            error
        )
    return sum(counts[state] for state in _UNDELIVERED)
