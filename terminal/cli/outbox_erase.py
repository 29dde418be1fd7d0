"""`badge-terminal outbox erase`: take a person out of the clockings that are finished."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from terminal.cli.answer import answer
from terminal.cli.erasing import Erased, copies_of, erasure_of
from terminal.cli.options import with_config, with_json
from terminal.cli.people import amending
from terminal.config import load
from terminal.outbox.beside import open_reading


@click.command()
@with_config
@click.option("--badge", "badge_number", required=True, metavar="NUMBER", help="Whose.")
@click.option(
    "--reason", default="", metavar="TEXT", help="Why. It is kept: do not name the person."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_json
def erase(config_file: Path, badge_number: str, reason: str, *, yes: bool, as_json: bool) -> None:
    """Take a person out of all clockings that are delivered or closed, for ever.

    The clockings stay, with their times, so that their numbers have no gaps: badge number and
    selection become `erased`; the place, Protime's id, the last error and the reasons that people
    gave are emptied. Those of the last day stay as they are, and nothing is erased while a clocking
    of this badge is not finished.

    \b
    With --json, an object with the keys
      erased         how many clockings were changed
      too_recent     how many are of the last day: give the command again tomorrow
      log_emptied    whether the old contents have left the log of the outbox as well
      copies         other files beside the outbox that may still name the person
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    config = load(config_file)
    path = config.outbox.path
    with open_reading(path) as outbox:
        erasure = erasure_of(outbox, badge_number, datetime.now(UTC))
    if erasure.seqs and not yes:
        click.confirm(erasure.question(), abort=True, err=True)
    with amending(path) as amended:
        erased = Erased(
            erased=erasure.carry_out(amended, reason),
            too_recent=erasure.too_recent,
            log_emptied=amended.empty_log(),
            copies=copies_of(path),
        )
    answer(asdict(erased), erased.in_words, as_json=as_json)
