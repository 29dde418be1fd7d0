"""`outbox export`: for a spreadsheet or another program."""

import csv
import json
import stat
from pathlib import Path

import pytest

from terminal.cli.outbox_export import COLUMNS
from tests.parts.changed_file import change
from tests.parts.outbox_verbs import (
    outbox,
    told,
    write,
)


def test_csv_for_a_spreadsheet(config: Path, tmp_path: Path) -> None:
    """A file of its own, that others may not read, in the order of the swipes."""
    file = tmp_path / "clockings.csv"
    result = outbox(config, "export", "--output", file)
    with file.open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{file}: 5 clockings\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [row["seq"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[2]["badge_number"] == "00042"
    assert rows[1]["last_error"] == "HTTP 400 nobody has it"
    assert json.loads(rows[4]["selection"])["is_open"] is None
    assert tuple(rows[0]) == COLUMNS


def test_the_columns_are_those_of_the_list(config: Path) -> None:
    """Whoever knows one knows the other; an empty export has them, too."""
    assert tuple(told(config, "list")[0]) == COLUMNS
    assert outbox(config, "export", "--badge", "nobody").output == f"{','.join(COLUMNS)}\n"


def test_json_lines_for_a_program(config: Path) -> None:
    """Each is what the list says of it."""
    lines = outbox(config, "export", "--format", "jsonl", "--state", "rejected").output
    assert json.loads(lines) == told(config, "list", "--state", "rejected")[0]
    assert outbox(config, "export", "--json", "--state", "rejected").output == lines


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(config: Path, beginning: str) -> None:
    """What a server says may not run in a spreadsheet."""
    write(config, "UPDATE clockings SET last_error = ? WHERE seq = 2", f"{beginning}1+1")
    text = outbox(config, "export", "--state", "rejected").output
    (row,) = csv.DictReader(text.splitlines())
    assert row["last_error"] == f"'{beginning.replace(chr(9), ' ').replace(chr(13), ' ')}1+1"


def test_nothing_is_overwritten(config: Path, tmp_path: Path) -> None:
    """Not even through a link."""
    there = tmp_path / "there.csv"
    there.write_text("mine")
    link = tmp_path / "link.csv"
    link.symlink_to(there)
    for file in (there, link):
        result = outbox(config, "export", "--output", file)
        assert result.exit_code == 1
        assert "is there already; name a new file" in result.stderr
    assert there.read_text() == "mine"


def test_a_file_that_cannot_be_made(config: Path, tmp_path: Path) -> None:
    """It says why."""
    result = outbox(config, "export", "--output", tmp_path / "nowhere" / "file.csv")
    assert "cannot be made (No such file or directory)" in result.stderr


def test_half_a_file_is_taken_away(config: Path, tmp_path: Path) -> None:
    """Nobody takes it for all."""
    file = tmp_path / "clockings.csv"
    change(config.with_name("outbox.db"), "DROP TABLE boots")
    result = outbox(config, "export", "--output", file)
    assert result.exit_code == 1
    assert not file.exists()
