"""docs/install.md, followed line by line on a Debian 13 that runs, up to a delivered clocking."""

import re
import shlex
from pathlib import Path

import pytest

from terminal.model import State
from tests.parts.nspawn.door import Door
from tests.parts.packages import ROOT
from tests.parts.waiting import counted

BADGE = "04112233"
"""None that the simulated Protime knows by itself."""
EXAMPLE = "04C1D2E3"
"""What stands in its place on the page."""

pytestmark = pytest.mark.timeout(300)


def block(part: str) -> list[str]:
    """Return the lines of the box in which something is to be typed; root needs no sudo."""
    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    (found,) = [box for box in re.findall(r"(?ms)^```\n(.*?)^```", text) if part in box]
    return [line.replace("sudo ", "") for line in found.splitlines()]


def typed(place: Door, lines: list[str]) -> None:
    """Type lines, one after the other; each must succeed."""
    for line in lines:
        place.machine.run(f"sh -c {shlex.quote(line)}")


def kept_open(place: Door, command: str) -> None:
    """Give a command that stays in its window, in place of the one that stood there."""
    place.machine.attempt("systemctl stop window")
    place.machine.run(f"systemd-run --unit=window --service-type=exec {command}")


def said(place: Door) -> str:
    """Return what that window shows."""
    return place.machine.run("journalctl --no-pager --output=cat --unit=window")


def in_rehearsal(place: Door, state: State) -> int:
    """Return how many clockings the rehearsal has in a state."""
    outbox = place.machine.root / "var/lib/badge-terminal/rehearsal.db"
    return max(0, counted(outbox, state)) if outbox.exists() else 0


def test_the_rehearsal_is_as_it_is_written(place: Door, package: Path) -> None:
    """A badge that is swiped is refused as unknown; known and sent again, it is delivered."""
    place.install(package)
    *lines, simulator = block("rehearsal.toml")
    typed(place, lines)
    kept_open(place, simulator)
    place.until(lambda: "found reader=pcsc" in place.machine.log())
    place.machine.run(f"badge-terminal simulate badge {BADGE}")
    place.until(lambda: in_rehearsal(place, State.REJECTED) == 1)
    (refused,) = block("refused: people has nothing")
    assert refused.replace(EXAMPLE, BADGE) in said(place)

    (known,) = block("simulate protime --badge")
    kept_open(place, known.replace(EXAMPLE, BADGE))
    typed(place, block("outbox retry"))
    place.until(lambda: in_rehearsal(place, State.DELIVERED) == 1)
    (booked,) = block("201, booked")
    assert booked.partition(" at ")[0].replace(EXAMPLE, BADGE) in said(place)
