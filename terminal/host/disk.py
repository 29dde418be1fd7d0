"""Whether a place on disk can keep a promise through a power cut."""

import os
from enum import StrEnum
from pathlib import Path

from terminal.model.struct import Struct

_MOUNTS = Path("/proc/self/mountinfo")

_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_IN_MEMORY_DEVICES = ("/dev/zram", "/dev/ram")
_ON_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "afs", "fuse.sshfs", "fuse.glusterfs"}
)
_IN_LAYERS = frozenset({"overlay", "aufs", "fuse.unionfs-fuse"})
_UNSEEN = "an unseen file system"
_OUT_OF_SIGHT = frozenset({"9p", "virtiofs", _UNSEEN})
_FOREIGN = frozenset({"vfat", "exfat", "msdos"})


class Fitness(StrEnum):
    """Whether clockings may be kept there."""

    FIT = "fit"
    DOUBTFUL = "doubtful"
    UNFIT = "unfit"


class Disk(Struct, frozen=True, kw_only=True):
    """Where a file lies, or would lie.

    Attributes:
        mount_point: Where its file system is mounted.
        file_system: The file system's type, as mount(8) names it.
        fitness: Whether clockings may be kept there.
        text: Why, and what to do, for a person; one sentence also when it is fit.
        free_bytes: What this user can still write.
    """

    mount_point: str
    file_system: str
    fitness: Fitness
    text: str
    free_bytes: int


class _Mount(Struct, frozen=True):
    point: str
    file_system: str
    source: str


def disk_of(path: Path, mounts: Path = _MOUNTS) -> Disk:
    """Return what a path lies on; it need not exist yet.

    Args:
        path: Usually the outbox.
        mounts: A file in the form of /proc/self/mountinfo, see proc(5).
    """
    place = _existing(path)
    mount = _mount_of(place, mounts)
    fitness, why = _judgement(mount)
    room = os.statvfs(place)
    return Disk(
        mount_point=mount.point,
        file_system=mount.file_system,
        fitness=fitness,
        text=f"{path} lies on {mount.file_system} (mounted at {mount.point}): {why}",
        free_bytes=room.f_bavail * room.f_frsize,
    )


def _judgement(mount: _Mount) -> tuple[Fitness, str]:
    kind = mount.file_system
    if kind in _IN_MEMORY or mount.source.startswith(_IN_MEMORY_DEVICES):
        return Fitness.UNFIT, "that is memory, a power cut empties it; choose a path on a disk"
    if kind in _ON_NETWORK:
        # SQLite's write-ahead log needs shared memory between processes, which no network file
        # system has (sqlite.org/wal.html); and a swipe must not wait for a network.
        return Fitness.UNFIT, "that is another machine's disk; choose a path on a local disk"
    if kind in _IN_LAYERS:
        return Fitness.DOUBTFUL, (
            "the upper layer may be memory that a power cut empties; on a read-only system keep "
            "the outbox on a partition of its own, in a container on a volume"
        )
    if kind in _OUT_OF_SIGHT:
        return Fitness.DOUBTFUL, "whether the host really writes to disk cannot be seen from here"
    if kind in _FOREIGN:
        return Fitness.DOUBTFUL, "it has no journal, a power cut may damage it; ext4 is better"
    return Fitness.FIT, "a local disk"


def _existing(path: Path) -> Path:
    """Return the path itself, or the nearest directory above it that exists, links followed."""
    path = path.resolve()
    return next(place for place in (path, *path.parents) if _is_there(place))


def _is_there(place: Path) -> bool:
    """Return whether a place exists; what may not be looked at is left to whoever opens it."""
    try:
        return place.exists()
    except PermissionError:
        return False


def _mount_of(place: Path, mounts: Path) -> _Mount:
    """Return the mount with the longest mount point above a place; a later one covers earlier.

    In a chroot whose top is no mount point the kernel lists none around it.
    """
    around = [
        mount
        for mount in map(_mount, mounts.read_text(encoding="utf-8").splitlines())
        if place.is_relative_to(mount.point)
    ]
    unseen = _Mount("/", _UNSEEN, "")
    return max(reversed(around), key=lambda mount: len(mount.point), default=unseen)


def _mount(line: str) -> _Mount:
    before, _, after = line.partition(" - ")
    file_system, source, *_ = after.split(" ")
    return _Mount(_plain(before.split(" ")[4]), file_system, _plain(source))


def _plain(field: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, char)
    return field
