"""`badge-terminal demo`: a real terminal before a simulated Protime, driven from a prompt."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import click

from terminal.cli.app import Failure
from terminal.cli.demo_prompt import Prompt
from terminal.cli.demo_stage import Stage
from terminal.cli.demo_summary import summary_of

_INVITATION = "> "

_WELCOME = """\
badge-terminal: a real terminal in front of a simulated Protime, without any hardware.
Type a badge number to swipe it. Protime knows 1955 (Ada), 04A3B2C1 (Bart) and 00042 (Chloé).
Dirk (2020) has left and nobody has 777: swipe them too, and look at `outbox`.
The same badge within 10 seconds is a repeat. 9001 is a function badge: present it, then 1955, and
Ada goes to the doctor. `offline` pulls the network cable, `help` tells the rest, `quit` ends it.
"""


@click.command()
@click.option(
    "--script",
    type=click.File(encoding="utf-8"),
    help="Commands to carry out, one on each line; # begins a comment.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the outbox, the configuration and the log in this folder.",
)
@click.pass_context
def command(context: click.Context, script: TextIO | None, keep: Path | None) -> None:
    """Run the whole terminal here, without an account and without hardware.

    Type badge numbers, see the cue, what the terminal has stored and what Protime has booked;
    pull the network cable and plug it in again. With --script, or input that is not typed, it
    runs unattended and waits at the end until everything is delivered. Exit code 1 if a swipe
    that was accepted is neither delivered nor waiting nor shown as refused.
    """
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(TemporaryDirectory(prefix="badge-terminal-")))
        click.echo(_WELCOME)
        with Stage(_made(folder), click.echo) as stage:
            prompt = Prompt(stage, click.echo)
            for line in _lines(script):
                if not prompt.obey(line):
                    break
            prompt.wait()
            stage.stop()
            summary = summary_of(stage.evidence())
        click.echo(summary.text)
        context.exit(0 if summary.is_kept else 1)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder}: cannot be made ({error.strerror}); name another") from error
    return folder.absolute()


def _lines(script: TextIO | None) -> Iterator[str]:
    """Return what to do, line by line, and echo it where nobody types it."""
    if script is None and sys.stdin.isatty():
        yield from _typed()
        return
    for line in script or sys.stdin:
        text = line.partition("#")[0].strip()
        if text:
            click.echo(f"{_INVITATION}{text}")
            yield text


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input(_INVITATION)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
