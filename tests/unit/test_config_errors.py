"""What a person reads about each way in which a configuration can be wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal import config
from terminal.config import ConfigErrors
from terminal.config.zones import zone_hint

CASES = Path(__file__).with_name("config_errors.txt")
GOOD = {
    "[terminal]": 'name = "front-door"\ntime_zone = "Europe/Brussels"',
    "[protime]": 'tenant = "acme"\ncompany = "Acme"\nclient_id = "id"\nterminal_code = "1"',
    "[[readers]]": 'kind = "pcsc"',
}


def cases() -> Iterator[tuple[str, list[str]]]:
    """Return the lines of each case and the messages it calls for."""
    for paragraph in CASES.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        messages = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
        if lines:
            yield "\n".join(line for line in lines if not line.startswith("> ")), messages


def completed(text: str) -> str:
    """Return a case within the rest of a good configuration."""
    header, _, body = text.partition("\n")
    own_keys = set(re.findall(r"(?m)^(\w+) =", body))
    parts = dict(GOOD)
    kept = [line for line in parts.pop(header, "").splitlines() if line.split()[0] not in own_keys]
    if header != "[[readers]]":
        body = "\n".join([*kept, body])
    return "\n".join([f"{header}\n{body}", *(f"{name}\n{lines}" for name, lines in parts.items())])


def errors(tmp_path: Path, text: str) -> list[str]:
    """Return what is said about a configuration."""
    path = tmp_path / "terminal.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigErrors) as caught:
        config.load(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"), list(cases()), ids=lambda it: it if isinstance(it, str) else ""
)
def test_each_error_is_said(text: str, expected: list[str], tmp_path: Path) -> None:
    """A message names the key, what is wrong with it and what to write, and no secret."""
    got = errors(tmp_path, completed(text))
    assert [_as_far_as(*pair) for pair in zip(got, expected, strict=True)] == expected
    assert not any("hunter2" in message for message in got)


def _as_far_as(got: str, expected: str) -> str:
    begun = expected.removesuffix("…")
    return expected if begun != expected and got.startswith(begun) else got


def test_the_good_configuration_of_these_tests_is_good(tmp_path: Path) -> None:
    """What the cases are put into has no errors of its own."""
    path = tmp_path / "terminal.toml"
    path.write_text(completed("[badge]"))
    assert config.load(path).protime.tenant == "acme"


def test_all_errors_are_said_at_once(tmp_path: Path) -> None:
    """One run of the check shows everything, also what is wrong between sound keys."""
    text = (
        '[terminal]\nname = "-"\n[protime]\ntenant = "a"\n[x]\n[feedback]\nbuzzer = 1\nred_led = 1'
    )
    got = errors(tmp_path, text)
    assert [message.partition(":")[0] for message in got] == [
        "terminal.name",
        "terminal.time_zone",
        "protime.company",
        "protime.client_id",
        "readers",
        "x",
        "feedback.buzzer",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("terminal = 5\n", "terminal: is 5, not a table. Write [terminal] and its keys below it."),
        ("readers = 5\n", "readers: is 5, not a list. Write [[readers]], in double brackets."),
        ("readers = [5]\n", "readers[0]: is 5, not a table. Write [[readers]] and its keys"),
        ("readers = []\n", 'readers: is empty. Write [[readers]] and below it kind = "pcsc".'),
        ("[readers]\n", "readers: is a table, not a list. Write [[readers]], in double brackets."),
        ("[[terminal]]\n", "terminal: is a list, not a table. Write [terminal]"),
        ("[terminal]\nname = {}\n", "terminal.name: is a table. It must be"),
        (f'[terminal]\nname = "{"x" * 99}"\n', f'terminal.name: is "{"x" * 59}…. It must be'),
        ("[terminal]\nname = 1979-05-27\n", "terminal.name: is 1979-05-27. It must be"),
    ],
)
def test_the_wrong_shape_is_said(text: str, expected: str, tmp_path: Path) -> None:
    """A table that is none, or a list that is none, is told how it is written."""
    assert any(message.startswith(expected) for message in errors(tmp_path, text))


def test_the_whole_is_a_list_under_the_name_of_the_file(tmp_path: Path) -> None:
    """What is printed names the file, counts the errors and lists them."""
    path = tmp_path / "terminal.toml"
    path.write_text(completed("[badge]\ndigits = -1\nformat = 1"))
    with pytest.raises(ConfigErrors) as caught:
        config.load(path)
    heading, *rest = str(caught.value).splitlines()
    assert heading == f"{path}: 2 errors in the configuration"
    assert rest == [
        '  badge.format: is 1. Write "hex" or "decimal".',
        "  badge.digits: is -1. It must be a whole number from 0 to 64.",
    ]


def test_a_machine_without_time_zones_is_told_so() -> None:
    """Where no name can be right, no name is proposed."""
    assert "install the package tzdata" in zone_hint("Europe/Brussels", [])
