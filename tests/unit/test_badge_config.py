"""`[badge]`: which rule a configuration makes, and which readers feed it."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from terminal import config
from terminal.badge_numbers import PRESETS, RandomIdentifier
from terminal.bootstrap.numbering import badge_rule
from terminal.config import (
    Badge,
    BadgeRule,
    ConsoleReader,
    KeyboardReader,
    PcscReader,
    SerialReader,
    WiegandReader,
)
from terminal.config.badge_checks import rule_problems
from terminal.config.badge_feeding import delivered_by, feeding_problems
from terminal.config.badge_sources import source_problems
from terminal.config.badge_stored import Iso7816, MifareBlock
from terminal.config.readers import Reader
from terminal.config.show import show
from terminal.model import Bits, Reading, StoredBytes

EXAMPLE = Path(__file__).parents[2] / "config" / "terminal.toml"

LEAST = """
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "id"
terminal_code = "PI-01"
[[readers]]
kind = "pcsc"
[badge]
"""


OWN = '[[badge.rules]]\ntakes = "bytes"\n'
WALL = WiegandReader(d0=23, d1=24)


def number(tmp_path: Path, badge: str, reading: Reading) -> str:
    """Return what a configuration makes of a reading."""
    path = tmp_path / "terminal.toml"
    path.write_text(LEAST + badge, encoding="utf-8")
    return badge_rule(config.load(path).badge)(reading).value


@pytest.mark.parametrize(
    ("badge", "expected"),
    [
        ("", "04A3B2C1"),
        ('format = "decimal"\nbyte_order = "lsb-first"\ndigits = 12', "003249709828"),
        ('[[badge.rules]]\npreset = "uid-decimal"', "77836993"),
        ('[[badge.rules]]\npreset = "uid-decimal"\nnumber = "{data:010}"', "0077836993"),
        ('[[badge.rules]]\npreset = "em4100-8"\n[[badge.rules]]\npreset = "uid-hex"', "04A3B2C1"),
        (
            f'{OWN}layout = "{8 * "." + 8 * "F" + 16 * "C"}"\nnumber = "{{facility}},{{card:05}}"',
            "163,45761",
        ),
        (
            f'{OWN}byte_order = "lsb-first"\nbit_order = "lsb-first"\nnumber = "BE{{data:X}}"',
            "BE834DC520",
        ),
    ],
)
def test_the_configuration_makes_the_rule(tmp_path: Path, badge: str, expected: str) -> None:
    """The simple keys, a preset, one with a number of its own, several, and one's own."""
    assert number(tmp_path, badge, bytes.fromhex("04A3B2C1")) == expected


@pytest.mark.parametrize("badge", ["", '[[badge.rules]]\npreset = "uid-hex"'])
def test_no_configuration_takes_random_identifiers(tmp_path: Path, badge: str) -> None:
    """Phones are refused whatever the rule."""
    with pytest.raises(RandomIdentifier):
        number(tmp_path, badge, bytes.fromhex("08A3B2C1"))


def test_a_rule_for_bits() -> None:
    """Layout and masks come from the configuration as they are."""
    own = BadgeRule(
        takes="bits",
        length=26,
        layout="PFFFFFFFFCCCCCCCCCCCCCCCCP",
        even="XXXXXXXXXXXXX.............",
        odd=".............XXXXXXXXXXXXX",
        number="{facility:03}{card:05}",
    )
    assert list(own.made()) == list(PRESETS["wiegand26"].rules)
    assert list(rule_problems(Badge(rules=(own,)))) == []
    assert badge_rule(Badge(rules=(own,)))(Bits(0x21A6616, 26)).value == "01313067"


def test_a_rule_for_text() -> None:
    """Prefix, suffix, check digit and how it is read."""
    own = BadgeRule(
        takes="text",
        prefix="~",
        suffix="#",
        check_digit="luhn",
        reads="decimal",
        bits=40,
        number="{data:X}",
    )
    assert list(rule_problems(Badge(rules=(own,)))) == []
    assert badge_rule(Badge(rules=(own,)))("~79927398713#").value == "129C0B5139"


@pytest.mark.parametrize("length", [5, 0])
def test_slices_of_text_are_counted_in_signs(length: int) -> None:
    """Where the length of a field is known, a slice must be inside."""
    text = BadgeRule(takes="text", length=length, number="{text[2:6]}")
    typed = BadgeRule(takes="text", length=length, reads="hex", number="{data[16:24]}")
    found = [list(rule_problems(Badge(rules=(rule,)))) for rule in (text, typed)]
    assert [len(problems) for problems in found] == ([1, 1] if length else [0, 0])


def test_the_rules_of_the_example_work() -> None:
    """Taking the # away from the proposals gives rules that make sense by themselves."""
    lines = re.findall(r"(?m)^#     (\S.*)$", _badge_section())
    rules = msgspec.convert(tomllib.loads("\n".join(lines))["badge"]["rules"], list[BadgeRule])

    assert [rule.preset for rule in rules] == ["wiegand26", "em4100-3-5", ""]
    assert [str(each) for each in rule_problems(Badge(rules=tuple(rules)))] == []
    assert list(rules[2].made()) == list(PRESETS["wiegand26"].rules)


def _badge_section() -> str:
    text = EXAMPLE.read_text(encoding="utf-8")
    return text[text.index("\n[badge]") : text.index("\n[[readers]]")]


def test_a_rule_without_anything_makes_none() -> None:
    """What `config check` refuses cannot be used either."""
    with pytest.raises(ValueError, match="needs a preset"):
        BadgeRule().made()


@pytest.mark.parametrize(
    ("reader", "delivers"),
    [
        (PcscReader(), "bytes"),
        (ConsoleReader(), "text"),
        (WALL, "bits"),
        (SerialReader(device="/dev/serial0"), "bytes"),
        (SerialReader(device="/dev/serial0", protocol="lines"), "text"),
        (KeyboardReader(match="reader"), "text"),
    ],
)
def test_each_reader_delivers_one_kind(reader: Reader, delivers: str) -> None:
    """Rules are for bytes, bits or text."""
    assert delivered_by(reader, Badge()) == delivers


def test_a_wall_reader_needs_a_rule() -> None:
    """The simple keys cannot read bits."""
    (problem,) = feeding_problems(Badge(), [WALL])
    assert str(problem) == (
        'readers[0].kind: is "wiegand", which delivers bits, and no rule takes that. '
        'Add [[badge.rules]] and below it preset = "wiegand26".'
    )


@pytest.mark.parametrize(
    ("rule", "key", "length"),
    [
        (BadgeRule(preset="wiegand34"), "preset", 34),
        (BadgeRule(takes="bits", length=30, number="{data}"), "length", 30),
        (BadgeRule(takes="bits", layout="P" + 31 * "C", number="{card}"), "length", 32),
        (BadgeRule(preset="wiegand26"), "", 26),
        (BadgeRule(takes="bits", number="{data}"), "", 0),
    ],
)
def test_a_rule_is_for_bits_that_come(rule: BadgeRule, key: str, length: int) -> None:
    """A reader that takes 26 bits only does not feed a rule for others."""
    reader = WiegandReader(d0=23, d1=24, bits=26)
    found = [str(each) for each in feeding_problems(Badge(rules=(rule,)), [reader])]
    told = f"badge.rules[0].{key}: is for {length} bits, but the readers take only 26. "
    assert [each.startswith(told) for each in found] == ([True] if key else [])


def test_rules_for_each_reader_are_well() -> None:
    """Several readers have a rule each; one preset may serve two of them."""
    rules = (BadgeRule(preset="wiegand26"), BadgeRule(preset="em4100-10"))
    assert list(feeding_problems(Badge(rules=rules), [PcscReader(), WALL, ConsoleReader()])) == []


def test_shown_rules_load_as_the_same_again(tmp_path: Path) -> None:
    """`config show` writes the rules out."""
    path = tmp_path / "terminal.toml"
    rules = (
        '[[badge.rules]]\npreset = "uid-hex"\n[[badge.rules]]\ntakes = "bytes"\nnumber = "{data}"'
    )
    path.write_text(LEAST + rules, encoding="utf-8")
    first = config.load(path)
    path.write_text(show(first), encoding="utf-8")
    assert config.load(path) == first
    assert [rule.preset for rule in first.badge.rules] == ["uid-hex", ""]


@pytest.mark.parametrize(
    ("badge", "delivers"),
    [
        (Badge(source="ndef-text"), "text"),
        (Badge(source="mifare-block", mifare=MifareBlock(sector=1)), "bytes"),
        (Badge(source="mifare-block", mifare=MifareBlock(sector=1, content="text")), "text"),
        (Badge(source="iso7816", iso7816=Iso7816(steps=("00B0000008",))), "bytes"),
    ],
)
def test_what_is_stored_is_bytes_or_text(badge: Badge, delivers: str) -> None:
    """Behind pcscd alone: another reader has no choice."""
    assert delivered_by(PcscReader(), badge) == delivers
    assert delivered_by(WALL, badge) == "bits"


@pytest.mark.parametrize("readers", [[WALL], [ConsoleReader(), WALL]])
def test_a_stored_number_needs_a_reader_behind_pcscd(readers: list[Reader]) -> None:
    """Others beside it do no harm, and have what they have."""
    (problem,) = source_problems(Badge(source="ndef-text"), readers)
    assert str(problem) == (
        'badge.source: is "ndef-text", which only a reader behind pcscd reads, and there is none. '
        'Take it out, or write kind = "pcsc" at a reader.'
    )
    assert not list(source_problems(Badge(source="ndef-text"), [*readers, PcscReader()]))
    assert not list(source_problems(Badge(), readers))


def test_stored_bytes_are_no_random_identifier(tmp_path: Path) -> None:
    """Whatever they begin with, somebody wrote them: they are the same each time."""
    badge = 'source = "mifare-block"\nmifare = { sector = 1 }'
    assert number(tmp_path, badge, StoredBytes.fromhex("08A3B2C1")) == "08A3B2C1"
    assert number(tmp_path, 'source = "ndef-text"', " 0815 ") == "0815"


def test_what_is_stored_is_shown_as_it_loads(tmp_path: Path) -> None:
    """`config show` writes lists and tables as TOML has them."""
    steps = 'source = "iso7816"\n[badge.iso7816]\nsteps = ["00A4000C020001", "00 B0 00 00 08"]'
    path = tmp_path / "terminal.toml"
    path.write_text(LEAST + steps, encoding="utf-8")
    loaded = config.load(path)
    path.write_text(show(loaded), encoding="utf-8")
    assert config.load(path) == loaded
