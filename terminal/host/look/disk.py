"""What lies below the outbox, and who may look into it."""

import os
import pwd
import stat
from pathlib import Path

from terminal.doctor import Unseen
from terminal.doctor.disk import Access, Disk
from terminal.host.disk import disk_of
from terminal.host.look.tree import Tree, unseen


def look(outbox: Path, config: Path, tree: Tree) -> Disk | Unseen:
    """Look at the disk of an outbox, which need not exist yet."""
    try:
        below = disk_of(outbox, tree.at("/proc/self/mountinfo"))
        mounted, room = Path(below.mount_point).stat(), os.statvfs(below.mount_point)
    except OSError as error:
        return unseen(str(outbox), error)
    device = f"{os.major(mounted.st_dev)}:{os.minor(mounted.st_dev)}"
    return Disk(
        config=str(config),
        mount_point=below.mount_point,
        fitness=below.fitness.value,
        text=below.text,
        is_read_only=bool(room.f_flag & os.ST_RDONLY),
        free_bytes=below.free_bytes,
        errors=_errors(device, tree),
        wear_tenths=_wear(device, tree),
    )


def look_at_access(outbox: Path) -> Access | Unseen | None:
    """Look at owner and mode of an outbox; None if there is none yet."""
    try:
        status = outbox.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return unseen(str(outbox), error)
    return Access(str(outbox), _name(status.st_uid), stat.S_IMODE(status.st_mode))


def has_user(name: str) -> bool:
    """Return whether this machine has a user of this name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _name(user_id: int) -> str:
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return f"user {user_id}"


def _block(device: str, tree: Tree) -> Path:
    return tree.at(f"/sys/dev/block/{device}").resolve()


def _errors(device: str, tree: Tree) -> int | Unseen | None:
    """Return what ext4 counts; it does so under the name of the device."""
    text = tree.text(f"/sys/fs/ext4/{_block(device, tree).name}/errors_count")
    return text if isinstance(text, Unseen | None) else int(text)


def _wear(device: str, tree: Tree) -> int | None:
    """Return the larger of the two estimates of an eMMC's life that is over; see JEDEC JESD84."""
    block = _block(device, tree)
    for disk in (block, block.parent):
        place = disk / "device" / "life_time"
        if place.is_file():
            return max(int(each, 16) for each in place.read_text(encoding="ascii").split())
    return None
