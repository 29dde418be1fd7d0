"""Writes what makes a machine a terminal: configuration, secret, service."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from terminal.doctor import Unseen
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree
from terminal.host.secret import CREDENTIAL, HANDED_OVER, SEALED, STORED

DROP_IN = "/etc/systemd/system/badge-terminal.service.d/10-secret.conf"

_SECRET_OF_UNIT = f"""\
# Written by `badge-terminal setup`: the client secret is sealed for this machine.
[Service]
LoadCredential=
LoadCredentialEncrypted={CREDENTIAL}:{SEALED}
"""
_SEALING_SECONDS = 60.0
_SERVICE_SECONDS = 120.0


class CannotInstall(Exception):
    """Something could not be written or started; the message says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Installer:
    """Writes to a machine.

    Args:
        tree: Its files.
        programs: systemd-creds and systemctl.
    """

    tree: Tree = field(default_factory=Tree)
    programs: Programs = field(
        default_factory=lambda: Programs(patience_seconds=max(_SEALING_SECONDS, _SERVICE_SECONDS))
    )

    def check_rights(self, path: Path) -> None:
        """Make sure that this user may write the configuration.

        Raises:
            CannotInstall: It may not be written.
        """
        place = self.tree.at(str(path))
        folder = next(each for each in place.parents if each.exists())
        if not os.access(folder, os.W_OK, effective_ids=True):
            raise CannotInstall(
                f"{path}: this user may not write it. Run this as root, through sudo"
            )

    def write_configuration(self, path: Path, text: str) -> None:
        """Write the configuration; one that was there is kept beside it.

        Raises:
            CannotInstall: It cannot be written.
        """
        place = self.tree.at(str(path))
        if place.exists():
            _write(
                place.with_name(f"{place.name}.before"), place.read_text(encoding="utf-8"), 0o644
            )
        _write(place, text, 0o644)

    def has_secret(self) -> bool:
        """Return whether one is stored."""
        return any(self.tree.at(each).exists() for each in (SEALED, STORED))

    def store_secret(self, secret: str) -> str:
        """Seal the secret for this machine, or where that cannot be, put it into a closed file.

        Returns:
            What was done, for a person.

        Raises:
            CannotInstall: Neither worked.
        """
        if self.programs.has("systemd-creds"):
            sealed = self.programs.output(
                "systemd-creds", "encrypt", f"--name={CREDENTIAL}", "-", "-", feed=secret
            )
            if not isinstance(sealed, Unseen):
                return self._keep_sealed(sealed)
            why = sealed.why
        else:
            why = "this system has no systemd-creds"
        _write(self.tree.at(STORED), f"{secret}\n", 0o600)
        self.tree.at(DROP_IN).unlink(missing_ok=True)
        return f"{STORED}, readable by root only, NOT encrypted: {why}"

    def hand_over(self, secret: str) -> bool:
        """Give the secret to the terminal that runs; it takes it with its next token.

        Returns:
            Whether one runs.

        Raises:
            CannotInstall: It cannot be written, or systemd does not do so.
        """
        # The next start is to take what was stored, be it in another file than before.
        self._ask_systemd("daemon-reload")
        place = self.tree.at(HANDED_OVER)
        if not place.parent.exists():
            return False
        _write(place, f"{secret}\n", 0o400, owned_like=place.parent)
        return True

    def start(self, *, waits: bool = True) -> None:
        """Enable the service and start it anew.

        Args:
            waits: Whether until it has started: while the machine starts, that would be for ever.

        Raises:
            CannotInstall: systemd does not do so.
        """
        for words in (
            ("daemon-reload",),
            ("enable", "badge-terminal.service"),
            ("restart", *(() if waits else ("--no-block",)), "badge-terminal.service"),
        ):
            self._ask_systemd(*words)

    def _ask_systemd(self, *words: str) -> None:
        told = self.programs.output("systemctl", *words)
        if isinstance(told, Unseen):
            raise CannotInstall(
                f"the service does not start: {told.why}; see `systemctl status "
                "badge-terminal`, then run `sudo systemctl restart badge-terminal`"
            )

    def _keep_sealed(self, sealed: str) -> str:
        _write(self.tree.at(SEALED), f"{sealed}\n", 0o600)
        _write(self.tree.at(DROP_IN), _SECRET_OF_UNIT, 0o644)
        plain = self.tree.at(STORED)
        if plain.exists():
            wipe(plain)
        return f"{SEALED}, encrypted for this machine"


def wipe(place: Path) -> None:
    """Overwrite a file with zeros on the disk, and remove it.

    A card may keep an older copy of the block where nobody can reach it but a laboratory.

    Raises:
        OSError: It cannot be written or removed.
    """
    file = os.open(place, os.O_WRONLY)
    try:
        os.write(file, bytes(os.fstat(file).st_size))
        os.fsync(file)
    finally:
        os.close(file)
    place.unlink()
    _sync_folder(place.parent)


def _write(place: Path, text: str, mode: int, owned_like: Path | None = None) -> None:
    """Write a file in one piece: after a power cut it is there as before, or as wanted."""
    new = place.with_name(f".{place.name}.new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(file, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fchmod(file, mode)
            if owned_like:
                owner = owned_like.stat()
                os.fchown(file, owner.st_uid, owner.st_gid)
            os.fsync(file)
        new.replace(place)
        _sync_folder(place.parent)
    except OSError as error:
        raise CannotInstall(
            f"{place} cannot be written: {error.strerror}; run this as root, through sudo"
        ) from error


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
