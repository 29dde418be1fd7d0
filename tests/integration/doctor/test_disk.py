"""What `doctor` finds of the disk: real file systems, and the kernel's files for the rest."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal.doctor import Ailment, Finding, Severity, Unseen, disk
from terminal.host.look import disk as look_at_disk
from tests.parts.need import need_root
from tests.parts.patient import Machine, has, severity

CONFIG = Path("/etc/badge-terminal/terminal.toml")
MOUNTS = "/proc/self/mountinfo"


@pytest.fixture
def outbox(machine: Machine, tmp_path: Path) -> Path:
    """Return the path of an outbox, on a machine that knows the real mounts."""
    machine.file(MOUNTS, Path(MOUNTS).read_text())
    return tmp_path / "outbox.db"


def found(outbox: Path, machine: Machine) -> list[Finding]:
    """Examine the disk."""
    return list(disk.findings(look_at_disk.look(outbox, CONFIG, machine.tree)))


@contextmanager
def small_disk(place: Path, options: str) -> Iterator[Path]:
    """Mount a file system in memory."""
    need_root("mount a file system")
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize(("size", "ailment"), [("8m", disk.DISK_FULL), ("64m", disk.DISK_FILLING)])
def test_a_real_disk_that_is_nearly_full(
    machine: Machine, tmp_path: Path, size: str, ailment: Ailment
) -> None:
    """A file system in memory is refused, and its little room told besides."""
    with small_disk(tmp_path / "small", f"size={size}") as place:
        machine.file(MOUNTS, Path(MOUNTS).read_text())
        told = found(place / "outbox.db", machine)
    assert has(told, ailment, "MB free")
    assert has(told, disk.IN_MEMORY, "tmpfs")


def test_a_real_disk_that_is_read_only(machine: Machine, tmp_path: Path) -> None:
    """Linux mounts a failing disk so; the command names where it is."""
    with small_disk(tmp_path / "frozen", "ro") as place:
        machine.file(MOUNTS, Path(MOUNTS).read_text())
        told = found(place / "outbox.db", machine)
    assert has(told, disk.READ_ONLY)
    assert any(f"remount,rw {place}" in each.mend for each in told)


def test_a_doubtful_place(machine: Machine, tmp_path: Path) -> None:
    """On an overlay clockings may be lost."""
    machine.file(MOUNTS, f"30 21 0:9 / {tmp_path} rw - overlay overlayroot rw\n")
    assert has(found(tmp_path / "outbox.db", machine), disk.DOUBTFUL_PLACE, "overlay")


def test_a_place_that_is_well(machine: Machine, tmp_path: Path) -> None:
    """A local disk with room is."""
    machine.file(MOUNTS, f"30 21 8:1 / {tmp_path} rw - ext4 /dev/sda1 rw\n")
    told = found(tmp_path / "outbox.db", machine)
    for check in (disk.PLACE, disk.WRITABLE, disk.SPACE):
        assert severity(told, check) is Severity.WELL
    assert severity(told, disk.HEALTH) is Severity.ABSENT


def test_mounts_that_cannot_be_seen(machine: Machine, tmp_path: Path) -> None:
    """Without the kernel's word nothing is claimed."""
    told = found(tmp_path / "outbox.db", machine)
    assert {each.severity for each in told} == {Severity.UNKNOWN}


def device(machine: Machine, outbox: Path) -> Path:
    """Let the kernel tell of the device below the outbox: the second part of a card."""
    told = look_at_disk.look(outbox, CONFIG, machine.tree)
    assert not isinstance(told, Unseen)
    number = Path(told.mount_point).stat().st_dev
    place = machine.folder("/sys/devices/mmcblk0/mmcblk0p2")
    machine.link(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}", str(place))
    return place


def test_errors_that_ext4_counted(machine: Machine, outbox: Path) -> None:
    """One is enough."""
    device(machine, outbox)
    counted = machine.file("/sys/fs/ext4/mmcblk0p2/errors_count", "3\n")
    assert has(found(outbox, machine), disk.DISK_ERRORS, "3 errors")
    counted.write_text("0\n")
    assert severity(found(outbox, machine), disk.HEALTH) is Severity.WELL


def test_errors_that_cannot_be_read(machine: Machine, outbox: Path) -> None:
    """A file that fails says nothing about the disk."""
    device(machine, outbox)
    machine.unreadable("/sys/fs/ext4/mmcblk0p2/errors_count")
    assert severity(found(outbox, machine), disk.HEALTH) is Severity.UNKNOWN


def test_a_chip_that_is_worn(machine: Machine, outbox: Path) -> None:
    """An eMMC estimates how much of its life is over."""
    device(machine, outbox)
    wear = machine.file("/sys/devices/mmcblk0/device/life_time", "0x01 0x0a\n")
    assert has(found(outbox, machine), disk.CARD_WORN)
    wear.write_text("0x01 0x02\n")
    assert severity(found(outbox, machine), disk.HEALTH) is Severity.WELL


def test_who_may_look_into_the_outbox(outbox: Path) -> None:
    """Others may not, and the service must be able to write to it."""
    me = look_at_disk.look_at_access(outbox.parent)
    assert not isinstance(me, Unseen | None)
    assert disk.access_finding(look_at_disk.look_at_access(outbox), me.owner).severity == (
        Severity.ABSENT
    )
    outbox.write_text("")
    outbox.chmod(0o644)
    assert has([disk.access_finding(look_at_disk.look_at_access(outbox), me.owner)], *OPEN)
    outbox.chmod(0o640)
    closed = look_at_disk.look_at_access(outbox)
    assert disk.access_finding(closed, None).severity is Severity.WELL
    assert has([disk.access_finding(closed, "nobody")], disk.WRONG_OWNER, "belongs to")


OPEN = (disk.OTHERS_MAY_READ, "0644")


def test_an_outbox_that_may_not_be_looked_at(tmp_path: Path) -> None:
    """Whose it is, is not guessed."""
    (tmp_path / "loop").symlink_to("loop")
    seen = look_at_disk.look_at_access(tmp_path / "loop" / "outbox.db")
    assert disk.access_finding(seen, None).severity is Severity.UNKNOWN


def test_users_of_this_machine(tmp_path: Path) -> None:
    """A user that is not there owns nothing, and a number without a name is shown as that."""
    assert look_at_disk.has_user("root")
    assert not look_at_disk.has_user("no-such-user")
    need_root("give a file away")
    place = tmp_path / "outbox.db"
    place.write_text("")
    os.chown(place, 54321, 54321)
    seen = look_at_disk.look_at_access(place)
    assert not isinstance(seen, Unseen | None)
    assert seen.owner == "user 54321"
