"""`badge-terminal badge learn`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from terminal.badge_numbers.candidates import Candidate
from terminal.badge_numbers.rule import taken_by
from terminal.cli.answer import answer
from terminal.cli.app import Failure
from terminal.cli.badge_lesson import Lesson
from terminal.cli.badge_rules import all_rules, keys_of
from terminal.cli.badge_settings import as_toml
from terminal.cli.badge_source import chosen, readings
from terminal.cli.badge_writing import write_rules
from terminal.cli.options import with_config, with_json, with_reader
from terminal.cli.words import number as counted
from terminal.config import Config, load
from terminal.model import Reading

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Finding:
    """What the badges of a lesson led to."""

    badges: int
    reading: Reading
    found: Sequence[Candidate]

    @property
    def is_sure(self) -> bool:
        return len(self.found) == 1 and self.badges > 1


@click.command()
@with_config
@with_reader
@click.option(
    "--number",
    "numbers",
    multiple=True,
    help="The badge number of the first badge, the second and so on, instead of being asked.",
)
@click.option("--yes", is_flag=True, help="Write the rule without asking.")
@with_json
def learn(
    config_file: Path, reader_name: str, numbers: tuple[str, ...], *, yes: bool, as_json: bool
) -> None:
    """Find the rule from badges whose numbers you know from Protime.

    Present one badge, type its number; then a second one. When a single rule is left, it is
    written into the configuration if you agree, where it replaces what was there for this kind
    of reader. Exit code 1 if no rule fits, or several are left.

    \b
    With --json (and --number, as nothing is asked), an object with the keys
      badges          how many were presented
      rules           those that fit, each with the keys of [[badge.rules]]
      written         whether the one was written; only with --yes
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    if as_json and not numbers:
        raise click.UsageError("--json needs --number for each badge")
    config = load(config_file)
    finding = _taught(config, reader_name, numbers)
    is_written = finding.is_sure and _write(config_file, config, finding, yes=yes, ask=not as_json)
    content = {
        "badges": finding.badges,
        "rules": [keys_of(each) for each in finding.found],
        "written": is_written,
    }
    answer(content, lambda: _conclusion(config_file, is_written=is_written), as_json=as_json)
    if not finding.is_sure:
        raise Failure(_verdict(finding))


def _taught(config: Config, reader_name: str, numbers: Sequence[str]) -> _Finding:
    lesson = Lesson(_tell)
    left = list(numbers)
    with readings(config, chosen(config, reader_name), _tell) as badges:
        for reading in filter(lesson.takes, badges):
            known = left.pop(0) if numbers else _asked()
            if known:
                lesson.learn(reading, known)
            if lesson.is_over or not known or (numbers and not left):
                break
    if not lesson.badges:
        raise Failure("no badge was presented")
    return _Finding(lesson.badges, lesson.known[0].reading, lesson.found)


def _asked() -> str:
    question = "Its badge number in Protime (Enter alone: no more badges)"
    return str(click.prompt(question, default="", show_default=False, err=True)).strip()


def _write(file: Path, config: Config, finding: _Finding, *, yes: bool, ask: bool) -> bool:
    rules = all_rules(config, taken_by(finding.reading), keys_of(finding.found[0]))
    _tell(f"\n{as_toml(rules)}")
    if not yes and not (ask and click.confirm(f"Write this into {file}?", err=True)):
        return False
    write_rules(file, rules, f"Found by badge learn, from {counted(finding.badges, 'badge')}:")
    return True


def _conclusion(file: Path, *, is_written: bool) -> str:
    if is_written:
        return f"{file} is written. It holds from the next start of the terminal on."
    return "Nothing was written."


def _verdict(finding: _Finding) -> str:
    if not finding.found:
        return (
            "No rule fits. Is the number that of this badge? See with `badge-terminal badge read`\n"
            "what it gives; docs/badges.md tells how to write a rule of your own."
        )
    if len(finding.found) == 1:
        return "One badge proves little. Present a second one as well."
    shown = "\n".join(as_toml([keys_of(each)]) for each in finding.found[:_MOST_SHOWN])
    return (
        f"Ambiguous: {counted(len(finding.found), 'rule')} left after "
        f"{counted(finding.badges, 'badge')}. One more badge may decide, at best one with\n"
        f"zeros in front or of another length.\n\n{shown}"
    )


def _tell(line: str) -> None:
    click.echo(line, err=True)
