"""`badge-terminal outbox list` and `show`."""

from pathlib import Path

import click

from terminal.cli.answer import answer
from terminal.cli.app import Failure
from terminal.cli.clockings import as_object, as_table
from terminal.cli.filters import with_filter
from terminal.cli.held_times import bounds_of_each
from terminal.cli.options import with_config, with_json
from terminal.cli.story import Story
from terminal.config import Config, load
from terminal.outbox.beside import Filter, OutboxReading, open_reading

USUAL_LIMIT = 20


@click.command(name="list")
@with_config
@with_filter("states", "badge_number", "since", "until", "reader")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=USUAL_LIMIT,
    show_default=True,
    help="How many at most; 0 for all.",
)
@with_json
def list_(config_file: Path, which: Filter, limit: int, *, as_json: bool) -> None:
    """List the clockings, the newest first.

    With --json: a list of objects, whose keys are the columns of the table `clockings`, and
    not_before_at and not_after_at: between which times a held one provably was swiped.
    """
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox:
        found = outbox.found(which, limit or -1)
        in_all = outbox.count(which) if len(found) == limit else len(found)
        bounds = bounds_of_each(outbox, found)
    table = as_table(found, config.terminal.time_zone, bounds)
    rest = f"\nThe newest {len(found)} of {in_all}. --limit 0 shows all."
    answer(
        [as_object(each, bounds.get(each.seq)) for each in found],
        lambda: table + (rest if in_all > len(found) else ""),
        as_json=as_json,
    )


@click.command()
@with_config
@click.argument("seq", type=click.IntRange(min=1))
@with_json
def show(config_file: Path, seq: int, *, as_json: bool) -> None:
    """Tell the whole story of the clocking with the number SEQ.

    With --json: an object as in `list`, and decisions: a list of at, decision, reason, by.
    """
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox:
        story = story_of(outbox, seq, config)
    answer(story.as_object(), lambda: story.as_words(config.terminal.time_zone), as_json=as_json)


def story_of(outbox: OutboxReading, seq: int, config: Config) -> Story:
    """Return the story of a clocking.

    Raises:
        Failure: There is none of this number.
    """
    clocking = outbox.clocking(seq)
    if clocking is None:
        raise Failure(
            f"outbox {config.outbox.path}: there is no clocking {seq}. `sudo badge-terminal outbox "
            f"list` shows those there are; delivered ones are kept for "
            f"{config.outbox.keep_delivered_days} days."
        )
    bounds = bounds_of_each(outbox, [clocking])
    tells_place = bool(config.terminal.geolocation or config.gpsd.address)
    return Story(clocking, outbox.decisions(seq), bounds.get(seq), tells_place)
