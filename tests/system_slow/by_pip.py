"""docs/pip.md, followed to the letter on a Debian 12 that runs: its own systemd, pcscd and pip."""

import re
from collections.abc import Iterator

import pytest

from tests.parts.need import need, need_root
from tests.parts.nspawn.door import Door, door
from tests.parts.nspawn.root import debian12
from tests.parts.nspawn.secrecy import assert_nobody_else_reads, assert_the_secret_is_nowhere
from tests.parts.packages import ROOT, copied

REPOSITORY = "/root/badge-terminal"
DOCUMENT = ROOT / "docs" / "pip.md"
STEPS = ("1", "2")
"""The others are for a Raspberry Pi, and for a reader that is not here."""

INSTALLING_SECONDS = 300.0

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def place() -> Iterator[Door]:
    """Return a door with a Debian 12, in which this repository lies."""
    need_root("boot a Debian of its own")
    need("systemd-nspawn", "mmdebstrap", "nsenter")
    with door(debian12()) as place:
        copied(place.machine.root / REPOSITORY.removeprefix("/"))
        yield place


def commands(step: str) -> str:
    """Return what the document has people copy in one of its steps."""
    text = DOCUMENT.read_text(encoding="utf-8")
    (block,) = re.findall(rf"(?ms)^\*\*{step}\. .*?^```\n(.*?)^```$", text)
    return str(block)


def test_a_swipe_is_delivered_where_pip_installed_the_terminal(place: Door) -> None:
    """Each command of the document works as it stands there, and what they make is a service."""
    place.protime.start()
    for step in STEPS:
        place.write("/root/step", f"set -eu\ncd {REPOSITORY}\n{commands(step)}".encode())
        place.machine.run("bash /root/step", seconds=INSTALLING_SECONDS)

    place.configure()
    place.until_booked([place.swipe(), place.swipe()])

    assert place.machine.run(f"stat -c %U /proc/{place.process()}") == "badge-terminal\n"
    assert_nobody_else_reads(place)
    assert_the_secret_is_nowhere(place)
    place.machine.reboot()
    place.swipe()
