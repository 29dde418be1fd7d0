"""What systemd says of the terminal's service."""

import shlex
from collections.abc import Iterator

from terminal.doctor import Unseen
from terminal.doctor.service import Service
from terminal.host.look.programs import Programs

UNIT = "badge-terminal.service"
USER = "badge-terminal"
_WANTED = "LoadState,ActiveState,ExecMainStatus,UnitFileState,NRestarts,After,Environment"


def look(programs: Programs, running_version: str = "") -> Service | Unseen:
    """Ask systemd; `running_version` is what the daemon last said of itself."""
    told = programs.output("systemctl", "show", f"--property={_WANTED}", UNIT)
    if isinstance(told, Unseen):
        return Unseen(told.why, "systemctl status badge-terminal")
    said = next(blocks(told), {})
    return Service(
        is_loaded=said.get("LoadState") == "loaded",
        active_state=said.get("ActiveState", "unknown"),
        exit_status=_number(said.get("ExecMainStatus", "")),
        is_enabled=said.get("UnitFileState", "").startswith("enabled"),
        restarts=_number(said.get("NRestarts", "")),
        after=tuple(said.get("After", "").split()),
        environment=_environment(said.get("Environment", "")),
        running_version=running_version,
    )


def blocks(told: str) -> Iterator[dict[str, str]]:
    """Return what `systemctl show` says of each unit."""
    for block in told.split("\n\n"):
        lines = [line.partition("=") for line in block.splitlines()]
        yield {name: value for name, _, value in lines}


def _environment(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [each.partition("=") for each in shlex.split(text)]
    return tuple((name, value) for name, _, value in pairs)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
