"""`badge-terminal simulate`: a Protime and badges to rehearse with."""

import errno
from pathlib import Path
from threading import Event

import click

from terminal.cli.app import Failure
from terminal.cli.interruptible import until_interrupted
from terminal.simulator.presenting import present
from terminal.simulator.rehearsal import Rehearsal, rehearse
from terminal.simulator.virtual_badge import SHORTEST_SECONDS
from terminal.simulator.vpcd import NoVirtualReader

_TAKEN = ". Is it open in another window? End that one with Ctrl-C, or name another --port"


@click.group()
def command() -> None:
    """Rehearse with a simulated Protime, or with badges without plastic."""


@command.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option(
    "--directory",
    type=click.Path(path_type=Path),
    help="People, terminals, reasons and activities as TOML, in place of the example.",
)
@click.option(
    "--badge",
    "badges",
    multiple=True,
    metavar="NUMBER",
    help="A badge number that is known beside those of the directory; may be repeated.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME[:TIMES][@SORT]",
    help="A fault for the next requests, such as 503, drop-after-booking:3 or portal:always@all.",
)
@click.option(
    "--random-faults",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="How likely each request meets any fault that a terminal gets over by itself.",
)
@click.option("--seed", type=int, help="Makes the random faults the same every time.")
@click.option("--cert", type=click.Path(path_type=Path), help="Serve https with this certificate,")
@click.option("--key", type=click.Path(path_type=Path), help="and this key of it.")
def protime(
    port: int,
    directory: Path | None,
    badges: tuple[str, ...],
    faults: tuple[str, ...],
    random_faults: float,
    seed: int | None,
    cert: Path | None,
    key: Path | None,
) -> None:
    """Run a strict Protime on this machine until Ctrl-C.

    It prints what to put into the configuration, then a line for each request. Faults can also
    be asked for while it runs, see /simulator/faults at its address.
    """
    rehearsal = Rehearsal(
        port=port,
        directory_file=directory,
        badges=badges,
        faults=faults,
        random_faults=random_faults,
        seed=seed,
        cert_file=cert,
        key_file=key,
    )
    try:
        until_interrupted(lambda stop: rehearse(rehearsal, click.echo, stop))
    except (OSError, ValueError) as error:
        remedy = _TAKEN if isinstance(error, OSError) and error.errno == errno.EADDRINUSE else ""
        raise Failure(f"the simulated Protime cannot start: {error}{remedy}") from error


@command.command()
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option(
    "--seconds",
    type=click.FloatRange(SHORTEST_SECONDS, 60),
    default=SHORTEST_SECONDS,
    show_default=True,
    help="How long each lies there once it was read.",
)
def badge(numbers: tuple[str, ...], seconds: float) -> None:
    """Lay virtual badges on the virtual PC/SC reader, one after the other.

    NUMBER is the identifier of a badge in hexadecimal, such as 04A3B2C1. It needs pcscd and the
    package vsmartcard-vpcd. Exit code 1 if one of them was not read.
    """
    identifiers = [_identifier(number) for number in numbers]

    def present_all(stop: Event) -> None:
        for number, was_read in zip(
            numbers, present(identifiers, stop=stop, hold_seconds=seconds), strict=False
        ):
            if not was_read:
                raise Failure(f"{number}: nobody read it. Is a terminal running, with this reader?")
            click.echo(f"{number}: read")

    try:
        until_interrupted(present_all)
    except NoVirtualReader as error:
        raise Failure(str(error)) from error


def _identifier(number: str) -> bytes:
    try:
        return bytes.fromhex(number)
    except ValueError:
        raise click.BadParameter(
            f"{number} is not made of pairs of hexadecimal digits, such as 04A3B2C1"
        ) from None
