"""What a file lies on: real file systems, and mounts as text for those not at hand."""

import os
from pathlib import Path

import pytest

from terminal.host.disk import Fitness, disk_of

ROOT = "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw"


def _mounts(tmp_path: Path, *lines: str) -> Path:
    table = tmp_path / "mountinfo"
    table.write_text("\n".join((ROOT, *lines)), encoding="utf-8")
    return table


@pytest.mark.skipif(not os.path.ismount("/dev/shm"), reason="no tmpfs here")
def test_a_real_tmpfs_is_refused() -> None:
    """An outbox in memory would be emptied by the power cut that it is there for."""
    disk = disk_of(Path("/dev/shm/no/such/outbox.db"))
    assert (disk.fitness, disk.file_system, disk.mount_point) == (
        Fitness.UNFIT,
        "tmpfs",
        "/dev/shm",
    )
    assert "/dev/shm/no/such/outbox.db lies on tmpfs" in disk.text
    assert disk.free_bytes > 0


def test_a_link_is_followed_to_where_the_file_really_lies(tmp_path: Path) -> None:
    """A link on a disk that leads into memory is memory."""
    link = tmp_path / "outbox.db"
    link.symlink_to("/proc/self/status")
    assert disk_of(link).file_system == "proc"


def test_what_may_not_be_looked_at_is_judged_by_what_is_above_it(tmp_path: Path) -> None:
    """The service sees no home directory; a path in there is an error, and not a crash."""
    hidden = _Forbidden(tmp_path / "hidden" / "outbox.db")
    assert disk_of(hidden).mount_point == disk_of(tmp_path).mount_point


class _Forbidden(type(Path())):  # type: ignore[misc]  # the class depends on the system
    """A path into a folder that nobody may look into: root may look into any other."""

    def exists(self) -> bool:
        if "hidden" in self.parts[:-1]:
            raise PermissionError(13, "Permission denied")
        return Path(self).exists()


@pytest.mark.parametrize(
    ("file_system", "source", "fitness"),
    [
        ("ext4", "/dev/mmcblk0p2", Fitness.FIT),
        ("btrfs", "/dev/sda1", Fitness.FIT),
        ("f2fs", "/dev/sda1", Fitness.FIT),
        ("tmpfs", "tmpfs", Fitness.UNFIT),
        ("ramfs", "none", Fitness.UNFIT),
        ("ext4", "/dev/zram0", Fitness.UNFIT),
        ("ext4", "/dev/ram1", Fitness.UNFIT),
        ("nfs4", "server:/export", Fitness.UNFIT),
        ("cifs", "//server/share", Fitness.UNFIT),
        ("fuse.sshfs", "me@server:", Fitness.UNFIT),
        ("overlay", "overlayroot", Fitness.DOUBTFUL),
        ("virtiofs", "share", Fitness.DOUBTFUL),
        ("vfat", "/dev/mmcblk0p1", Fitness.DOUBTFUL),
    ],
)
def test_each_kind_of_file_system_is_judged(
    tmp_path: Path, file_system: str, source: str, fitness: Fitness
) -> None:
    """Memory and networks are refused, layers and foreign disks doubted, local disks taken."""
    mounts = _mounts(tmp_path, f"30 21 0:9 / {tmp_path} rw shared:2 - {file_system} {source} rw")
    disk = disk_of(tmp_path / "outbox.db", mounts)
    assert disk.fitness is fitness
    assert disk.text.startswith(
        f"{tmp_path / 'outbox.db'} lies on {file_system} (mounted at {tmp_path}): "
    )


def test_the_innermost_and_latest_mount_counts(tmp_path: Path) -> None:
    """What is mounted over another hides it; a mount elsewhere says nothing."""
    mounts = _mounts(
        tmp_path,
        f"30 21 0:9 / {tmp_path} rw - ext4 /dev/sda1 rw",
        f"31 30 0:9 / {tmp_path} rw - tmpfs tmpfs rw",
        f"32 21 0:9 / {tmp_path}-other rw - ext4 /dev/sdb1 rw",
        "33 21 0:9 / /proc rw - proc proc rw",
    )
    assert disk_of(tmp_path / "outbox.db", mounts).file_system == "tmpfs"


def test_mount_points_with_spaces_are_understood(tmp_path: Path) -> None:
    """The kernel writes a space as an octal number."""
    place = tmp_path / "a b"
    place.mkdir()
    mounts = _mounts(tmp_path, f"30 21 0:9 / {tmp_path}/a\\040b rw - tmpfs tmpfs rw")
    assert disk_of(place / "outbox.db", mounts).mount_point == str(place)


def test_the_free_space_is_that_of_the_place(tmp_path: Path) -> None:
    """The number is what this user may still write."""
    free_bytes = disk_of(tmp_path).free_bytes
    room = os.statvfs(tmp_path)
    assert free_bytes == pytest.approx(room.f_bavail * room.f_frsize, rel=0.1)


def test_in_a_chroot_without_a_mount_of_its_own_the_disk_is_doubted(tmp_path: Path) -> None:
    """What the kernel does not list is said, and is no reason to stop."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text("33 21 0:9 / /proc rw - proc proc rw\n", encoding="utf-8")
    disk = disk_of(tmp_path / "outbox.db", mounts)
    assert disk.fitness is Fitness.DOUBTFUL
    assert "lies on an unseen file system" in disk.text
