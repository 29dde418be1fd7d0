"""`badge-terminal secret`: a new client secret for a terminal that runs."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from terminal.cli.app import main
from terminal.host.installing import Installer
from terminal.host.secret import HANDED_OVER, SEALED, STORED
from terminal.simulator import Client, ProtimeSimulator
from tests.integration.setup.test_setup import CONFIGURATION
from tests.parts.patient import Machine
from tests.parts.stored import CONFIG

NEW = "the-new-secret"


@pytest.fixture
def protime() -> Iterator[ProtimeSimulator]:
    """Return a Protime that takes the new secret."""
    with ProtimeSimulator() as protime:
        protime.tokens.client = Client(secret=NEW)
        yield protime


@pytest.fixture
def configured(machine: Machine, protime: ProtimeSimulator) -> Path:
    """Return the configuration of a terminal that is set up."""
    there = f'api_url = "{protime.api_url}"\ntoken_url = "{protime.token_url}"\n'
    text = CONFIG.format(folder="/var/lib/badge-terminal").replace('"id"', f'"{Client().id}"')
    return machine.file(CONFIGURATION, text.replace("[protime]\n", f"[protime]\n{there}"))


def renew(installer: Installer, *words: str, typed: str = f"{NEW}\n") -> Result:
    """Run the verb for a machine."""
    return CliRunner().invoke(main, ["secret", *words], input=typed, obj=installer)


def sealed(machine: Machine) -> str:
    """Return what the next start takes."""
    return base64.b64decode(machine.tree.at(SEALED).read_text()).decode()


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("words", [(), ("--secret-file", "-")])
def test_the_terminal_that_runs_gets_it(
    machine: Machine, installer: Installer, words: tuple[str, ...]
) -> None:
    """It is sealed for the next start, and given, for its eyes only, to the one that runs."""
    folder = machine.folder(HANDED_OVER).parent
    machine.tree.at(HANDED_OVER).rmdir()
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    machine.file(STORED, "the-old-secret\n")

    done = renew(installer, *words)

    assert done.exit_code == 0, done.output
    assert "The terminal that runs has it too" in done.output
    assert NEW not in done.output
    given = machine.tree.at(HANDED_OVER)
    assert given.read_text() == f"{NEW}\n"
    assert given.stat().st_mode & 0o777 == 0o400
    assert given.stat().st_uid == folder.stat().st_uid
    assert sealed(machine) == NEW
    assert not machine.tree.at(STORED).exists()
    assert "systemctl daemon-reload\n" in machine.tree.at("/log/programs").read_text()


@pytest.mark.usefixtures("configured")
def test_without_one_that_runs_the_next_start_takes_it(
    machine: Machine, installer: Installer
) -> None:
    """Nothing is left where nobody would take it."""
    done = renew(installer)
    assert "the next start takes it" in done.output
    assert sealed(machine) == NEW
    assert not machine.tree.at(HANDED_OVER).exists()


@pytest.mark.usefixtures("configured")
def test_what_protime_does_not_take_changes_nothing(
    machine: Machine, installer: Installer, protime: ProtimeSimulator
) -> None:
    """A slip of the hand must not end deliveries; who knows better may insist."""
    protime.tokens.client = Client(secret="another")
    done = renew(installer)
    assert done.exit_code == 1
    assert "Nothing was changed" in done.output
    assert NEW not in done.output
    assert not machine.tree.at(SEALED).exists()
    assert renew(installer, "--untried").exit_code == 0
    assert sealed(machine) == NEW


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("typed", [" \n", "one\ntwo\n"])
def test_what_is_no_secret_is_refused(machine: Machine, installer: Installer, typed: str) -> None:
    """Empty, or of two lines."""
    done = renew(installer, "--secret-file", "-", typed=typed)
    assert done.exit_code == 1
    assert not machine.tree.at(SEALED).exists()


def test_a_file_of_its_own_is_only_named(
    machine: Machine, installer: Installer, configured: Path
) -> None:
    """Such a file is read with each token anyway."""
    text = configured.read_text()
    configured.write_text(text.replace("[protime]\n", '[protime]\nclient_secret_file = "/s"\n'))
    done = renew(installer)
    assert done.exit_code == 1
    assert "names /s: write the new secret there" in done.output
    assert not machine.tree.at(SEALED).exists()


@pytest.mark.usefixtures("configured")
def test_a_machine_that_does_not_take_it(machine: Machine, installer: Installer) -> None:
    """What cannot be written is said."""
    machine.program("systemctl", status=1)
    done = renew(installer)
    assert done.exit_code == 1
    assert "systemctl status" in done.output
