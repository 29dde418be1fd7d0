"""The two disks that a machine under test gets besides its Debian."""

import shutil
import subprocess
from pathlib import Path

from terminal.simulator import Client

HOST = "10.0.2.2"
"""Where a machine finds the loopback address of the host (QEMU, user-mode networking)."""

_ROOT = Path(__file__).parents[3]
_HERE = Path(__file__).parent


def stage_disk(folder: Path, *, api_url: str, token_url: str, authority: bytes) -> Path:
    """Return a disk with the terminal, its configuration and its service.

    Args:
        folder: An empty folder for it.
        api_url: Of Protime, on the loopback address of the host.
        token_url: The same.
        authority: The certificate that signs Protime's, as PEM.
    """
    stage = folder / "stage"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(_ROOT / "terminal", stage / "app/terminal", ignore=ignored)
    for file in (
        _HERE / "agent.py",
        _HERE / "wedge.py",
        _HERE / "door.conf",
        _HERE / "clock.conf",
        _ROOT / "systemd/other-readers.conf",
        *(_ROOT / "systemd").glob("badge-terminal*"),
    ):
        shutil.copy(file, stage)
    (stage / "etc").mkdir()
    (stage / "etc/protime-client-secret").write_text(f"{Client().secret}\n")
    (stage / "etc/ca.pem").write_bytes(authority)
    (stage / "etc/terminal.toml").write_text(_configuration(api_url, token_url))
    return _made(folder / "stage.ext4", stage, "16M")


def state_disk(folder: Path) -> Path:
    """Return the disk for /var/lib/badge-terminal: it outlives the machine.

    Args:
        folder: An empty folder for it.
    """
    (folder / "state").mkdir()
    return _made(folder / "state.ext4", folder / "state", "48M")


def _made(disk: Path, content: Path, size: str) -> Path:
    subprocess.run(["mkfs.ext4", "-q", "-F", "-d", content, disk, size], check=True)
    return disk


def _configuration(api_url: str, token_url: str) -> str:
    return f"""
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"

[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "{Client().id}"
terminal_code = "PI-01"
read_back_delay_seconds = 1
api_url = "{api_url.replace("127.0.0.1", HOST)}"
token_url = "{token_url.replace("127.0.0.1", HOST)}"
ca_file = "/etc/badge-terminal/ca.pem"

[[readers]]
kind = "console"
"""
