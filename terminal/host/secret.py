"""Secrets: read from where only this service can read them."""

import stat
from collections.abc import Mapping
from pathlib import Path

from terminal.model.struct import Struct

CREDENTIAL = "protime-client-secret"
"""The name of the systemd credential, see `LoadCredential=` in systemd.exec(5)."""

HANDED_OVER = f"/run/badge-terminal/{CREDENTIAL}"
"""A newer one that the running service was given: systemd hands credentials over at starts only,
and removes this folder at every end."""

STORED = f"/etc/badge-terminal/{CREDENTIAL}"
"""Where the unit takes it from, readable by root only."""

SEALED = f"{STORED}.cred"
"""The same, encrypted for this machine by systemd-creds(1)."""

_SOURCE = (
    f"`sudo badge-terminal secret`, or to the file that LoadCredential={CREDENTIAL} of the unit "
    "names (and restart the unit)"
)

REPORT_CREDENTIAL = "report-secret"
"""The same for the secret under which heartbeats are signed."""

MIFARE_CREDENTIAL = "mifare-key"
"""The same for the key that opens a sector of MIFARE Classic badges."""

_MIFARE_KEY_BYTES = 6


class SecretUnavailable(ValueError):
    """The client secret cannot be had; the message says where it should be and what to do."""


class Secret(Struct, frozen=True):
    """A text that is never shown: code that needs it says `.value`."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)"


def read_report_secret(file: Path | None, environment: Mapping[str, str]) -> Secret:
    """Read the secret under which heartbeats are signed; see `read_secret`.

    Raises:
        SecretUnavailable: It is missing, empty, not one line of text, or all users can read it.
    """
    return _read_other(
        file, environment, REPORT_CREDENTIAL, "the secret for heartbeats", "secret_file of [report]"
    )


def read_mifare_key(file: Path | None, environment: Mapping[str, str]) -> Secret:
    """Read the key of MIFARE Classic badges: twelve hexadecimal digits; see `read_secret`.

    Raises:
        SecretUnavailable: It is missing, anything else, or all users can read it.
    """
    secret = _read_other(
        file, environment, MIFARE_CREDENTIAL, "the MIFARE key", "key_file of [badge.mifare]"
    )
    try:
        key = bytes.fromhex(secret.value)
    except ValueError:
        key = b""
    if len(key) != _MIFARE_KEY_BYTES:
        raise SecretUnavailable("the MIFARE key must be 12 hexadecimal digits")
    return secret


def _read_other(
    file: Path | None, environment: Mapping[str, str], credential: str, what: str, key: str
) -> Secret:
    try:
        if file is None:
            file = Path(environment["CREDENTIALS_DIRECTORY"]) / credential
        if file.stat().st_mode & stat.S_IRWXO:
            raise SecretUnavailable(f"every user has access to {file}; run `chmod o= {file}`")
        value = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise SecretUnavailable(
            f"{what} cannot be read ({_reason(error)}): name its file in {key}, or add "
            f"LoadCredential={credential}:FILE to the unit"
        ) from error
    if not value.strip() or not value.isprintable():
        raise SecretUnavailable(f"{file} must hold {what} as its only line")
    return Secret(value)


def _reason(error: OSError | KeyError | UnicodeDecodeError) -> str:
    """Return what went wrong; never what was read."""
    if isinstance(error, OSError):
        return str(error)
    return "systemd passed no credentials" if isinstance(error, KeyError) else "it is no text"


def read_secret(file: Path | None, environment: Mapping[str, str]) -> Secret:
    """Read the client secret.

    Args:
        file: Where it lies; None for the systemd credential `protime-client-secret`, or the newer
            one that was handed over since the start.
        environment: Usually `os.environ`; `CREDENTIALS_DIRECTORY` and `RUNTIME_DIRECTORY` come from
            systemd.

    Raises:
        SecretUnavailable: It is missing, empty, not one line of text, or all users can read it.
    """
    place = file or _handed_over(environment) or _credential(environment)
    return checked(_content(place), place, "it" if file else _SOURCE)


def checked(text: str, place: Path, source: str = "it") -> Secret:
    """Return the secret that a text is.

    Args:
        text: What was found.
        place: Where.
        source: What a person is to write it to.

    Raises:
        SecretUnavailable: The text is empty, or more than one line.
    """
    return Secret(_checked(text, place, source))


def _handed_over(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("RUNTIME_DIRECTORY")
    place = Path(folder) / CREDENTIAL if folder else None
    return place if place and place.exists() else None


def _credential(environment: Mapping[str, str]) -> Path:
    directory = environment.get("CREDENTIALS_DIRECTORY")
    if not directory:
        raise SecretUnavailable(
            "there is no client secret: systemd passed no credentials, and client_secret_file is "
            "not set; set it under [protime], or start the terminal by its unit, whose "
            f"LoadCredential={CREDENTIAL}:FILE names the file"
        )
    return Path(directory) / CREDENTIAL


def _content(place: Path) -> str:
    try:
        if place.stat().st_mode & stat.S_IRWXO:
            raise SecretUnavailable(
                f"every user of this machine has access to the client secret in {place}; run "
                f"`chmod o= {place}`, and have Protime renew the secret if others use this machine"
            )
        return place.read_text(encoding="utf-8")
    except OSError as error:
        raise SecretUnavailable(
            f"the client secret cannot be read from {place}: {error.strerror}; put it there, "
            "readable by the terminal's user only"
        ) from error
    except UnicodeDecodeError as error:
        raise SecretUnavailable(
            f"{place} does not hold text, so no client secret; write the secret to it as one line"
        ) from error


def _checked(text: str, place: Path, source: str) -> str:
    value = text.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        raise SecretUnavailable(
            f"{place} is empty; give the client secret that you have from Protime to {source}, as "
            "one line"
        )
    if not value.isprintable():
        raise SecretUnavailable(
            f"{place} holds more than one line of text; it must hold the client secret alone"
        )
    return value
