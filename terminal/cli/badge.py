"""`badge-terminal badge`: what a reader sees, and which rule makes badge numbers of it."""

import click

from terminal.cli.badge_learn import learn
from terminal.cli.badge_read import read


@click.group(commands=[read, learn])
def command() -> None:
    """Show what a reader sees; find the rule for badge numbers.

    Beside the running terminal this works with PC/SC readers; the terminal then stores each
    swipe as well. All other readers belong to one program at a time: stop the terminal first.
    """
