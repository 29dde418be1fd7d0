"""`badge-terminal setup`: make this machine a terminal."""

import logging
import os
import sys
from pathlib import Path
from threading import Event
from typing import TextIO

import click

from terminal.bootstrap.first_boot import FILE, FOLDERS, lights_of, show_trouble, take_in
from terminal.bootstrap.setting_up import Refused, set_up
from terminal.cli.app import EXIT_CONFIGURATION, Failure
from terminal.cli.doctor import command as doctor
from terminal.cli.interruptible import until_interrupted
from terminal.cli.options import with_config
from terminal.cli.setup_before import configured
from terminal.cli.setup_dialogue import Dialogue
from terminal.config.provision import Provision, answers_of, provision_of
from terminal.host import logs
from terminal.host.installing import CannotInstall, Installer
from terminal.host.look.lights import has_pins


@click.command()
@with_config
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="A configuration, or a part of one, whose keys are not asked for.",
)
@click.option(
    "--secret-file",
    type=click.File("r", encoding="utf-8"),
    help="The client secret as its only line; - for standard input.",
)
@click.option("--unattended", is_flag=True, help="Ask nothing: the answers have to be complete.")
@click.option("--first-boot", is_flag=True, help="Take in the file on the boot partition, if any.")
@click.pass_context
def command(
    context: click.Context,
    config_file: Path,
    answers: Path | None,
    secret_file: TextIO | None,
    *,
    unattended: bool,
    first_boot: bool,
) -> None:
    """Make this machine a terminal.

    It asks the few questions there are and tries each answer at once: whether Protime can be
    reached, takes the secret and grants the scopes, whether the reader is there, whether the
    lights blink. Then it stores the secret encrypted, writes the configuration, starts the
    service, and lets `doctor` look at everything. Run it as root; it may be run again: then it
    proposes what was configured, and keeps what it does not ask.

    The client secret is asked for without being shown, or read from --secret-file, or stands as
    client_secret under [protime] in the answers; never in the command.
    """
    installer = context.find_object(Installer) or Installer()
    if first_boot:
        context.exit(_first_boot(config_file, installer))
    _refuse_others(installer, config_file)
    table = answers_of(answers) if answers else {}
    if unattended:
        provision = provision_of(table, str(answers or "the answers"))
    else:
        before = configured(installer.tree.at(str(config_file)))
        has_secret = "protime" in before and installer.has_secret()
        lit = has_pins(installer.tree)
        provision = Dialogue(table, before, has_secret=has_secret, has_pins=lit).provision()
    if secret_file:
        provision = Provision(provision.config, secret_file.read().strip())
    try:
        for done in set_up(provision, config_file, installer):
            click.echo(done)
    except (CannotInstall, Refused) as error:
        raise Failure(str(error)) from error
    click.echo()
    context.invoke(doctor, config_file=installer.tree.at(str(config_file)))


def _refuse_others(installer: Installer, path: Path) -> None:
    """Say who may do this before anything is asked, not after the last question."""
    try:
        installer.check_rights(path)
    except CannotInstall as error:
        raise Failure(str(error)) from error


def _first_boot(path: Path, installer: Installer) -> int:
    logs.set_up(stream=sys.stderr, environment=os.environ)
    folders = [installer.tree.at(str(each)) for each in FOLDERS]
    folder = next((each for each in folders if (each / FILE).exists()), None)
    if folder is None:
        logging.getLogger(__name__).info("no %s on the boot partition", FILE)
        return 0
    lamps = lights_of(folder / FILE)
    if take_in(folder, path, installer) is None:
        lamps.close()
        return 0

    def show(stop: Event) -> None:
        show_trouble(lamps, stop)

    until_interrupted(show)
    return EXIT_CONFIGURATION
