"""`badge-terminal outbox acknowledge`: a person has seen what befell the outbox."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from terminal.cli.answer import answer
from terminal.cli.app import Failure
from terminal.cli.incidents import as_object, in_words
from terminal.cli.options import with_config, with_json
from terminal.cli.people import amending
from terminal.cli.words import number
from terminal.config import load
from terminal.outbox.beside import Incident, open_reading


@click.command()
@with_config
@click.argument("numbers", nargs=-1, type=click.IntRange(min=1), metavar="[NUMBER]...")
@click.option("--all", "every", is_flag=True, help="All that nobody has acknowledged.")
@click.option("--reason", metavar="TEXT", help="What you found, or did. It is kept.")
@with_json
def acknowledge(
    config_file: Path,
    numbers: tuple[int, ...],
    reason: str | None,
    *,
    every: bool,
    as_json: bool,
) -> None:
    """List what befell the outbox, such as damage to its file; with --reason, say you saw it.

    `status` tells of each until then.

    \b
    With --json, a list of objects with the keys
      number, at, what, detail        what happened
      acknowledged_at, reason, by     who has seen it, or null
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    if (reason is not None) != bool(numbers or every):
        raise click.UsageError("to acknowledge, give NUMBER or --all, and --reason TEXT")
    if numbers and every:
        raise click.UsageError("either NUMBER or --all")
    if reason is not None and not reason.strip():
        raise click.UsageError("--reason is empty: write what you found, for whoever asks later")
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox:
        if reason is not None:
            seen = _meant(outbox.incidents(), numbers)
            with amending(config.outbox.path) as amended:
                amended.acknowledge(seen, reason)
        incidents = outbox.incidents()
    answer(
        [as_object(each) for each in incidents],
        lambda: _words(incidents, config.terminal.time_zone),
        as_json=as_json,
    )


def _words(incidents: Sequence[Incident], zone: ZoneInfo) -> str:
    unseen = sum(each.acknowledged_at is None for each in incidents)
    lines = [in_words(each, zone) for each in incidents]
    return "\n".join([*lines, f"{number(unseen, 'incident')} not acknowledged"])


def _meant(incidents: Sequence[Incident], numbers: Sequence[int]) -> list[int]:
    unseen = [each.number for each in incidents if each.acknowledged_at is None]
    missing = sorted(set(numbers) - {each.number for each in incidents})
    if missing:
        raise Failure(
            f"there is no incident {missing[0]}: `sudo badge-terminal outbox acknowledge`"
        )
    return [each for each in unseen if not numbers or each in numbers]
