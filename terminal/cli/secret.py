"""`badge-terminal secret`: a new client secret, without a restart."""

from pathlib import Path
from typing import TextIO

import click

from terminal.bootstrap.trials import try_secret
from terminal.cli.app import Failure
from terminal.cli.options import with_config
from terminal.config import Config, load
from terminal.doctor import Severity
from terminal.host.installing import CannotInstall, Installer
from terminal.host.secret import SecretUnavailable, checked


@click.command()
@with_config
@click.option(
    "--secret-file",
    type=click.File("r", encoding="utf-8"),
    help="The client secret as its only line; - for standard input.",
)
@click.option("--untried", is_flag=True, help="Do not ask Protime first whether it takes it.")
@click.pass_context
def command(
    context: click.Context, config_file: Path, secret_file: TextIO | None, *, untried: bool
) -> None:
    """Take a new client secret, without a restart.

    Protime is asked whether it takes the new one; if it does not, nothing is changed. Then it is
    stored encrypted for the next start, and given to the terminal that runs, which takes it with
    its next token. Have the old one withdrawn afterwards. Run it as root.

    The secret is asked for without being shown, or read from --secret-file; never in the command.
    """
    installer = context.find_object(Installer) or Installer()
    config = load(installer.tree.at(str(config_file)))
    if file := config.protime.client_secret_file:
        raise Failure(
            f"client_secret_file of the configuration names {file}: write the new secret there. It "
            "is read with each token, so no restart is needed."
        )
    try:
        installer.check_rights(config_file)
        secret = _asked(secret_file)
        if not untried:
            _try(config, secret)
        click.echo(f"secret: {installer.store_secret(secret)}")
        is_running = installer.hand_over(secret)
    except CannotInstall as error:
        raise Failure(str(error)) from error
    click.echo(
        "The terminal that runs has it too. Now the old one may be withdrawn."
        if is_running
        else "No terminal runs; the next start takes it."
    )


def _asked(file: TextIO | None) -> str:
    try:
        if file:
            return checked(file.read(), Path(file.name)).value
        asked: str = click.prompt("New client secret (it is not shown)", hide_input=True)
        return checked(asked.strip(), Path("what was typed")).value
    except SecretUnavailable as error:
        raise Failure(str(error)) from error


def _try(config: Config, secret: str) -> None:
    wrong = [each for each in try_secret(config, secret) if each.severity is Severity.FAULT]
    if wrong:
        found = "\n".join(f"{each.what}: {each.mend}" for each in wrong)
        raise Failure(f"Nothing was changed. {found}\nTo take it all the same: --untried")
