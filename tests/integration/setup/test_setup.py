"""`badge-terminal setup` as a person and as a program sees it."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from terminal.bootstrap.first_boot import FILE, REPORT
from terminal.cli.app import main
from terminal.config import load
from terminal.host.installing import Installer
from terminal.host.secret import SEALED
from terminal.simulator import ProtimeSimulator
from tests.parts.patient import Machine
from tests.parts.stored import CONFIG

ROOT = Path(__file__).parents[3]
CONFIGURATION = "/etc/badge-terminal/terminal.toml"


@pytest.fixture
def simulator() -> Iterator[ProtimeSimulator]:
    """Run a strict Protime."""
    with ProtimeSimulator() as running:
        yield running


def setup(installer: Installer, *words: str | Path, typed: str = "") -> Result:
    """Run the verb for a machine."""
    # Before version 8.2, click mixed the two unless it was told not to.
    apart: dict[str, Any] = (
        {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
    )
    command = ["setup", *(str(word) for word in words)]
    return CliRunner(**apart).invoke(main, command, input=typed, obj=installer)


def beforehand(folder: Path, simulator: ProtimeSimulator, more: str = "") -> Path:
    """Write what is not to be asked: a rehearsal, with a console."""
    file = folder / "answers.toml"
    file.write_text(
        f'[protime]\napi_url = "{simulator.api_url}"\ntoken_url = "{simulator.token_url}"\n'
        f"timeout_seconds = 5\n{more}"
        f'[outbox]\npath = "{folder}/outbox.db"\n[[readers]]\nkind = "console"\n'
    )
    return file


def test_the_questions(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """A wrong answer is asked again with its reason; the secret is tried, sealed, not shown."""
    typed = [
        *("Front Door", "front-door", "", "", "acme", "Acme", "rehearsal"),
        *("a-wrong-secret", "y", "", "", "", "", "not-a-secret"),
        *("PI-01", "y", "y"),
    ]
    answers = beforehand(tmp_path, simulator)
    done = setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    assert 'terminal.name: is "Front Door". It must be 1 to 63 small letters' in done.stdout
    assert "The pins cannot be had" in done.stdout
    assert "Protime can be reached." in done.stdout
    assert "invalid_client" in done.stdout
    assert "Protime takes the secret." in done.stdout
    assert "not-a-secret" not in done.stdout
    assert "a-wrong-secret" not in done.stdout
    assert "encrypted for this machine" in done.stdout
    assert "front-door: " in done.stdout.rpartition("started\n")[2]
    config = load(machine.tree.at(CONFIGURATION))
    assert (config.terminal.name, config.feedback.green_led) == ("front-door", 17)
    assert machine.tree.at(SEALED).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user for a while")
def test_who_may_not_is_told_before_anything_is_asked() -> None:
    """Not after the last answer, when nothing can be written."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        os.seteuid(65534)
        try:
            done = setup(Installer(), "--config", f"{folder}/terminal.toml")
        finally:
            os.seteuid(0)
    assert done.exit_code == 1
    assert "this user may not write it. Run this as root, through sudo" in done.stderr
    assert done.stdout == ""


def test_a_secret_that_protime_does_not_take_is_not_stored(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """Whoever goes on without one is told how to give it later."""
    typed = ["door", "", "", "acme", "Acme", "rehearsal", "a-wrong-secret", "n", "PI-01", "n"]
    answers = beforehand(tmp_path, simulator)
    done = setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    assert "No secret is stored. To give one later: `sudo badge-terminal secret`" in done.stdout
    assert "service: enabled and started" in done.stdout
    assert not machine.tree.at(SEALED).exists()


def test_answers_without_terminal_and_lights(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """An empty code means that none is sent; a secret in the answers is not asked for."""
    simulator.stop()
    answers = beforehand(tmp_path, simulator, 'client_secret = "not-a-secret"\n')
    typed = ["door", "", "", "acme", "Acme", "rehearsal", "y", "", "other", "n", "", "n"]
    done = setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    assert "mend: let the terminal reach 127.0.0.1" in done.stdout
    config = load(machine.tree.at(CONFIGURATION))
    assert (config.protime.terminal_reference, config.feedback.green_led) == ("", None)
    assert config.protime.tenant == "other"


def test_again_it_proposes_what_there_is(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """Enter keeps what was answered; what is not asked stays, but for where the secret was."""
    simulator.stop()
    answers = beforehand(tmp_path, simulator)
    before = CONFIG.format(folder=tmp_path).replace(
        "[protime]\n", '[protime]\nconnections = 2\nclient_secret_file = "/root/secret"\n'
    )
    chosen = (
        '[[selections]]\nname = "end"\nlabels = { nl = "Einde" }\n'
        'kind = "ActivityEnd"\nbutton = 6\n'
    )
    rest = "[badge]\ndigits = 10\n[feedback]\nbuzzer = 5\n"
    machine.file(CONFIGURATION, before + rest + chosen)
    typed = ["", "", "", "", "", "", "n", "not-a-secret", ""]
    done = setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    assert "terminal, such as front-door [front-door]" in done.stdout
    assert "The secret was not tried: Protime cannot be reached" in done.stdout
    config = load(machine.tree.at(CONFIGURATION))
    assert (config.terminal.name, config.protime.tenant) == ("front-door", "acme")
    assert (config.badge.digits, config.protime.connections) == (10, 2)
    assert [(each.label, each.button) for each in config.selections] == [("Einde", 6)]
    assert (config.feedback.buzzer, config.protime.client_secret_file) == (5, "")


@pytest.mark.parametrize(
    ("typed", "said", "is_kept"),
    [
        ([""], "The stored secret is kept; `doctor` tries it at the end.", True),
        (["wrong", "n"], "The stored secret is kept;", True),
        (["wrong", "y", *[""] * 5], "The stored secret is kept;", True),
        (["not-a-secret"], "Protime takes the secret.", False),
    ],
)
def test_again_the_stored_secret_may_stay(
    machine: Machine,
    installer: Installer,
    simulator: ProtimeSimulator,
    tmp_path: Path,
    typed: list[str],
    said: str,
    *,
    is_kept: bool,
) -> None:
    """Whoever corrects the code of the terminal may not have it any more."""
    answers = beforehand(tmp_path, simulator)
    machine.file(CONFIGURATION, CONFIG.format(folder=tmp_path))
    machine.file(SEALED, "sealed before")
    others = ["", "", "", "", "", "rehearsal"], ["PI-02", "n"]
    words = [*others[0], *typed, *others[1], ""]
    done = setup(installer, "--answers", answers, typed="\n".join(words))
    assert "Enter keeps the stored one" in done.stdout
    assert said in done.stdout
    assert ("Protime takes the secret." in done.stdout) is not is_kept
    assert (machine.tree.at(SEALED).read_text() == "sealed before") is is_kept
    assert load(machine.tree.at(CONFIGURATION)).protime.terminal_code == "PI-02"


def test_without_pins_nobody_is_asked_about_lights(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """As on any machine that is no Raspberry Pi."""
    machine.tree.at("/dev/gpiochip0").unlink()
    answers = beforehand(tmp_path, simulator)
    typed = ["door", "", "", "acme", "Acme", "rehearsal", "not-a-secret", "PI-01"]
    done = setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    assert "This machine has no GPIO pins, so no lights are configured." in done.stdout
    assert "service: enabled and started" in done.stdout


def test_after_a_rehearsal(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """The rule for badge numbers that was found holds; nothing leads to the simulator any more."""
    simulator.stop()
    answers = beforehand(tmp_path, simulator)
    answers.write_text(answers.read_text().replace("console", "pcsc"))
    rehearsal = (ROOT / "config" / "rehearsal.toml").read_text()
    before, _, rest = rehearsal.partition("[badge]")
    rule = '[[badge.rules]]\npreset = "uid-decimal-10"\n'
    machine.file(CONFIGURATION, before + rule + rest[rest.index("[[readers]]") :])
    typed = ["door", "", "", "acme", "Acme", "me", "n", "not-a-secret", "PI-02", "n"]
    setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    config = load(machine.tree.at(CONFIGURATION))
    assert [rule.preset for rule in config.badge.rules] == ["uid-decimal-10"]
    assert config.protime.terminal_code == "PI-02"
    assert (config.terminal.clock_trust, config.feedback.green_led) == ("synchronised", None)


def test_the_reader_of_a_rehearsal(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """One that was described more closely is kept, and not asked for."""
    simulator.stop()
    answers = beforehand(tmp_path, simulator)
    answers.write_text(answers.read_text().partition("[[readers]]")[0])
    rehearsal = (ROOT / "config" / "rehearsal.toml").read_text()
    machine.file(CONFIGURATION, rehearsal.replace('"pcsc"', '"pcsc"\nmodel = "acr1252u"'))
    typed = ["door", "", "", "acme", "Acme", "me", "n", "not-a-secret", "PI-02", "n"]
    setup(installer, "--answers", answers, typed="\n".join([*typed, ""]))
    (reader,) = load(machine.tree.at(CONFIGURATION)).readers
    assert getattr(reader, "model", None) == "acr1252u"


def test_a_configuration_that_has_errors_is_not_kept(
    machine: Machine, installer: Installer, simulator: ProtimeSimulator, tmp_path: Path
) -> None:
    """Whoever runs `setup` to mend it is not stopped by it."""
    simulator.stop()
    machine.file(CONFIGURATION, "[terminal]\nname = 1\n")
    typed = ["door", "", "", "acme", "Acme", "me", "n", "not-a-secret", "", "n"]
    setup(installer, "--answers", beforehand(tmp_path, simulator), typed="\n".join([*typed, ""]))
    assert load(machine.tree.at(CONFIGURATION)).terminal.name == "door"


def test_unattended(machine: Machine, installer: Installer, tmp_path: Path) -> None:
    """Complete answers and a secret on standard input ask nothing."""
    file = tmp_path / "answers.toml"
    file.write_text(CONFIG.format(folder=tmp_path))
    words = ("--unattended", "--answers", file, "--secret-file", "-")
    done = setup(installer, *words, typed="from-a-pipe\n")
    assert "service: enabled and started" in done.stdout
    assert "from-a-pipe" not in done.stdout + machine.tree.at("/log/programs").read_text()
    assert load(machine.tree.at(CONFIGURATION)).terminal.name == "front-door"


def test_unattended_with_too_little(installer: Installer) -> None:
    """All that is missing is said at once, with 78."""
    done = setup(installer, "--unattended")
    assert done.exit_code == 78
    assert "protime.tenant: is missing" in done.stderr


def test_a_machine_that_does_not_take_it(
    machine: Machine, installer: Installer, tmp_path: Path
) -> None:
    """What cannot be done ends it, with what to do."""
    machine.file("/etc/badge-terminal")
    file = tmp_path / "answers.toml"
    file.write_text(CONFIG.format(folder=tmp_path))
    done = setup(installer, "--unattended", "--answers", file)
    assert done.exit_code == 1
    assert "run this as root" in done.stderr


@pytest.mark.parametrize("folder", ["/boot/firmware", "/boot"])
def test_the_first_boot(machine: Machine, installer: Installer, folder: str) -> None:
    """The file is found in either place, and taken in."""
    machine.file(f"{folder}/{FILE}", CONFIG.format(folder="/var/lib/badge-terminal"))
    assert setup(installer, "--first-boot").exit_code == 0
    assert not machine.tree.at(f"{folder}/{FILE}").exists()
    assert machine.tree.at(f"{folder}/{REPORT}").exists()
    assert setup(installer, "--first-boot").exit_code == 0


@contextmanager
def told_to_end() -> Iterator[None]:
    """Send this process SIGTERM until it is heard; what comes too early is ignored."""
    before, over = signal.signal(signal.SIGTERM, signal.SIG_IGN), Event()

    def send() -> None:
        while not over.wait(0.05):
            os.kill(os.getpid(), signal.SIGTERM)

    sender = Thread(target=send)
    sender.start()
    yield
    over.set()
    sender.join()
    signal.signal(signal.SIGTERM, before)


def test_the_trouble_of_a_first_boot(machine: Machine, installer: Installer) -> None:
    """The lights stay on until the process is told to end; then it says 78."""
    machine.file(f"/boot/firmware/{FILE}", "not toml")
    with told_to_end():
        done = setup(installer, "--first-boot")
    assert done.exit_code == 78
    assert "was NOT set up" in machine.tree.at(f"/boot/firmware/{REPORT}").read_text()
