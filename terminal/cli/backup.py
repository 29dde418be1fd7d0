"""`badge-terminal backup`: what a terminal keeps, for another card."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terminal.cli.bundle import pack
from terminal.cli.options import with_config
from terminal.config import load
from terminal.outbox.beside.copying import retire, snapshot


@click.command()
@with_config
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--retire",
    "is_last",
    is_flag=True,
    help="Let this outbox never send again: its place is taken by whoever restores the backup.",
)
def command(config_file: Path, file: Path, *, is_last: bool) -> None:
    """Write the outbox and the configuration into FILE, which only its owner can read.

    The client secret is not in it. Without --retire the terminal may run on meanwhile. With
    --retire it must be stopped, and never sends again from this outbox: that is the way to
    another card or machine.
    """
    outbox = load(config_file).outbox.path

    def copy(path: Path) -> None:
        if is_last:
            retire(outbox, datetime.now(UTC).isoformat(timespec="seconds"))
        snapshot(outbox, path)

    pack(file, config_file, copy)
    click.echo(_RETIRED if is_last else _COPIED.format(file=file))


_RETIRED = (
    "Written. This outbox is retired: no terminal sends from it again. Restore the file once, "
    "on the new card, with `sudo badge-terminal restore`. The client secret is not in it."
)
_COPIED = (
    "Written. This terminal goes on. If its card dies, {file} is restored with `badge-terminal "
    "restore --old-is-lost`; what is swiped from now on is not in it. To move to another card, "
    "stop the terminal and use --retire. The client secret is not in it."
)
