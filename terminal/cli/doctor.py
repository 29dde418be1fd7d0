"""`badge-terminal doctor`: find what is wrong, and say how to mend it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from terminal import __version__
from terminal.bootstrap.examination import Patient, examine, examine_machine
from terminal.cli.answer import answer
from terminal.cli.app import ConfigurationFailure
from terminal.cli.diagnosis import Diagnosis
from terminal.cli.options import with_config, with_json
from terminal.cli.rounds import DEFAULT_MEMORY, go_round
from terminal.config import ConfigErrors, load
from terminal.doctor import Finding
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree


@click.command()
@with_config
@click.option("--offline", is_flag=True, help="Ask nothing of Protime.")
@click.option("--watch", is_flag=True, help="Print nothing; log what is new since the last time.")
@click.option(
    "--memory",
    type=click.Path(path_type=Path),
    default=DEFAULT_MEMORY,
    show_default=True,
    help="Where --watch remembers the last time.",
)
@with_json
@click.pass_context
def command(
    context: click.Context,
    config_file: Path,
    memory: Path,
    *,
    offline: bool,
    watch: bool,
    as_json: bool,
) -> None:
    """Find what is wrong with this terminal, and say how to mend it.

    It looks at the machine, the reader, the lights, the clock, the disk, the network, Protime
    and the clockings. It changes nothing and books nothing; it is safe beside the running
    terminal. As root it sees more: what it may not see it calls unknown. docs/doctor.md has
    each check.

    Exit code 0: no fault (there may be warnings and unknowns). 1: at least one fault.
    78: the configuration is wrong; the machine was looked at all the same.

    \b
    With --json, an object with the keys
      terminal   its name; null where the configuration is wrong
      version    of this program
      at         when it was examined
      verdict    the worst severity: well, unknown, warning, fault
      findings   a list of check, severity, what, means, mend, about; severity is one
                 of well, "does not apply", unknown, warning, fault; about says which
                 of several, such as a host
    """  # noqa: D301 - \b is click's sign for lines that stay as they are
    tree, programs = Tree(), Programs()
    try:
        config = load(config_file)
    except ConfigErrors as errors:
        _tell(_diagnosis(None, examine_machine(tree, programs)), as_json=as_json)
        raise ConfigurationFailure(str(errors)) from errors
    patient = Patient(
        config=config, file=config_file, tree=tree, programs=programs, asks_protime=not offline
    )
    diagnosis = _diagnosis(config.terminal.name, examine(patient))
    if watch:
        go_round(diagnosis.findings, memory)
    else:
        _tell(diagnosis, as_json=as_json)
    context.exit(int(diagnosis.has_fault))


def _diagnosis(name: str | None, findings: Iterable[Finding]) -> Diagnosis:
    return Diagnosis(name, list(findings), datetime.now(UTC))


def _tell(diagnosis: Diagnosis, *, as_json: bool) -> None:
    answer(diagnosis.as_object(__version__), diagnosis.as_words, as_json=as_json)
