"""`badge-terminal restore`: a terminal goes on where a backup ends."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from terminal.cli.app import Failure
from terminal.cli.bundle import CONFIGURATION, OUTBOX, unpack
from terminal.cli.options import with_config
from terminal.cli.words import number
from terminal.config import load
from terminal.outbox.beside.copying import doubt, is_retired, put_in_place, unretire


@click.command()
@with_config
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--old-is-lost",
    is_flag=True,
    help="Restore a backup whose terminal was not retired. You vouch that it never runs again.",
)
def command(config_file: Path, file: Path, *, old_is_lost: bool) -> None:
    """Put the outbox of the backup FILE, and its configuration, in their places.

    A configuration that is there already stays, and says where the outbox belongs. An outbox
    that is there already is never touched. Restore each backup once only.
    """
    with TemporaryDirectory(prefix="badge-terminal-") as scratch:
        words = unpack(file, Path(scratch))
        written = not config_file.exists()
        source = Path(scratch) / CONFIGURATION
        source.write_text(words, encoding="utf-8")
        place = load(source if written else config_file).outbox.path
        copy = _beside(place, (Path(scratch) / OUTBOX).read_bytes())
    try:
        said = _made_safe(copy, file, old_is_lost=old_is_lost)
        put_in_place(copy, place)
    except OSError as error:
        raise Failure(f"{place} cannot be put in its place: {error}. Run this as root.") from error
    finally:
        copy.unlink(missing_ok=True)
    if written:
        config_file.parent.mkdir(parents=True, exist_ok=True)
        config_file.write_text(words, encoding="utf-8")
    click.echo(f"The outbox is at {place}. {said}")
    click.echo(
        f"The configuration was {'restored to' if written else 'there already:'} {config_file}. "
        "Then `sudo badge-terminal setup`: it asks for the client secret, which was not in the "
        "backup, and starts the terminal."
    )


def _beside(place: Path, content: bytes) -> Path:
    """Write a copy next to where it belongs, so that it can be put there in one go."""
    copy = place.with_name(f".{place.name}.restoring")
    if not place.parent.exists():
        make = f"sudo install -d -m 700 -o badge-terminal -g badge-terminal {place.parent}"
        raise Failure(f"{place.parent} is not there. Make it, for the terminal's user: `{make}`")
    try:
        copy.touch(mode=0o600)
        copy.write_bytes(content)
    except OSError as error:
        raise Failure(f"{place.parent} cannot be written: {error.strerror}.") from error
    return copy


def _made_safe(copy: Path, file: Path, *, old_is_lost: bool) -> str:
    if is_retired(copy):
        unretire(copy)
        return "The old terminal was retired: this one takes its place. Never restore it again."
    if not old_is_lost:
        raise Failure(
            f"{file} was made without --retire: its terminal may still send what is in it, and "
            "everything would be booked twice. Stop that one and run `sudo badge-terminal backup "
            "--retire` there. Is its card dead or destroyed? Then add --old-is-lost."
        )
    doubted, held = doubt(copy, datetime.now(UTC))
    words = f"{number(doubted, 'clocking')} may have been sent since, and count as uncertain."
    if held:
        words += f" {number(held, 'held clocking')} may have been, too: a person has to date those."
    return words
