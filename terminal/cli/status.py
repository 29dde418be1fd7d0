"""`badge-terminal status`: how the terminal is doing, read from its outbox."""

from datetime import UTC, datetime
from pathlib import Path

import click

from terminal.cli.answer import answer
from terminal.cli.options import with_config, with_json
from terminal.cli.overview import Overview, as_object, overview_of
from terminal.cli.overview_words import as_words
from terminal.config import Config, load
from terminal.outbox.beside import open_reading


@click.command()
@with_config
@with_json
def command(config_file: Path, *, as_json: bool) -> None:
    """Tell how the terminal is doing, and what to do where it is not well.

    It is read from the outbox, beside the running terminal.

    \b
    With --json, an object with the keys
      terminal        its name
      at              when this was asked
      outbox          the file
      daemon          is_running (true, false or null), detail, since
      counts          how many clockings are in each state
      waiting         how many are held, pending, sending or uncertain
      oldest_unsent   seq, state, swiped_at, age_seconds of the oldest of these, or null
      parts           a list of part, condition, detail, since
      last_error      seq, state, error, at of the newest failed attempt, or null
      incidents       what befell the outbox and nobody has acknowledged: a list
                      of objects as in `outbox acknowledge --json`
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    config = load(config_file)
    overview = current_overview(config)
    zone = config.terminal.time_zone
    answer(as_object(overview), lambda: as_words(overview, zone), as_json=as_json)


def current_overview(config: Config) -> Overview:
    """Return how the terminal with this configuration is doing now.

    Raises:
        OutboxUnavailable: Its outbox cannot be read.
    """
    with open_reading(config.outbox.path) as outbox:
        return overview_of(
            outbox, name=config.terminal.name, path=config.outbox.path, now=datetime.now(UTC)
        )
