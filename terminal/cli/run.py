"""`badge-terminal run`: the daemon."""

from pathlib import Path

import click

from terminal.bootstrap import run
from terminal.cli.options import with_config
from terminal.config import load


@click.command()
@with_config
@click.pass_context
def command(context: click.Context, config_file: Path) -> None:
    """Run the terminal until it is told to stop (Ctrl-C, SIGTERM).

    This is what the service does. The log goes to stderr.
    """
    context.exit(run(load(config_file)))
