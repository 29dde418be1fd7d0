"""`badge-terminal outbox`: look into the store of clockings, and settle what is stuck."""

import click

from terminal.cli.outbox_acknowledge import acknowledge
from terminal.cli.outbox_erase import erase
from terminal.cli.outbox_export import export
from terminal.cli.outbox_look import list_, show
from terminal.cli.outbox_resolve import resolve
from terminal.cli.outbox_retry import retry


@click.group(commands=[list_, show, retry, resolve, erase, export, acknowledge])
def command() -> None:
    """Look into the store of clockings, and settle what is stuck.

    Safe beside the running terminal; it carries out what is decided here within seconds. Whole
    badge numbers are shown, so that a person's swipe can be found; logs never do that. They are
    personal data: only root and the service's user may read the outbox.
    """
