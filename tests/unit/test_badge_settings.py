"""New rules in the text of a configuration, comments kept."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from terminal import config
from terminal.badge_numbers import Order, Rule, Template, Typed
from terminal.badge_numbers.candidates import Candidate
from terminal.badge_numbers.presets import PRESETS, WIEGAND_26
from terminal.cli.badge_rules import all_rules, keys_of
from terminal.cli.badge_settings import CannotEdit, as_toml, with_rules
from terminal.config import Badge, BadgeRule, Config, ConsoleReader, PcscReader

EXAMPLE = Path(__file__).parents[2] / "config" / "terminal.toml"
RULES: list[dict[str, str | int]] = [
    {"preset": "uid-decimal"},
    {"takes": "text", "length": 10, "number": "{text[2:]}"},
]


def written(badge: Badge) -> Config:
    """Return a configuration with a PC/SC reader and a console."""
    readers = (PcscReader(), ConsoleReader())
    return msgspec.structs.replace(config.load(EXAMPLE), badge=badge, readers=readers)


def test_every_comment_of_the_example_stays() -> None:
    """Only the three old keys change: they become comments, the rules stand below them."""
    before = EXAMPLE.read_text(encoding="utf-8")
    after = with_rules(before, RULES, "Found.")

    kept = [line for line in before.splitlines() if line not in after.splitlines()]
    assert kept == ['format = "hex"', 'byte_order = "msb-first"', "digits = 0"]
    assert "# digits = 0\n\n# Found.\n[[badge.rules]]\npreset = " in after
    assert tomllib.loads(after)["badge"] == {"source": "uid", "rules": RULES}
    # The comment about readers still stands above them.
    assert "Its kind says which keys it has.\n[[readers]]" in after


def test_rules_of_before_become_comments() -> None:
    """Learning again replaces what was learned, and what stood there can be read."""
    text = '[badge]\n[[badge.rules]]\npreset = "uid-hex"\n\n[outbox]\nkeep_delivered_days = 3\n'
    after = with_rules(text, RULES[:1], "Found.")
    assert after.startswith('[badge]\n# [[badge.rules]]\n# preset = "uid-hex"\n\n# Found.\n')
    assert tomllib.loads(after) == {
        "badge": {"rules": RULES[:1]},
        "outbox": {"keep_delivered_days": 3},
    }


def test_what_is_read_of_a_badge_stays() -> None:
    """A rule that was learned is one for what is stored there."""
    text = '[badge]\nsource = "mifare-block"\ndigits = 3\n[badge.mifare]\nsector = 1\n'
    after = with_rules(text, RULES, "Found.")
    badge = {"source": "mifare-block", "mifare": {"sector": 1}, "rules": RULES}
    assert tomllib.loads(after) == {"badge": badge}
    assert '\nsource = "mifare-block"\n# digits = 3\n' in after


@pytest.mark.parametrize("text", ["", "[outbox]\nkeep_delivered_days = 3", "[badge]"])
def test_a_file_without_the_section_gets_one(text: str) -> None:
    """The section is added at the end."""
    after = with_rules(text, RULES, "Found.")
    assert tomllib.loads(after) == {**tomllib.loads(text), "badge": {"rules": RULES}}


@pytest.mark.parametrize(
    "text",
    [
        'badge = {format = "hex"}\n',
        'badge.format = "hex"\n',
        '[[badge . rules]]\npreset = "uid-hex"\n[outbox]\n',
    ],
)
def test_an_unusual_file_is_not_touched(text: str) -> None:
    """What cannot be edited safely is left to a person."""
    with pytest.raises(CannotEdit):
        with_rules(text, RULES, "Found.")


def test_rules_are_written_as_configured() -> None:
    """Text in quotes, numbers without, backslashes and quotes escaped."""
    assert as_toml([{"prefix": '"\\', "length": 4}]) == (
        '[[badge.rules]]\nprefix = "\\"\\\\"\nlength = 4\n'
    )


@pytest.mark.parametrize(
    "rule",
    [
        Rule(takes="bytes", number=Template("{data:X}"), order=Order(byte_order="lsb-first")),
        Rule(takes="bits", number=Template("{card}"), length=26, layout=WIEGAND_26),
        Rule(takes="text", number=Template("{data:010}"), typed=Typed(reads="decimal", bits=40)),
    ],
)
def test_a_learned_rule_is_configured_as_it_is(rule: Rule) -> None:
    """What is written makes the same rule again."""
    keys = keys_of(Candidate("", (rule,)))
    assert list(BadgeRule(**keys).made()) == [rule]  # type: ignore[arg-type]  # by name


def test_a_learned_preset_is_named() -> None:
    """A preset needs no other key."""
    assert keys_of(Candidate("typed", PRESETS["typed"].rules)) == {"preset": "typed"}


def test_the_simple_keys_become_a_rule_for_the_other_readers() -> None:
    """A rule learned for the console does not change what the PC/SC reader makes."""
    learned = {"preset": "typed"}
    simple = Badge(format="decimal", byte_order="lsb-first", digits=10)
    assert all_rules(written(simple), "text", learned) == [
        learned,
        {"takes": "bytes", "number": "{data:010}", "byte_order": "lsb-first"},
    ]
    plain, decimal = written(Badge()), written(Badge(format="decimal"))
    assert all_rules(plain, "text", learned)[1] == {"takes": "bytes", "number": "{data:X}"}
    assert all_rules(decimal, "text", learned)[1]["number"] == "{data}"
    assert all_rules(plain, "bytes", {"preset": "uid-hex"})[1] == {"preset": "typed"}


def test_rules_for_other_readers_stay() -> None:
    """Those for the same kind of reader make room."""
    rules = (BadgeRule(preset="uid-hex"), BadgeRule(takes="text", number="{text}"))
    assert all_rules(written(Badge(rules=rules)), "bytes", {"preset": "uid-decimal"}) == [
        {"preset": "uid-decimal"},
        {"takes": "text", "number": "{text}"},
    ]
