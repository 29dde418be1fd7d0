"""`badge-terminal outbox retry`: have refused clockings sent again."""

from collections.abc import Sequence
from pathlib import Path

import click

from terminal.cli.answer import answer
from terminal.cli.filters import with_filter
from terminal.cli.options import with_config, with_json
from terminal.cli.people import amending
from terminal.cli.retrying import by_filter, by_number, told
from terminal.cli.running import when_sent
from terminal.config import load
from terminal.outbox.beside import EVERYTHING, Filter, open_reading


@click.command()
@with_config
@click.argument("seqs", nargs=-1, type=click.IntRange(min=1), metavar="[SEQ]...")
@click.option("--all", "every", is_flag=True, help="All that Protime refused.")
@with_filter("badge_number", "since", "until", "error_contains")
@click.option(
    "--uncertain",
    is_flag=True,
    help="With SEQ: uncertain ones, too. They MAY BE BOOKED TWICE: look in myProtime first.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why. It is kept with the clocking.")
@click.option("--dry-run", is_flag=True, help="Only show what would be sent again.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_json
@click.pass_context
def retry(  # noqa: PLR0913 - one for each option
    context: click.Context,
    config_file: Path,
    seqs: tuple[int, ...],
    which: Filter,
    reason: str,
    *,
    every: bool,
    uncertain: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Send what Protime refused again, once what it complained about is mended.

    Name clockings by their numbers, by a filter, or say --all. Exit code 1 if one that was named
    could not be sent again.

    \b
    With --json, an object with the keys
      retried      the numbers that are sent again, or would be
      left         a list of seq and state: named, but not sent again
      dry_run      whether nothing was changed
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    _check(seqs, which, every=every, uncertain=uncertain)
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox:
        wanted = by_number(outbox, seqs, uncertain=uncertain) if seqs else by_filter(outbox, which)
        if dry_run:
            wanted.retried = wanted.seqs
        elif wanted.seqs:
            if not yes and (not seqs or wanted.uncertain):
                click.confirm(wanted.question(), abort=True, err=True)
            with amending(config.outbox.path) as amended:
                wanted.carry_out(amended, reason)
        left, then = wanted.left(outbox), when_sent(outbox)
    words = wanted.preview(config.terminal.time_zone) if dry_run else wanted.report(then)
    answer(
        {
            "retried": wanted.retried,
            "left": [{"seq": each.seq, "state": each.state.value} for each in left],
            "dry_run": dry_run,
        },
        lambda: "\n".join([words, *map(told, left)]),
        as_json=as_json,
    )
    context.exit(1 if left else 0)


def _check(seqs: Sequence[int], which: Filter, *, every: bool, uncertain: bool) -> None:
    if sum((bool(seqs), every, which != EVERYTHING)) != 1:
        raise click.UsageError("name clockings by their numbers, or by a filter, or say --all")
    if uncertain and not seqs:
        raise click.UsageError("--uncertain is only for clockings named by their numbers")
