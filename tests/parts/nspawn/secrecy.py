"""Who else on a machine can read what a terminal has of people, and its secret."""

from terminal.simulator import Client
from tests.parts.nspawn.door import OUTBOX, SECRET, Door

NOBODY = "runuser -u nobody --"
_CREDENTIAL = "/run/credentials/badge-terminal.service/protime-client-secret"


def assert_nobody_else_reads(place: Door) -> None:
    """Check that another user cannot read the outbox, the secret, and the service's copy of it."""
    for file in (OUTBOX, f"{OUTBOX}-wal", SECRET, _CREDENTIAL):
        place.machine.run(f"test -e {file}")
        assert place.machine.attempt(f"{NOBODY} cat {file}").returncode != 0, file


def assert_the_secret_is_nowhere(place: Door) -> None:
    """Check journal, arguments, environment and what the program shows."""
    pid = place.process()
    told = [
        place.machine.run("journalctl --no-pager --output=export"),
        place.machine.run(f"cat /proc/{pid}/cmdline /proc/{pid}/environ"),
        place.machine.run("badge-terminal config show"),
        place.machine.run("badge-terminal status --json"),
        place.machine.run("systemctl show badge-terminal"),
    ]
    assert all(told)
    assert Client().secret not in "".join(told)
