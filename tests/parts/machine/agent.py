"""Runs in the machine under test, as root, by Debian's own Python: does what the test asks for.

A line on the second serial port is a command as JSON; a line comes back with its exit code and
what it wrote.
"""

import json
import os
import shutil
import subprocess
import tty
from pathlib import Path

PORT = "/dev/ttyS1"
STAGE = Path("/stage")
DIFFERENCES = {
    "badge-terminal.service": "door.conf",
    "badge-terminal-clock.service": "clock.conf",
}


def main() -> None:
    """Install the terminal, then answer."""
    _install()
    port = os.open(PORT, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port)
    _answer(port, [0, "", ""])
    with open(port, closefd=False, encoding="utf-8") as commands:
        while True:
            if line := commands.readline():
                _answer(port, _done(json.loads(line)))


def _install() -> None:
    shutil.copytree(STAGE / "etc", "/etc/badge-terminal")
    shutil.copytree(STAGE / "app", "/opt/badge-terminal")
    units = Path("/run/systemd/system")
    for unit, difference in DIFFERENCES.items():
        (units / f"{unit}.d").mkdir(parents=True)
        shutil.copy(STAGE / difference, units / f"{unit}.d")
    for file in STAGE.glob("badge-terminal*"):
        shutil.copy(file, units)
    os.environ["PYTHONPATH"] = "/opt/badge-terminal"
    for command in (
        "python3 -m compileall -q /opt/badge-terminal",
        "mkdir -p /var/lib/badge-terminal",
        "mount /dev/vdc /var/lib/badge-terminal",
        "systemctl daemon-reload",
    ):
        subprocess.run(command.split(), check=True)


def _done(command: list[str]) -> list[object]:
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    return [ended.returncode, ended.stdout, ended.stderr]


def _answer(port: int, answer: list[object]) -> None:
    line = f"{json.dumps(answer)}\n".encode()
    while line:
        line = line[os.write(port, line) :]


if __name__ == "__main__":
    main()
