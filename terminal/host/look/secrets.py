"""Where the service's secret lies, for whoever is not the service."""

import os
from collections.abc import Mapping
from pathlib import Path

from terminal.doctor import Unseen
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree, unseen
from terminal.host.secret import (
    CREDENTIAL,
    HANDED_OVER,
    SEALED,
    STORED,
    Secret,
    SecretUnavailable,
    checked,
    read_secret,
)

PLACES = (
    HANDED_OVER,
    f"/run/credentials/badge-terminal.service/{CREDENTIAL}",
    STORED,
    f"/etc/credstore/{CREDENTIAL}",
)
"""Where it is as the running service has it, and where the unit takes it from."""

SEALED_PLACES = (SEALED, f"/etc/credstore.encrypted/{CREDENTIAL}")
"""Where it may lie encrypted for this machine, by systemd-creds(1)."""


def service_secret(
    file: Path | None, tree: Tree, programs: Programs, environment: Mapping[str, str] = os.environ
) -> Secret | Unseen:
    """Return the secret that the service works with, or would after a restart.

    Args:
        file: What is configured as client_secret_file; None for the systemd credential.
        tree: The files of the machine.
        programs: Has systemd-creds.
        environment: Of this process: the service itself is told where its credentials are.

    Raises:
        SecretUnavailable: It is missing, empty, not one line of text, or others can read it.
    """
    if file or environment.get("CREDENTIALS_DIRECTORY"):
        return _read(file, environment)
    for place in map(tree.at, PLACES):
        if _is_there(place):
            return _read(place, environment)
    for place in map(tree.at, SEALED_PLACES):
        if _is_there(place):
            return _unsealed(place, programs)
    raise SecretUnavailable(f"there is no client secret; looked for {STORED} and {SEALED}")


def _is_there(place: Path) -> bool:
    """Return whether something is there, or may be: what one may not look at is no absence."""
    try:
        place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _read(place: Path | None, environment: Mapping[str, str]) -> Secret | Unseen:
    try:
        return read_secret(place, environment)
    except PermissionError as error:
        return unseen(str(place), error)
    except SecretUnavailable as error:
        if isinstance(error.__cause__, PermissionError):
            return unseen(str(place), error.__cause__)
        raise


def _unsealed(place: Path, programs: Programs) -> Secret | Unseen:
    told = programs.output("systemd-creds", "decrypt", f"--name={CREDENTIAL}", str(place), "-")
    return told if isinstance(told, Unseen) else checked(told, place)
