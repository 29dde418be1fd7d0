"""Whether everything that a person can type or configure is written down."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

import click
import msgspec
import pytest

from terminal.badge_numbers import PRESETS, FirstOf, IdentifierRule
from terminal.cli.app import VERBS, main
from terminal.cli.simulate import protime as simulate_protime
from terminal.config import load
from terminal.feedback.patterns import PATTERNS, Pattern, drawing
from terminal.model import BadgeNumber, Cue
from terminal.simulator import Client, Directory, ProtimeSimulator
from tests.parts.ailments import every_ailment, every_check
from tests.parts.config_keys import every_key
from tests.unit.badge_numbers.test_vectors import reading_of

ROOT = Path(__file__).parents[2]

README = ROOT / "README.md"
DOCS = ROOT / "docs"
INSTALL = ROOT / "docs" / "install.md"
PIP = ROOT / "docs" / "pip.md"
DOCTOR = ROOT / "docs" / "doctor.md"
NUMBERS = ROOT / "docs" / "badges.md"
READERS = ROOT / "docs" / "readers.md"
REHEARSAL = ROOT / "config" / "rehearsal.toml"


def documents() -> str:
    """Return all that is written for people, the configuration with its comments included."""
    files = [README, ROOT / "config" / "terminal.toml", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def every_verb() -> list[str]:
    """Return every verb as it is typed, with those below it."""
    return [words for verb in VERBS for words in _below(verb)]


def _below(verb: str) -> list[str]:
    command = main.get_command(click.Context(main), verb)
    if isinstance(command, click.Group):
        return [f"{verb} {name}" for name in command.commands]
    return [verb]


@pytest.mark.parametrize("verb", every_verb())
def test_every_verb_is_described(verb: str) -> None:
    """Each verb is named as it is typed."""
    assert re.search(rf"badge-terminal {verb}\b|`{verb}\b", documents())


@pytest.mark.parametrize("key", sorted(every_key()))
def test_every_key_is_described(key: str) -> None:
    """Each key of the configuration is named where it can be looked up."""
    assert re.search(rf"\b{key}\b", documents())


@pytest.mark.parametrize("cue", list(Cue))
def test_every_cue_is_described(cue: Cue) -> None:
    """What each light and sound means can be read."""
    assert re.search(cue.value.replace("-", "[-_ ]"), documents(), re.IGNORECASE)


@pytest.mark.parametrize("cue", list(Cue))
def test_every_cue_is_drawn_as_it_is_played(cue: Cue) -> None:
    """The table of lights and beeps is what the code does."""
    pattern = PATTERNS[cue]
    row = f"| {picture(pattern)} | {pattern.meaning} | `{cue.name}` |"
    assert row in README.read_text(encoding="utf-8").splitlines()


def picture(pattern: Pattern) -> str:
    """Return a drawing with a line for each lamp; of a fault, what is played before its pause."""
    rows = [row.split() for row in drawing(Pattern("", pattern.opening)).split("  ")]
    lasting = [signs.rstrip("·") + " …" if pattern.stands else signs for _, signs in rows]
    lines = [f"`{lamp:<6} {signs}`" for (lamp, _), signs in zip(rows, lasting, strict=True)]
    return "<br>".join(lines)


def test_every_check_of_the_doctor_is_described() -> None:
    """The table of checks is that of the code, row by row."""
    rows = [f"| `{each.name}` | {each.looks_at} |" for each in every_check()]
    lines = DOCTOR.read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row not in lines] == []
    assert sum(line.startswith("| `") for line in lines) == len(rows) + len(every_ailment())


@pytest.mark.parametrize("name", list(every_ailment()))
def test_every_ailment_is_described(name: str) -> None:
    """What each ailment means and what mends it is in the table, in the words of the command."""
    one = every_ailment()[name]
    mend = re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), one.mend).replace("|", r"\|")
    row = f"| `{one.check.name}` | {one.severity.value} | {one.means} | {mend} |"
    assert row in DOCTOR.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", list(every_ailment()))
def test_every_ailment_is_found_by_a_test(name: str) -> None:
    """Some test of the doctor breaks a machine in that way and sees it named."""
    tests = (ROOT / "tests" / "integration" / "doctor").glob("test_*.py")
    assert any(re.search(rf"\b{name}\b", test.read_text(encoding="utf-8")) for test in tests)


def numbers_of_the_example() -> list[tuple[str, ...]]:
    """Return the cells of the table of badge numbers."""
    rows = re.findall(
        r"(?m)^\| `[0-9A-F]+` \| `\"(?:hex|decimal).*$", NUMBERS.read_text(encoding="utf-8")
    )
    return [tuple(re.findall(r'`"?([^`"]+)"?`', row)) for row in rows]


@pytest.mark.parametrize(("number", "form", "byte_order", "digits"), numbers_of_the_example())
def test_the_badge_numbers_are_what_the_settings_make(
    number: str, form: Literal["hex", "decimal"], byte_order: Literal["msb-first"], digits: str
) -> None:
    """Whoever takes the settings of a row gets the number of that row."""
    rule = IdentifierRule(format=form, byte_order=byte_order, digits=int(digits))
    assert rule(bytes.fromhex("04A3B2C1")) == BadgeNumber(number)


@pytest.mark.parametrize("name", list(PRESETS))
def test_every_preset_is_described(name: str) -> None:
    """Its row says what it takes and makes, and the example in it is right."""
    rows = re.findall(rf"(?m)^\| `{name}` \| (.*) \|$", NUMBERS.read_text(encoding="utf-8"))
    ((takes, summary, given, number),) = [row.split(" | ") for row in rows]

    rules = PRESETS[name].rules
    assert takes == " or ".join(dict.fromkeys(rule.takes for rule in rules))
    assert summary == PRESETS[name].summary
    reading = reading_of(f"{rules[0].takes}:{given.strip('`')}")
    assert FirstOf(rules)(reading).value == number.strip("`")


def reasons_of_readers() -> list[str]:
    """Return what the tables of errors say that readers say, without what varies."""
    _, _, stored = NUMBERS.read_text(encoding="utf-8").partition("| the log says")
    tables = [READERS.read_text(encoding="utf-8"), stored.partition("\n## ")[0]]
    cells = re.findall(r"(?m)^\| (`.+?) \|", "\n".join(tables))
    said = [words for cell in cells for words in re.findall(r"`([^`]{8,})`", cell)]
    return sorted({part for words in said for part in re.split(r"…|\d+", words) if len(part) > 7})


@pytest.mark.parametrize("words", reasons_of_readers())
def test_what_readers_say_is_what_can_be_looked_up(words: str) -> None:
    """Whoever searches for an error message finds it, and what to do."""
    sources = sorted((ROOT / "terminal" / "readers").rglob("*.py"))
    assert any(words in source.read_text(encoding="utf-8") for source in sources)


def test_the_rehearsal_fits_the_simulator() -> None:
    """The configuration for rehearsals needs no change, and never touches the real outbox."""
    rehearsal, example = load(REHEARSAL), load(ROOT / "config" / "terminal.toml")
    port = next(option for option in simulate_protime.params if option.name == "port").default
    with ProtimeSimulator() as protime:
        urls = [
            url.replace(protime.url, f"http://127.0.0.1:{port}")
            for url in (protime.api_url, protime.token_url)
        ]

    assert [rehearsal.protime.api_url, rehearsal.protime.token_url] == urls
    assert rehearsal.protime.client_id == Client().id
    assert f"echo {Client().secret} |" in INSTALL.read_text(encoding="utf-8")
    assert rehearsal.protime.terminal_code == Directory.example().terminals[0].external_code
    assert rehearsal.outbox.path.parent == example.outbox.path.parent
    assert rehearsal.outbox.path != example.outbox.path


def test_the_wiring_is_that_of_the_configurations() -> None:
    """Whoever wires by the table need not touch the pins."""
    example = load(ROOT / "config" / "terminal.toml").feedback
    table = re.findall(r"(?m)^\| (.+?) \|.*\(GPIO(\d+)\)", README.read_text(encoding="utf-8"))
    wired = {part.lower().replace(" ", "_"): int(pin) for part, pin in table}

    assert wired == msgspec.structs.asdict(example)
    assert load(REHEARSAL).feedback == example


def test_the_drawings_are_wired_by_the_configuration(tmp_path: Path) -> None:
    """Each is as it comes of the pins of config/terminal.toml, and none is left over."""
    subprocess.run([sys.executable, ROOT / "packaging" / "wiring", tmp_path], check=True)
    drawn = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    kept = {file.name: file.read_text(encoding="utf-8") for file in DOCS.glob("wiring-*.svg")}
    assert kept == drawn


def test_the_drawings_name_the_pins() -> None:
    """The labels of the wires say the pins that the configuration has."""
    feedback = msgspec.structs.asdict(load(ROOT / "config" / "terminal.toml").feedback)
    lights = (DOCS / "wiring-lights.svg").read_text(encoding="utf-8")
    assert {int(gpio) for gpio in re.findall(r"GPIO(\d+)<", lights)} == set(feedback.values())


def test_links_lead_somewhere() -> None:
    """Each file, and each heading, that a document leads to is there."""
    for file in [README, *sorted((ROOT / "docs").rglob("*.md"))]:
        for link in re.findall(r"\]\(([^)]+)\)", file.read_text(encoding="utf-8")):
            if link.startswith("https://"):
                continue
            path, _, heading = link.partition("#")
            target = (file.parent / path).resolve() if path else file
            assert target.exists(), f"{file.name}: {link}"
            assert not heading or heading in headings(target), f"{file.name}: {link}"


def test_files_in_commands_are_there() -> None:
    """What people are told to install is in the repository, and in the package."""
    named = re.findall(r"(?m)(?<![\w/-])(?:systemd|config|packaging)/[\w./-]*\w", PIP.read_text())
    named += re.findall(r"(?m)/usr/share/badge-terminal/(\S+\w)", INSTALL.read_text())
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def headings(file: Path) -> set[str]:
    """Return the anchors that a document's headings get."""
    lines = re.findall(r"(?m)^#+ (.*)$", file.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}
