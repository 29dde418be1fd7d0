"""Putting rules into the configuration's file."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from terminal.cli.app import Failure
from terminal.cli.badge_settings import CannotEdit, RuleKeys, as_toml, with_rules
from terminal.config import load


def write_rules(file: Path, rules: Sequence[RuleKeys], heading: str) -> None:
    """Put rules into a configuration, all of it or nothing.

    Raises:
        ConfigErrors: They do not fit what else is configured; the file is as it was.
        Failure: The file cannot be written, or is too unusual to be edited.
    """
    file = file.resolve()
    try:
        _replace(file, with_rules(file.read_text(encoding="utf-8-sig"), rules, heading))
    except CannotEdit as reason:
        raise Failure(f"{reason}. Put this in its place:\n\n{as_toml(rules)}") from reason
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}. Try it with sudo.") from error


def _replace(file: Path, text: str) -> None:
    with NamedTemporaryFile(
        "w", dir=file.parent, prefix=f".{file.name}.", encoding="utf-8", delete=False
    ) as new:
        path = Path(new.name)
        try:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
            load(path)
            _take_after(file, path)
            path.replace(file)
        except BaseException:
            path.unlink()
            raise


def _take_after(file: Path, path: Path) -> None:
    shutil.copymode(file, path)
    owner = file.stat()
    if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(path, owner.st_uid, owner.st_gid)
