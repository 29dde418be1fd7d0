"""`badge-terminal outbox export`: clockings for a spreadsheet or another program."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from terminal.cli.app import Failure
from terminal.cli.clockings import as_object
from terminal.cli.filters import with_filter
from terminal.cli.held_times import bounds_of_each
from terminal.cli.options import with_config
from terminal.cli.words import number, one_line
from terminal.config import load
from terminal.outbox.beside import Filter, OutboxReading, open_reading

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = (
    "seq",
    "id",
    "badge_number",
    "kind",
    "selection",
    "reader",
    "swiped_at",
    "boot_id",
    "boottime_ns",
    "clock_trusted",
    "true_at",
    "date",
    "time_of_day_in_minutes",
    "true_at_error_seconds",
    "state",
    "attempts",
    "next_attempt_at",
    "protime_id",
    "last_error",
    "changed_at",
    "not_before_at",
    "not_after_at",
    "place",
)


@click.command()
@with_config
@with_filter("states", "badge_number", "since", "until", "reader", "error_contains")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="For a spreadsheet, or an object on each line for a program.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="A new file, which only its owner may read; otherwise it is printed.",
)
def export(
    config_file: Path, which: Filter, form: str, *, as_json: bool, output: Path | None
) -> None:
    """Write clockings out, the oldest first.

    The columns are those of `list --json`. Badge numbers are personal data: delete the file when
    it is no longer needed. In csv, text that a spreadsheet could take for a formula begins with
    an apostrophe.
    """
    config = load(config_file)
    with open_reading(config.outbox.path) as outbox, _opened(output) as file:
        rows = _rows(outbox, which)
        write = _write_lines if as_json or form == "jsonl" else _write_csv
        count = write(file, rows)
    if output:
        click.echo(f"{output}: {number(count, 'clocking')}", err=True)


def _rows(outbox: OutboxReading, which: Filter) -> Iterator[dict[str, object]]:
    for clocking in outbox.stream(which):
        bounds = bounds_of_each(outbox, [clocking])
        yield as_object(clocking, bounds.get(clocking.seq))


def _write_lines(file: TextIO, rows: Iterable[dict[str, object]]) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_csv(file: TextIO, rows: Iterable[dict[str, object]]) -> int:
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
        count += 1
    return count


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return value
        case str():
            return _harmless(value)
        case _:
            return _harmless(json.dumps(value, ensure_ascii=False))


def _harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, on one line."""
    return ("'" if text.startswith(_BEGINS_A_FORMULA) else "") + one_line(text)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Open a new file that only its owner may read; half of one is taken away again."""
    if output is None:
        yield sys.stdout
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Failure(f"{output}: is there already; name a new file") from error
    except OSError as error:
        raise Failure(f"{output}: cannot be made ({error.strerror})") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
    except BaseException:
        output.unlink()
        raise
