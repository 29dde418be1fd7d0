"""The verbs, their exit codes, and no more: each verb is loaded when it is asked for."""

from importlib import import_module
from typing import Any

import click

from terminal import __version__
from terminal.config import ConfigErrors
from terminal.ports import OutboxUnavailable

EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h; the service manager must not try again by itself."""

# What a verb needs is loaded with it: the daemon does without the simulator, and `--help` works
# where a library is missing. So the lines of the overview stand here.
VERBS = {
    "run": "Run the terminal: what the service does.",
    "demo": "Try the whole thing out: no account, no hardware.",
    "config": "Check or show the configuration.",
    "status": "Tell how the terminal is doing.",
    "badge": "Show what a reader sees; find the rule for badge numbers.",
    "outbox": "Look into the store of clockings.",
    "doctor": "Find what is wrong, and say how to mend it.",
    "setup": "Make this machine a terminal.",
    "secret": "Take a new client secret, without a restart.",
    "backup": "Write what this terminal keeps into a file, for another card.",
    "restore": "Let this machine go on where a backup ends.",
    "simulate": "Rehearse with a simulated Protime or badge.",
}


class Failure(click.ClickException):
    """The end of a verb, exit code 1, with what a person needs to know on stderr."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as in click
        """Print the message as it is."""
        click.echo(self.message, file=file, err=file is None)


class ConfigurationFailure(Failure):
    """The end of a verb for want of a usable configuration."""

    exit_code = EXIT_CONFIGURATION


class Verbs(click.Group):
    """A group whose commands are each the `command` of a module of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order of the overview."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command = import_module(f"terminal.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without loading any verb."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a verb; errors meant for a person end it with their words and exit code."""
        try:
            return super().invoke(ctx)
        except ConfigErrors as errors:
            raise ConfigurationFailure(str(errors)) from errors
        except OutboxUnavailable as error:
            raise Failure(str(error)) from error


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 well, 1 failure, 2 wrong use, 78 the configuration is to be mended.",
)
@click.version_option(__version__, prog_name="badge-terminal")
def main() -> None:
    """A badge terminal for Protime: every swipe on disk before the beep."""
