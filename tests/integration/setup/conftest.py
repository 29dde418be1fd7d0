"""What the tests of `setup` share."""

from pathlib import Path

import pytest

from terminal.host.installing import Installer
from tests.parts.patient import Machine

SEALING = """
printf '%s\\n' "$*" >> {log}; env >> {log}
[ "$1" = encrypt ] && exec base64
exec base64 -d "$3"
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine whose systemd-creds seals by base64, and whose systemctl writes down."""
    made = Machine(tmp_path)
    log = made.folder("/log") / "programs"
    made.program("systemd-creds", script=SEALING.format(log=log))
    made.file("/dev/gpiochip0")
    made.program("systemctl", script=f'echo "systemctl $*" >> {log}')
    return made


@pytest.fixture
def installer(machine: Machine) -> Installer:
    """Return what writes to that machine."""
    return Installer(machine.tree, machine.programs)
