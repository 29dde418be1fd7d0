"""Whether the disk under the outbox can keep a promise."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

PLACE = Check("outbox-place", "the file system below `[outbox] path` (/proc/self/mountinfo)")
WRITABLE = Check("outbox-writable", "whether that file system is mounted to be written to")
SPACE = Check("disk-space", "the free space of that file system")
HEALTH = Check("disk-health", "the errors that ext4 counts, and the wear that the card reports")
PRIVACY = Check("outbox-access", "owner and mode of the outbox and its folder")

IN_MEMORY = Ailment(
    PLACE,
    Severity.FAULT,
    "A power cut would empty the outbox: the terminal does not start with it",
    "move it to a disk: `[outbox] path` in {config}, then `sudo systemctl restart badge-terminal`",
)
DOUBTFUL_PLACE = Ailment(
    PLACE,
    Severity.WARNING,
    "Clockings that were answered with a beep may be lost in a power cut",
    "mount a partition of its own, of ext4, at the folder of the outbox; or switch the overlay "
    "off: `sudo raspi-config nonint disable_overlayfs && sudo reboot`",
)
READ_ONLY = Ailment(
    WRITABLE,
    Severity.FAULT,
    "No swipe can be stored. Linux does this by itself when a disk fails",
    "see why with `sudo dmesg | grep -iE 'mmc|ext4|error'`; replace a card that fails, else "
    "`sudo mount -o remount,rw {mount_point}`",
)
DISK_FULL = Ailment(
    SPACE,
    Severity.FAULT,
    "Swipes will soon be refused, or are already",
    "make room: `sudo journalctl --vacuum-size=50M; sudo apt-get clean`, and see what is large "
    "with `sudo du -xh {mount_point} | sort -h | tail`",
)
DISK_FILLING = Ailment(
    SPACE,
    Severity.WARNING,
    "There is still room for years of clockings, but something else fills the disk",
    "see what is large with `sudo du -xh {mount_point} | sort -h | tail`",
)
DISK_ERRORS = Ailment(
    HEALTH,
    Severity.FAULT,
    "The file system was found damaged: the next damage may be in the outbox",
    "sudo badge-terminal outbox export --help, then a new card; what the kernel saw: "
    "`sudo dmesg | grep -i ext4`",
)
CARD_WORN = Ailment(
    HEALTH,
    Severity.WARNING,
    "The card or chip says that it nears its end",
    "replace it soon; until then look daily: `sudo badge-terminal doctor`",
)
OTHERS_MAY_READ = Ailment(
    PRIVACY,
    Severity.WARNING,
    "Others on this machine can read who came when",
    "sudo chmod o= {path}",
)
WRONG_OWNER = Ailment(
    PRIVACY,
    Severity.FAULT,
    "The service may not write to its outbox: no swipe can be stored",
    "sudo chown badge-terminal:badge-terminal {path}",
)

FULL_BELOW_BYTES = 16 * 1024 * 1024
FILLING_BELOW_BYTES = 200 * 1024 * 1024
_MEGABYTE = 1000 * 1000
_WORN_FROM = 9
"""JEDEC's life time estimation counts in tenths; 0x0A is 90 to 100 % of the life used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """What lies below the outbox.

    Attributes:
        config: The file that names its path.
        mount_point: Where its file system is mounted.
        fitness: `fit`, `doubtful` or `unfit`.
        text: Why, in one sentence.
        is_read_only: Whether it may not be written to.
        free_bytes: What the service can still write.
        errors: How many errors ext4 counted; None where another file system does not count.
        wear_tenths: How much of its life a chip says is over; None where it does not say.
    """

    config: str
    mount_point: str
    fitness: str
    text: str
    is_read_only: bool
    free_bytes: int
    errors: int | Unseen | None
    wear_tenths: int | None


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what with a file or folder of the outbox."""

    path: str
    owner: str
    mode: int


def findings(seen: Disk | Unseen) -> Iterator[Finding]:
    """Examine the disk."""
    if isinstance(seen, Unseen):
        yield from (each.unknown(seen) for each in (PLACE, WRITABLE, SPACE, HEALTH))
        return
    yield _place(seen)
    if seen.is_read_only:
        yield READ_ONLY.seen(
            f"{seen.mount_point} is mounted read-only", mount_point=seen.mount_point
        )
    else:
        yield WRITABLE.well(f"{seen.mount_point} may be written to")
    yield _space(seen)
    yield _health(seen)


def access_finding(seen: Access | Unseen | None, service_user: str | None) -> Finding:
    """Examine who may read and write the outbox; the user is None where there is none."""
    if seen is None:
        return PRIVACY.absent("there is no outbox yet")
    if isinstance(seen, Unseen):
        return PRIVACY.unknown(seen)
    if service_user is not None and seen.owner != service_user:
        return WRONG_OWNER.seen(f"{seen.path} belongs to {seen.owner}", path=seen.path)
    if seen.mode & 0o007:
        return OTHERS_MAY_READ.seen(f"{seen.path} has the mode {seen.mode:04o}", path=seen.path)
    return PRIVACY.well(f"{seen.path} is closed to others (mode {seen.mode:04o})")


def _place(seen: Disk) -> Finding:
    match seen.fitness:
        case "fit":
            return PLACE.well(seen.text)
        case "doubtful":
            return DOUBTFUL_PLACE.seen(seen.text)
        case _:
            return IN_MEMORY.seen(seen.text, config=seen.config)


def _space(seen: Disk) -> Finding:
    free = f"{seen.free_bytes / _MEGABYTE:.0f} MB free at {seen.mount_point}"
    if seen.free_bytes < FULL_BELOW_BYTES:
        return DISK_FULL.seen(free, mount_point=seen.mount_point)
    if seen.free_bytes < FILLING_BELOW_BYTES:
        return DISK_FILLING.seen(free, mount_point=seen.mount_point)
    return SPACE.well(free)


def _health(seen: Disk) -> Finding:
    if isinstance(seen.errors, int) and seen.errors:
        return DISK_ERRORS.seen(f"ext4 counted {seen.errors} errors at {seen.mount_point}")
    if seen.wear_tenths is not None and seen.wear_tenths > _WORN_FROM:
        return CARD_WORN.seen("90 % or more of its life is over, it says")
    if isinstance(seen.errors, Unseen):
        return HEALTH.unknown(seen.errors)
    if seen.errors is None and seen.wear_tenths is None:
        return HEALTH.absent("neither the file system nor the disk tells of its health")
    return HEALTH.well("no errors counted")
