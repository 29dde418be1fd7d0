"""`badge-terminal doctor` as a person and as a program sees it."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.bootstrap.examination import Patient, examine, examine_machine, examined
from terminal.cli.diagnosis import Diagnosis
from terminal.config import load
from terminal.doctor import Finding, Severity, clockings, escape, lights, reader, signing
from terminal.doctor.watch import memory, news
from terminal.host.look.pcscd import DRIVER_OPTIONS
from terminal.simulator import ProtimeSimulator
from tests.parts.ailments import every_ailment, every_check
from tests.parts.command import run
from tests.parts.need import need_root
from tests.parts.patient import Machine, has, severity
from tests.parts.stored import CONFIG, config_file, fill, leave_empty

TESTS = Path(__file__).parents[2]
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return the configuration of an outbox with one clocking in each state."""
    fill(tmp_path)
    return config_file(tmp_path)


@pytest.fixture
def quiet_log() -> Iterator[None]:
    """Give the log back as it was."""
    root, ours = logging.getLogger(), logging.getLogger("terminal")
    before, level, our_level = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    ours.setLevel(our_level)


def test_words_for_a_person(filled: Path) -> None:
    """What is wrong comes first, with what it means and what mends it; 1 for a fault."""
    result = run("doctor", "--offline", "--config", filled)
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert re.match(r"front-door: \d+ faults?, \d+ warnings?, \d+ unknown, \d+ well", lines[0])
    assert lines[2].startswith("FAULT    ")
    assert "FAULT    dead-letters: 1 rejected" in lines
    assert "         mend: sudo badge-terminal outbox list --state rejected;" in result.stdout
    assert lines[-1].startswith(("well ", "- "))
    assert "1955" not in result.stdout


def test_json_for_a_program(filled: Path) -> None:
    """The documented keys, each finding with its own, and nothing on stderr."""
    result = run("doctor", "--offline", "--json", "--config", filled)
    told = json.loads(result.stdout)
    assert (told["terminal"], told["verdict"], result.stderr) == ("front-door", "fault", "")
    assert all(
        list(each) == ["check", "severity", "what", "means", "mend", "about"]
        for each in told["findings"]
    )
    described = re.findall(r"(?m)^    (\w+)  ", run("doctor", "--help").output)
    assert set(told) == set(described)


def test_every_check_is_made(filled: Path, machine: Machine) -> None:
    """Each check answers on each terminal: nothing is left out without a word."""
    text = filled.read_text().replace('kind = "console"', 'kind = "pcsc"')
    filled.write_text(f"{text}\n[feedback]\ngreen_led = 17\n")
    machine.file("/dev/gpiochip0")
    machine.file("/sys/bus/usb/devices/1-1/idVendor", "072f")
    machine.file("/sys/bus/usb/devices/1-1/idProduct", "2200")
    machine.program("pcscd", "pcsc-lite version 2.3.3.\nEnabled features: polkit")
    machine.systemctl("LoadState=loaded")
    patient = Patient(
        config=load(filled), file=filled, tree=machine.tree, programs=machine.programs
    )
    found = list(examine(patient))
    unmade = {each.name for each in every_check()} - {each.check for each in found}
    # Each of these four depends on an answer that nobody here gives.
    assert unmade <= {"examination", "reader", "daemon", "connection", "portal"}
    assert has(found, clockings.DEAD_LETTERS)
    assert has(found, lights.NOT_IN_GROUP) or severity(found, lights.GROUP) is Severity.UNKNOWN


def test_a_terminal_without_pcsc(filled: Path, machine: Machine) -> None:
    """The typed numbers of a console need no pcscd, and no lights no GPIO."""
    patient = Patient(
        config=load(filled),
        file=filled,
        tree=machine.tree,
        programs=machine.programs,
        asks_protime=False,
    )
    found = list(examine(patient))
    assert severity(found, reader.PCSCD) is Severity.ABSENT
    assert severity(found, lights.CHIP) is Severity.ABSENT


WALL_READER = """
[badge]
rules = [{ preset = "typed" }, { preset = "wiegand26" }]

[[readers]]
kind = "wiegand"
d0 = 22
d1 = 24
"""
BUTTON = """
[[selections]]
name = "end"
kind = "ActivityEnd"
button = 22
"""


@pytest.mark.parametrize("wired", ["[feedback]\nbuzzer = 22", WALL_READER, BUTTON])
def test_every_configured_pin_is_examined(filled: Path, machine: Machine, wired: str) -> None:
    """Those of lights, of Wiegand readers and of buttons."""
    filled.write_text(f"{filled.read_text()}\n{wired}\n")
    patient = Patient(
        config=load(filled),
        file=filled,
        tree=machine.tree,
        programs=machine.programs,
        asks_protime=False,
    )
    assert has(examine(patient), lights.NO_CHIP)


def test_it_books_nothing(tmp_path: Path) -> None:
    """Protime is asked for a token and a list, and the outbox stays as it is, byte for byte."""
    leave_empty(tmp_path)
    (tmp_path / "secret").write_text("not-a-secret")
    (tmp_path / "secret").chmod(0o600)
    with ProtimeSimulator() as simulator:
        keys = (
            f'api_url = "{simulator.api_url}"\ntoken_url = "{simulator.token_url}"\n'
            f'client_secret_file = "{tmp_path}/secret"\nclient_id = "rehearsal"\n'
        )
        text = CONFIG.format(folder=tmp_path).replace('client_id = "id"\n', keys)
        config = tmp_path / "terminal.toml"
        config.write_text(text)
        before = (tmp_path / "outbox.db").read_bytes()
        result = run("doctor", "--json", "--config", config)
        assert simulator.counters.booked == 0
        asked = {(each.request.method, each.request.path) for each in simulator.exchanges}
    assert (tmp_path / "outbox.db").read_bytes() == before
    posted = {path for method, path in asked if method == "POST"}
    assert posted == {"/tenants/acme/connect/token"}
    by_check = {each["check"]: each["severity"] for each in json.loads(result.stdout)["findings"]}
    assert by_check["token"] == by_check["scopes"] == by_check["user-agent"] == "well"


def test_a_secret_that_others_can_read(tmp_path: Path) -> None:
    """It is not used, and the way to mend it is said."""
    leave_empty(tmp_path)
    (tmp_path / "secret").write_text("not-a-secret")
    (tmp_path / "secret").chmod(0o644)
    path = config_file(tmp_path)
    key = f'client_secret_file = "{tmp_path}/secret"\napi_url = "http://127.0.0.1:9/"\n'
    key += 'token_url = "http://127.0.0.1:9/connect/token"\nterminal_code'
    path.write_text(path.read_text().replace("terminal_code", key))
    patient = Patient(config=load(path), file=path)
    assert has(examine(patient), signing.NO_SECRET, "every user of this machine")


def test_a_configuration_that_is_wrong(tmp_path: Path) -> None:
    """The machine is looked at all the same; the errors go to stderr, with 78."""
    result = run("doctor", "--json", "--config", tmp_path / "none.toml")
    assert result.exit_code == 78
    assert json.loads(result.stdout)["terminal"] is None
    assert "there is no such file" in result.stderr


def test_a_part_that_fails_hides_no_other() -> None:
    """A fault of the examination itself is told as that."""

    def broken() -> list[Finding]:
        raise RuntimeError("oh")

    (found,) = examined(broken)
    assert (found.check, found.severity) == ("examination", Severity.UNKNOWN)
    assert "RuntimeError: oh" in found.what


def test_root_is_not_told_to_become_root(machine: Machine) -> None:
    """What even root may not see, as the kernel's log in a container, is looked for elsewhere."""
    need_root("be told so")
    machine.program("journalctl", "")
    (log,) = {
        each.mend
        for each in examine_machine(machine.tree, machine.programs)
        if each.check.startswith("kernel-")
    }
    assert log.startswith("Root may not see it here either")


def finding(check: str, how: Severity, what: str = "") -> Finding:
    """Return a finding."""
    return Finding(check, how, what, "means", "mend")


def test_the_worst_is_the_verdict() -> None:
    """Unknowns are no fault, and said together where the reason is the same."""
    unknown = [finding(name, Severity.UNKNOWN, "hidden") for name in ("one", "two", "two")]
    diagnosis = Diagnosis(None, [*unknown, finding("three", Severity.WELL)], AT)
    assert (diagnosis.verdict, diagnosis.has_fault) == (Severity.UNKNOWN, False)
    assert "unknown  one, two: hidden\n         to see it: mend\n" in diagnosis.as_words()
    assert Diagnosis("a", [], AT).verdict is Severity.WELL
    assert Diagnosis("a", [], AT).as_words().startswith("a: 0 faults, 0 warnings, 0 unknown")


def test_news_are_told_once() -> None:
    """What is new or worse is told; what stays is not; what is well again is."""
    ill = [finding("a", Severity.WARNING), finding("b", Severity.FAULT)]
    first = news({}, ill)
    assert ([each.check for each in first.ill], first.mended) == (["a", "b"], ())
    before = memory(ill, {})
    assert news(before, ill).ill == ()
    worse = [finding("a", Severity.FAULT), finding("b", Severity.WELL)]
    second = news(before, worse)
    assert ([each.check for each in second.ill], second.mended) == (["a"], ("b",))


def test_parts_of_a_check_are_news_of_their_own() -> None:
    """A reader that is lost is told while the link is down already."""
    link, lost = (
        Finding("daemon", Severity.FAULT, "what", "means", "mend", about)
        for about in ("link", "reader pcsc")
    )
    before = memory([link], {})
    assert news(before, [link, lost]).ill == (lost,)
    well = Finding("daemon", Severity.WELL, "up", about="link")
    assert news(before, [well, lost]).mended == ("daemon link",)


def test_what_cannot_be_seen_is_neither_new_nor_mended() -> None:
    """Nor is what was not looked at; the worst of several findings counts."""
    before = memory([finding("a", Severity.FAULT), finding("a", Severity.WELL)], {})
    hidden = [finding("a", Severity.UNKNOWN), finding("new", Severity.UNKNOWN)]
    told = news(before, hidden)
    assert (told.ill, told.mended) == ((), ())
    assert memory(hidden, before) == {"a": "fault", "new": "unknown"}
    assert news(before, []).mended == ()
    assert memory([], before) == before


@pytest.mark.usefixtures("quiet_log")
def test_watch_logs_what_is_new(filled: Path, tmp_path: Path) -> None:
    """The first round tells all that is wrong, the second nothing, the third what is mended."""
    words = ("doctor", "--offline", "--watch", "--memory", tmp_path / "state" / "last.json")
    first = run(*words, "--config", filled)
    assert (first.exit_code, first.stdout) == (1, "")
    assert re.search(r"ERROR +new fault check=dead-letters what=\"1 rejected\"", first.stderr)
    assert re.search(r"WARNING new warning check=held ", first.stderr)
    second = run(*words, "--config", filled)
    assert (second.exit_code, second.stderr) == (1, "")
    (tmp_path / "outbox.db").unlink()
    for beside in tmp_path.glob("outbox.db-*"):
        beside.unlink()
    leave_empty(tmp_path)
    third = run(*words, "--config", filled)
    assert "mended check=dead-letters" in third.stderr


@pytest.mark.usefixtures("quiet_log")
@pytest.mark.parametrize("kept", ["not json", "[]", '{"held": "nonsense", "a": 1}'])
def test_a_memory_that_is_damaged(filled: Path, tmp_path: Path, kept: str) -> None:
    """It is as if there was none: everything is told again."""
    (tmp_path / "last.json").write_text(kept)
    words = ("doctor", "--offline", "--watch", "--memory", tmp_path / "last.json")
    assert "check=held" in run(*words, "--config", filled).stderr


@pytest.mark.usefixtures("quiet_log")
def test_a_memory_that_cannot_be_kept(filled: Path, tmp_path: Path) -> None:
    """The way out is said."""
    (tmp_path / "file").write_text("")
    words = ("doctor", "--offline", "--watch", "--memory", tmp_path / "file" / "last.json")
    result = run(*words, "--config", filled)
    assert result.exit_code == 1
    assert "name another file with --memory" in result.stderr


def test_every_ailment_is_seen_by_a_test() -> None:
    """Whoever adds one has to break the thing, and see the words."""
    files = [*(TESTS / "integration" / "doctor").glob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert [name for name in every_ailment() if not re.search(rf"\.{name}\b", text)] == []


def test_a_reader_with_lights_of_its_own(filled: Path, machine: Machine) -> None:
    """It is asked, and cannot be: here is no such reader."""
    text = filled.read_text().replace('kind = "console"', 'kind = "pcsc"\nmodel = "acr1252u"')
    filled.write_text(text)
    machine.file(DRIVER_OPTIONS, "<key>ifdDriverOptions</key>\n<string>0x0000</string>")
    patient = Patient(
        config=load(filled),
        file=filled,
        tree=machine.tree,
        programs=machine.programs,
        asks_protime=False,
    )
    found = list(examine(patient))
    assert has(found, escape.NOT_ALLOWED)
    assert severity(found, escape.BEEP) is Severity.UNKNOWN
