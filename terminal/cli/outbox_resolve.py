"""`badge-terminal outbox resolve`: a person says what becomes of a clocking that is stuck."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terminal.cli import resolving
from terminal.cli.answer import answer
from terminal.cli.app import Failure
from terminal.cli.options import with_config, with_json
from terminal.cli.outbox_look import story_of
from terminal.cli.people import amending
from terminal.cli.running import when_sent
from terminal.config import load
from terminal.outbox.beside import open_reading


@click.command()
@with_config
@click.argument("seq", type=click.IntRange(min=1))
@click.option(
    "--at",
    metavar="TIME",
    help="Held: when it was swiped by the workplace's clock, such as 2026-03-02 08:00 in quotes. "
    "Seconds, and an offset such as +01:00, may be given.",
)
@click.option("--booked", is_flag=True, help="Uncertain: you saw it in Protime.")
@click.option("--protime-id", metavar="ID", help="With --booked: Protime's id of it, if known.")
@click.option(
    "--close",
    "--discard",
    "close",
    is_flag=True,
    help="Held, uncertain or rejected: it is never sent. It stays in the outbox, as closed.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why. It is kept with the clocking.")
@with_json
def resolve(
    config_file: Path,
    seq: int,
    at: str | None,
    protime_id: str | None,
    reason: str,
    *,
    booked: bool,
    close: bool,
    as_json: bool,
) -> None:
    """Say what becomes of the clocking SEQ: one of --at, --booked and --close.

    Who said so, when and why is kept with it. With --json: the clocking as in `show`.
    """
    _check(at=at, booked=booked, close=close, protime_id=protime_id, reason=reason)
    config = load(config_file)
    zone = config.terminal.time_zone
    with open_reading(config.outbox.path) as outbox:
        story = story_of(outbox, seq, config)
        if at is not None:
            resolution = resolving.dated(story, at, reason, zone=zone, now=datetime.now(UTC))
        elif booked:
            resolution = resolving.found(story, protime_id, reason, zone=zone)
        else:
            resolution = resolving.closed(story, reason, zone=zone)
        with amending(config.outbox.path) as amended:
            is_done = resolution.carry_out(amended)
        after = story_of(outbox, seq, config)
        sent = f" {when_sent(outbox)}." if resolution.sends else ""
    if not is_done:
        raise Failure(resolving.overtaken(story, after, zone))
    answer(after.as_object(), lambda: f"{resolution.words}.{sent}", as_json=as_json)


def _check(
    *, at: str | None, booked: bool, close: bool, protime_id: str | None, reason: str
) -> None:
    if sum((at is not None, booked, close)) != 1:
        raise click.UsageError("say one of --at TIME, --booked and --close")
    if protime_id is not None and not booked:
        raise click.UsageError("--protime-id goes with --booked")
    if not reason.strip():
        raise click.UsageError("--reason is empty: write why, for whoever asks later")
