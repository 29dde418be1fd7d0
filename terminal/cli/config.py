"""`badge-terminal config`: check and show the configuration."""

from pathlib import Path

import click

from terminal.cli.answer import answer, echo_json
from terminal.cli.options import with_config, with_json
from terminal.config import Config, ConfigErrors, load
from terminal.config.show import show
from terminal.model.struct import asdict


@click.group()
def command() -> None:
    """Check or show the configuration."""


@command.command()
@with_config
@with_json
def check(config_file: Path, *, as_json: bool) -> None:
    """Say all that is wrong with the configuration at once, and how to mend it.

    Exit code 78 if anything is. With --json: a list of objects with where, what and hint.
    """
    try:
        config = load(config_file)
    except ConfigErrors as errors:
        if as_json:
            echo_json([asdict(each) for each in errors.problems])
        raise
    answer([], lambda: f"{config_file}: in order. {_summary(config)}", as_json=as_json)


@command.command(name="show")
@with_config
def show_effective(config_file: Path) -> None:
    """Print the configuration with all its defaults, as TOML.

    It never holds a secret, only the name of the file that does.
    """
    click.echo(show(load(config_file)), nl=False)


def _summary(config: Config) -> str:
    protime = config.protime
    where = protime.api_url or f"{protime.tenant} ({protime.environment})"
    readers = ", ".join(reader.name for reader in config.readers)
    return f"Terminal {config.terminal.name}; Protime: {where}; readers: {readers}."
