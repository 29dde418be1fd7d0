"""Numbers stored on badges, from a real pcscd to Protime, answered on the reader's own lights."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest

from terminal.model import State
from terminal.outbox.beside import open_reading
from terminal.simulator import ProtimeSimulator
from terminal.simulator.chip import Chip
from terminal.simulator.virtual_badge import VirtualBadge
from tests.parts.chips import Classic, Scripted, Type2, Type4
from tests.parts.daemon import Daemon, configuration
from tests.parts.ndef_encoder import a_text, block
from tests.parts.pcscd import running_pcscd
from tests.parts.stored_badges import FILES, KEY, READ_FILE
from tests.parts.until import until

UID = bytes.fromhex("04A1B2C3D4E5F6")
GREEN_TONE = bytes.fromhex("FF0040AE0401000101")
LONG_RED_TONE = bytes.fromhex("FF00405D0406000101")

MIFARE = 'source = "mifare-block"\n[badge.mifare]\nsector = 1\nlength = 4\nkey_file = "{key}"\n'
STEPS = """source = "iso7816"
[badge.iso7816]
steps = ["00A4040005F00102030400", "00A4000C020001", "00B0000008"]
content = "text"
"""
BADGES: dict[str, tuple[Chip, str, str]] = {
    "type 2": (Type2(block(0x03, a_text("00042"))), 'source = "ndef-text"\n', "00042"),
    "type 4": (Type4(a_text("1955")), 'source = "ndef-text"\n', "1955"),
    "block": (
        Classic({4: bytes.fromhex("04A3B2C1").ljust(16, b"\x00")}, {(4, 0x60): KEY}),
        MIFARE,
        "04A3B2C1",
    ),
    "steps": (Scripted({**FILES, READ_FILE: b"1955\x00\x00\x00\x00\x90\x00"}), STEPS, "1955"),
}
"""People whom the simulated Protime knows."""


@contextmanager
def running(disk: Path, badge: str) -> Iterator[Daemon]:
    """Run a terminal with an ACR122U in front of it, and a console that shows its cues."""
    with ProtimeSimulator() as protime:
        file = configuration(disk, protime, ("pcsc", "console"))
        text = file.read_text(encoding="utf-8").replace(
            'kind = "pcsc"', 'kind = "pcsc"\nmodel = "acr122u"'
        )
        file.write_text(f"{text}\n[badge]\n{badge}", encoding="utf-8")
        daemon = Daemon(file, disk / "log")
        try:
            daemon.wait_for_cue("ready")
            yield daemon
        finally:
            daemon.terminate()


def delivered(disk: Path) -> list[str]:
    """Return the numbers that Protime has."""
    with open_reading(disk / "outbox.db") as outbox:
        return [
            each.swipe.badge_number.value
            for each in outbox.clockings()
            if each.state is State.DELIVERED
        ]


@pytest.mark.parametrize(("chip", "badge", "number"), BADGES.values(), ids=BADGES)
def test_a_stored_number_is_booked_and_answered_by_the_reader(
    disk: Path, tmp_path: Path, chip: Chip, badge: str, number: str
) -> None:
    """A badge without one is refused, though it has a UID; neither stands in the log."""
    key = disk / "mifare-key"
    key.write_text(KEY.hex(), encoding="ascii")
    key.chmod(0o600)
    with running_pcscd(tmp_path), running(disk, badge.replace("{key}", str(key))) as daemon:
        with VirtualBadge(UID) as plain:
            assert daemon.wait_for_cue("accepted", "accepted-offline", "unreadable") == "unreadable"
            until(lambda: LONG_RED_TONE in plain.lights)
        assert plain.lights[0] == bytes.fromhex("FF00520000")
        with VirtualBadge(UID, chip=deepcopy(chip)) as stored:
            daemon.wait_for_cue("accepted", "accepted-offline")
            until(lambda: GREEN_TONE in stored.lights)
        until(lambda: bool(delivered(disk)))
        assert delivered(disk) == [number]
        log = daemon.log()
    assert "badge unreadable" in log
    secrets = (UID.hex(), KEY.hex(), "04a3b2c1")
    assert not [secret for secret in secrets if secret in log.lower()]
