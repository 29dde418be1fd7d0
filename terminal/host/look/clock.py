"""All that tells the time on this machine."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from terminal.doctor import Unseen
from terminal.doctor.clock import BatteryClock, Clock
from terminal.host.clocks import ClockSource, Synchronisation
from terminal.host.look.programs import Programs
from terminal.host.look.service import blocks
from terminal.host.look.tree import Tree

_SERVICES = (
    "systemd-timesyncd.service",
    "chrony.service",
    "ntpsec.service",
    "ntp.service",
    "openntpd.service",
)
_CLOCK_FILE = "/var/lib/systemd/timesync/clock"


def look(tree: Tree, programs: Programs, source: ClockSource) -> Clock:
    """Look at the kernel's clock, at what sets it, and at what outlives the power."""
    return Clock(
        is_synchronised=_is_synchronised(source),
        services=_services(programs),
        folder_for_file=_CLOCK_FILE if tree.at(_CLOCK_FILE).is_dir() else None,
        battery=_battery(tree, int(source.wall().timestamp())),
    )


def system_zone(tree: Tree) -> ZoneInfo | Unseen:
    """Return the system's time zone, by localtime(5)."""
    _, _, linked = tree.link("/etc/localtime").partition("zoneinfo/")
    name = linked or tree.words("/etc/timezone") or "UTC"
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return Unseen(f"/etc/localtime names {name}, which is no time zone here", "timedatectl")


def now() -> datetime:
    """Return the time by the system's clock."""
    return datetime.now(UTC)


def _is_synchronised(source: ClockSource) -> bool | Unseen:
    match source.synchronisation():
        case Synchronisation.UNKNOWN:
            return Unseen("the kernel may not be asked here")
        case said:
            return said is Synchronisation.SYNCHRONISED


def _services(programs: Programs) -> tuple[str, ...] | Unseen:
    told = programs.output("systemctl", "show", "--property=Id,ActiveState", *_SERVICES)
    if isinstance(told, Unseen):
        return told
    running = {each.get("Id", "") for each in blocks(told) if each.get("ActiveState") == "active"}
    # `ntp.service` is another name of ntpsec's on Debian.
    return tuple(sorted(each.removesuffix(".service") for each in running))


def _battery(tree: Tree, now_seconds: int) -> BatteryClock | None:
    names = tree.names("/sys/class/rtc")
    if isinstance(names, Unseen) or not names:
        return None
    place = f"/sys/class/rtc/{names[0]}"
    volts = tree.words(f"{place}/battery_voltage")
    return BatteryClock(
        names[0],
        _ahead(tree.text(f"{place}/since_epoch"), now_seconds),
        int(volts) if volts.isdecimal() else None,
    )


def _ahead(shown: str | Unseen | None, now_seconds: int) -> timedelta | Unseen:
    if isinstance(shown, Unseen):
        return shown
    if shown is None or not shown.isdecimal():
        return Unseen("the battery clock shows no time")
    return timedelta(seconds=int(shown) - now_seconds)
