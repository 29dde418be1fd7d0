"""A backup as one file: the outbox and the configuration, and no secret."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from terminal.cli.app import Failure

OUTBOX, CONFIGURATION = "outbox.db", "terminal.toml"
PRIVATE = 0o600


def pack(bundle: Path, configuration: Path, copy_outbox: Callable[[Path], None]) -> None:
    """Write a backup.

    Args:
        bundle: The file to be, which must not be there yet.
        configuration: To be put in.
        copy_outbox: Writes a copy of the outbox to a path.

    Raises:
        Failure: The file is there, or cannot be written.
        OutboxUnavailable: The outbox cannot be read.
    """
    try:
        bundle.touch(mode=PRIVATE, exist_ok=False)
    except OSError as error:
        raise Failure(f"{bundle} cannot be written: {error.strerror}. Name a new file.") from error
    try:
        with TemporaryDirectory(dir=bundle.parent, prefix=f".{bundle.name}-") as folder:
            copy = Path(folder) / OUTBOX
            copy_outbox(copy)
            with tarfile.open(bundle, "w") as tar:
                tar.add(copy, OUTBOX)
                tar.add(configuration, CONFIGURATION)
    except BaseException:
        bundle.unlink()
        raise


def unpack(bundle: Path, folder: Path) -> str:
    """Write the outbox of a backup into a folder and return the configuration as text.

    Raises:
        Failure: It is no backup.
    """
    try:
        with tarfile.open(bundle) as tar:
            outbox = _content(tar, OUTBOX)
            (folder / OUTBOX).touch(mode=PRIVATE)
            (folder / OUTBOX).write_bytes(outbox)
            return _content(tar, CONFIGURATION).decode()
    except (OSError, KeyError, tarfile.TarError, UnicodeDecodeError) as error:
        raise Failure(f"{bundle} is no backup of a terminal: {error}") from error


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    # What a member says of its place is never believed: only its content is read.
    member = tar.extractfile(name) or io.BytesIO()
    return member.read()
