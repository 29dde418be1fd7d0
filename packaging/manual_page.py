"""The manual page, from what the verbs say of themselves with --help."""

import re
from collections.abc import Iterator
from datetime import date
from inspect import cleandoc
from typing import cast

import click

from terminal.cli.app import VERBS, main

FILES = (
    ("/etc/badge-terminal/terminal.toml", "The configuration."),
    ("/etc/badge-terminal/protime-client-secret", "The client secret, one line, for root only."),
    ("/var/lib/badge-terminal/outbox.db", "The outbox: every clocking until Protime has it."),
    (
        "/usr/share/badge-terminal/config/terminal.toml",
        "A configuration to begin with, in which every key is explained.",
    ),
    ("/usr/share/doc/badge-terminal/README.md", "How to install, wire, rehearse and mend it."),
)


def manual_page(version: str, on: date) -> str:
    """Return badge-terminal(1) in roff."""
    return "\n".join(_lines(version, on)) + "\n"


def _lines(version: str, on: date) -> Iterator[str]:
    yield f'.TH BADGE\\-TERMINAL 1 "{on.isoformat()}" "badge\\-terminal {version}"'
    yield from (".SH NAME", r"badge\-terminal \- badge terminal for Protime")
    yield ".SH SYNOPSIS"
    yield r".B badge\-terminal"
    yield r"\fIVERB\fR [\fIOPTIONS\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(main.help or "")
    yield from _paragraphs("The service badge-terminal does what the verb run does.")
    yield ".SH VERBS"
    context = click.Context(main, info_name="badge-terminal")
    for verb in VERBS:
        yield from _command(cast("click.Command", main.get_command(context, verb)), context, verb)
    yield ".SH EXIT STATUS"
    yield from _paragraphs((main.epilog or "").removeprefix("Exit codes: "))
    yield ".SH FILES"
    for name, meaning in FILES:
        yield from _item(name, meaning)
    yield ".SH SEE ALSO"
    yield from (".BR systemctl (1),", ".BR journalctl (1),", ".BR pcscd (8)")


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    context = click.Context(command, parent, info_name=name)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = cast("click.Command", command.get_command(context, below))
            yield from _command(found, context, below)
        return
    usage = " ".join(command.collect_usage_pieces(context))
    yield f".SS {_text(f'{context.command_path} {usage}')}"
    yield from _paragraphs(command.help or "")
    for parameter in command.params:
        if (record := parameter.get_help_record(context)) is not None:
            yield from _item(*record)


def _item(name: str, meaning: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_text(name)}"
    yield _text(" ".join(meaning.split())) or "\\&"


def _paragraphs(text: str) -> Iterator[str]:
    """Yield click's help; where click keeps the lines of a paragraph, so does this."""
    for paragraph in re.split(r"\n\s*\n", cleandoc(text.partition("\f")[0])):
        yield ".PP"
        if paragraph.startswith("\b"):
            yield from (".nf", *map(_text, paragraph[1:].strip("\n").split("\n")), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    escaped = re.sub(r"[^\x00-\x7f]", lambda found: f"\\[u{ord(found[0]):04X}]", escaped)
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
