"""Whether docs/selections.md is what the code does."""

import re
from pathlib import Path

import pytest

from terminal import config
from terminal.config import Config
from terminal.config.show import show
from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    ExternalReference,
    InOut,
    Reason,
    Selection,
)

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "selections.md"
REST = """
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "id"
terminal_code = "PI-01"
"""
CODE = "@data-entry-code"
WELDING = ActivityLevel(1, ExternalReference(CODE, "00014"))
MEANT: list[tuple[Selection, ...]] = [
    (Reason(ExternalReference("@absence-code", "LUNCH")),),
    (Reason(ExternalReference("@absence-code", "DOCTOR")),),
    (
        Activity((WELDING, ActivityLevel(2, ExternalReference(CODE, "10019")))),
        Activity((WELDING, ActivityLevel(2, ExternalReference("@external-reference", "PRJ-15")))),
        ActivityEnd(),
    ),
]
"""What the examples are for, in their order."""


def examples() -> list[str]:
    """Return the examples of the document."""
    return re.findall(r"(?ms)^```toml\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"))


def loaded(tmp_path: Path, text: str) -> Config:
    """Load an example within the rest of a configuration."""
    file = tmp_path / "terminal.toml"
    file.write_text(REST + text, encoding="utf-8")
    return config.load(file)


@pytest.mark.parametrize("number", range(len(MEANT)))
def test_each_example_loads_and_means_what_it_says(tmp_path: Path, number: int) -> None:
    """It can be copied as it stands; nothing more has to be written."""
    got = loaded(tmp_path, examples()[number])
    assert tuple(each.made() for each in got.selections) == MEANT[number]
    assert len(examples()) == len(MEANT)


@pytest.mark.parametrize("number", range(len(MEANT)))
def test_each_example_is_shown_so_that_it_loads_again(tmp_path: Path, number: int) -> None:
    """Tables in tables, labels with accents and true or false included."""
    got = loaded(tmp_path, examples()[number].replace("button = 5", "is_open = true\nbutton = 5"))
    again = tmp_path / "again.toml"
    again.write_text(show(got), encoding="utf-8")
    assert config.load(again) == got


def test_labels_are_shown_in_all_languages_and_the_name_without_any(tmp_path: Path) -> None:
    """In the order in which they are written."""
    (lunch,) = loaded(tmp_path, examples()[0]).selections
    assert lunch.label == "Middagpauze / Pause de midi"
    text = examples()[0].replace("labels", "# labels")
    assert loaded(tmp_path, text).selections[0].label == "lunch"


def test_a_selection_may_be_coming_and_going(tmp_path: Path) -> None:
    """For a button that takes back what another one chose."""
    text = '[[readers]]\nkind = "pcsc"\n[[selections]]\nname = "in"\nkind = "InOut"\nbutton = 5\n'
    assert loaded(tmp_path, text).selections[0].made() == InOut()


def said() -> list[str]:
    """Return what the tables of errors say that is said, without what varies."""
    _, _, errors = DOCUMENT.read_text(encoding="utf-8").partition("## Errors")
    cells = re.findall(r"(?m)^\| (`.+?|[^|]*`.+?) \|", errors)
    words = [quoted for cell in cells for quoted in re.findall(r"`([^`]{8,})`", cell)]
    parts = {part for each in words for part in re.split(r'…|"|\d+|badge-terminal', each)}
    return sorted(part.strip() for part in parts if len(part.strip()) > 7)


@pytest.mark.parametrize("words", said())
def test_what_is_said_is_what_can_be_looked_up(words: str) -> None:
    """Whoever searches for an error message finds it, and what to do."""
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "terminal").rglob("*.py")]
    without_values = [re.sub(r"\{[^}]*\}", "", source) for source in sources]
    assert any(words in source for source in (*sources, *without_values))
