"""`badge-terminal outbox`: look into the store of clockings."""

import json
from pathlib import Path

import click

from terminal.cli.app import Failure
from terminal.cli.clockings import as_object, as_story, as_table
from terminal.cli.options import with_config, with_json
from terminal.config import load
from terminal.model import State
from terminal.outbox import open_reading

USUAL_LIMIT = 20


@click.group()
def command() -> None:
    """Look into the store of clockings.

    Shows whole badge numbers, so that a person's swipe can be found; logs never do. They are
    personal data: only root and the service's user may read the outbox. It is read beside the
    running terminal and never changed.
    """


@command.command(name="list")
@with_config
@click.option(
    "--state", type=click.Choice([state.value for state in State]), help="Only those in this state."
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=USUAL_LIMIT,
    show_default=True,
    help="How many at most; 0 for all.",
)
@with_json
def list_(config_file: Path, state: str | None, limit: int, *, as_json: bool) -> None:
    """List the clockings, the newest first.

    With --json: a list of objects, whose keys are the columns of the table `clockings`.
    """
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox:
        found = outbox.clockings(State(state) if state else None, limit or -1)
        counts = outbox.counts()
    if as_json:
        click.echo(json.dumps([as_object(each) for each in found], ensure_ascii=False, indent=2))
        return
    click.echo(as_table(found, config.terminal.time_zone))
    in_all = counts[State(state)] if state else sum(counts.values())
    if in_all > len(found):
        click.echo(f"The newest {len(found)} of {in_all}. --limit 0 shows all.")


@command.command()
@with_config
@click.argument("seq", type=click.IntRange(min=1))
@with_json
def show(config_file: Path, seq: int, *, as_json: bool) -> None:
    """Tell the whole story of the clocking with the number SEQ."""
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox:
        clocking = outbox.clocking(seq)
    if clocking is None:
        raise Failure(
            f"outbox {config.outbox.path}: there is no clocking {seq}. `badge-terminal outbox "
            f"list` shows those there are; delivered ones are kept for "
            f"{config.outbox.keep_delivered_days} days."
        )
    if as_json:
        click.echo(json.dumps(as_object(clocking), ensure_ascii=False, indent=2))
    else:
        click.echo(as_story(clocking, config.terminal.time_zone))
