"""`badge-terminal status`: how the terminal is doing, read from its outbox."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from terminal.cli.options import with_config, with_json
from terminal.cli.overview import Overview, as_object, as_words, overview_of
from terminal.config import Config, load
from terminal.outbox import open_reading


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
      waiting         how many are not yet delivered and not refused
      oldest_unsent   seq, state, swiped_at, age_seconds of the oldest of these, or null
      parts           a list of part, condition, detail, since
      last_error      seq, state, error, at of the newest failed attempt, or null
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    config = load(config_file)
    overview = current_overview(config)
    if as_json:
        click.echo(json.dumps(as_object(overview), ensure_ascii=False, indent=2))
    else:
        click.echo(as_words(overview, config.terminal.time_zone))


def current_overview(config: Config) -> Overview:
    """Return how the terminal with this configuration is doing now.

    Raises:
        OutboxUnavailable: Its outbox cannot be read.
    """
    with open_reading(config.outbox.path) as outbox:
        return overview_of(
            outbox, name=config.terminal.name, path=config.outbox.path, now=datetime.now(UTC)
        )
