"""What Protime tells an examination."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from terminal.bootstrap.client import settings_of
from terminal.bootstrap.examined_outbox import known_to
from terminal.config import Config
from terminal.doctor import Finding, Unseen, protime
from terminal.host.look.clock import now
from terminal.host.look.programs import Programs
from terminal.host.look.secrets import service_secret
from terminal.host.look.tree import Tree
from terminal.host.secret import Secret, SecretUnavailable
from terminal.protime.examination import Credentials, Examination

_REREAD = timedelta(days=2)

LONGEST_WAIT_SECONDS = 10.0
"""For each request: a person waits, and a network that swallows everything is told as well."""


def findings(
    config: Config, tree: Tree, programs: Programs, refused_code: str
) -> Iterable[Finding]:
    """Ask Protime; nothing is booked."""
    credentials = _credentials(config, tree, programs)
    day = now().astimezone(config.terminal.time_zone).date()
    settings = settings_of(config, credentials.value or str)
    examination = Examination(
        replace(settings, timeout_seconds=min(settings.timeout_seconds, LONGEST_WAIT_SECONDS)),
        credentials,
        day,
        partial(known_to, config.outbox.path, day - _REREAD),
    )
    return protime.findings(examination.examine(refused_code), config.protime.terminal_code)


def _credentials(config: Config, tree: Tree, programs: Programs) -> Credentials:
    file = config.protime.client_secret_file
    try:
        found = service_secret(Path(file) if file else None, tree, programs)
    except SecretUnavailable as error:
        return Credentials(None, str(error))
    if isinstance(found, Unseen):
        return Credentials(None, found)
    return Credentials(partial(_value, found))


def _value(secret: Secret) -> str:
    return secret.value
