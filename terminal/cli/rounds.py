"""`doctor --watch`: what is new since the last round goes to the log."""

import json
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from terminal.cli.app import Failure
from terminal.doctor import Finding, Severity
from terminal.doctor.watch import memory, news
from terminal.host import logs
from terminal.model.logline import event

DEFAULT_MEMORY = "/var/lib/badge-terminal-doctor/last.json"

logger = logging.getLogger(__name__)


def go_round(found: Iterable[Finding], file: Path) -> None:
    """Log what is new, and remember this round for the next.

    Raises:
        Failure: It cannot be remembered.
    """
    logs.set_up(stream=sys.stderr, environment=os.environ)
    findings, before = list(found), _remembered(file)
    told = news(before, findings)
    for each in told.ill:
        level = logging.ERROR if each.severity is Severity.FAULT else logging.WARNING
        logger.log(level, _line(each))
    for check in told.mended:
        logger.info(event("mended", check=check))
    _remember(file, memory(findings, before))


def _line(finding: Finding) -> str:
    return event(
        f"new {finding.severity.value}",
        check=finding.check,
        what=finding.what,
        means=finding.means,
        mend=finding.mend,
    )


def _remembered(file: Path) -> dict[str, str]:
    """Return what the last round left; nothing if it is lost, which only says it all again."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = {each.value for each in Severity}
    entries = kept.items() if isinstance(kept, dict) else ()
    return {check: severity for check, severity in entries if severity in known}


def _remember(file: Path, worst: dict[str, str]) -> None:
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(worst, indent=2), encoding="utf-8")
        new.replace(file)
    except OSError as error:
        raise Failure(
            f"{file}: this round cannot be remembered: {error.strerror}; name another file with "
            "--memory, or run this as root"
        ) from error
