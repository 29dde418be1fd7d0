"""`badge-terminal badge read`."""

import json
from contextlib import suppress
from itertools import islice
from pathlib import Path

import click

from terminal.bootstrap.numbering import badge_rule
from terminal.cli.badge_source import chosen, readings
from terminal.cli.badge_words import as_object, as_words
from terminal.cli.options import with_config, with_json, with_reader
from terminal.config import load
from terminal.readers.pcsc.beside import Beside


@click.command()
@with_config
@with_reader
@click.option(
    "--count", type=click.IntRange(min=0), default=0, help="How many badges; 0: until Ctrl-C."
)
@with_json
def read(config_file: Path, reader_name: str, count: int, *, as_json: bool) -> None:
    """Show what each badge gives, and its number by every preset.

    `badge number` is what the configuration makes of it. Nothing is stored. PC/SC readers show the
    identifier and the NDEF text of a badge too, whichever of them the configuration takes.

    \b
    With --json, a line for each badge: an object with the keys
      takes           bytes, bits or text
      bytes, bytes_reversed, bits, text, length
      number          by the configuration, or null; then refusal says why
      chooses         the selection, if it is a function badge; else null
      cut             whether it is the first half of a longer identifier
      presets         the number by each preset that takes it
      beside          identifier and stored text, where it was read for something else
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    config = load(config_file)
    rule = badge_rule(config.badge)
    reader = chosen(config, reader_name)
    functions = {each.badge: each.name for each in config.selections if each.badge is not None}
    beside = Beside()
    with (
        suppress(KeyboardInterrupt),
        readings(config, reader, lambda line: click.echo(line, err=True), beside) as badges,
    ):
        for reading in islice(badges, count or None):
            if as_json:
                shown = as_object(reading, rule, beside.found, functions)
                click.echo(json.dumps(shown, ensure_ascii=False))
            else:
                click.echo(as_words(reading, rule, beside.found, functions))
