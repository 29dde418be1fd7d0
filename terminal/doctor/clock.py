"""Whether the time can be trusted, now and after a power cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

TRUST = Check("clock-trust", "whether the kernel calls the clock synchronised (adjtimex)")
SERVICE = Check("time-service", "systemd-timesyncd, chrony and ntpsec, by `systemctl is-active`")
CLOCK_FILE = Check("clock-file", "where systemd-timesyncd keeps the time over a restart")
BATTERY = Check("battery-clock", "/sys/class/rtc: is there one, has it a battery, is it right")
ZONE = Check("time-zone", "`[terminal] time_zone` against /etc/localtime")

NOT_SYNCHRONISED = Ailment(
    TRUST,
    Severity.FAULT,
    "Swipes are stored but held: they are sent once their true time is known",
    "timedatectl timesync-status; let UDP port 123 out, or name your own time server: `NTP=` in "
    "/etc/systemd/timesyncd.conf, then `sudo systemctl restart systemd-timesyncd`",
)
TRUSTED_BLINDLY = Ailment(
    TRUST,
    Severity.WARNING,
    'Nothing sets this clock, and clock_trust = "always" books whatever it shows',
    "compare it with a right one: `date`; set it with `sudo date -s`; with a network, write "
    'clock_trust = "synchronised"',
)
NO_TIME_SERVICE = Ailment(
    SERVICE,
    Severity.FAULT,
    "Nothing sets the clock over the network",
    "sudo apt-get install systemd-timesyncd; sudo timedatectl set-ntp true; if it still does not "
    "run: systemctl status systemd-timesyncd",
)
TWO_TIME_SERVICES = Ailment(
    SERVICE,
    Severity.WARNING,
    "They set one clock against each other",
    "keep one of them: `sudo systemctl disable --now {extra}`",
)
CLOCK_FILE_IS_FOLDER = Ailment(
    CLOCK_FILE,
    Severity.WARNING,
    "Some images of Raspberry Pi OS have a folder where the time is to be kept: a start without "
    "network begins months ago, when no certificate looks valid",
    "sudo systemctl stop systemd-timesyncd; sudo rmdir {path}; "
    "sudo systemctl start systemd-timesyncd",
)
NO_BATTERY_CLOCK = Ailment(
    BATTERY,
    Severity.WARNING,
    "The clock stops with the power: after a cut, swipes are held until the network is back",
    "nothing, where the network outlives the power; else fit a battery clock, on a Raspberry Pi 5 "
    "a battery, and add `dtoverlay=i2c-rtc,ds3231` (or its kind) to /boot/firmware/config.txt",
)
BATTERY_EMPTY = Ailment(
    BATTERY,
    Severity.WARNING,
    "There is a battery clock without a battery, or with an empty one: it stops with the power",
    "fit or replace the battery; one that can be charged also needs "
    "`dtparam=rtc_bbat_vchg=3000000` in /boot/firmware/config.txt",
)
BATTERY_CLOCK_WRONG = Ailment(
    BATTERY,
    Severity.WARNING,
    "After a power cut the terminal would begin with a wrong time",
    "sudo hwclock --systohc; if it comes back, replace the battery",
)
OTHER_ZONE = Ailment(
    ZONE,
    Severity.WARNING,
    "Clockings are booked by `time_zone` all the same, but `date` and the journal show other times",
    "sudo timedatectl set-timezone {zone}; or, if that zone is wrong, mend time_zone in {config}",
)

WRONG_FROM = timedelta(minutes=1)
LEAST_MICROVOLTS = 2_000_000
_HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class BatteryClock:
    """A clock that runs on without the machine.

    Attributes:
        name: Such as `rtc0`.
        ahead: How far it is ahead of the system clock.
        microvolts: Of its battery; None where it does not say.
    """

    name: str
    ahead: timedelta | Unseen
    microvolts: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """All that tells the time here.

    Attributes:
        is_synchronised: What the kernel says.
        services: The time services that run.
        folder_for_file: Where a folder lies in the place of timesyncd's file; None if it is well.
        battery: The first battery clock, None if there is none.
    """

    is_synchronised: bool | Unseen
    services: tuple[str, ...] | Unseen
    folder_for_file: str | None
    battery: BatteryClock | None


def findings(seen: Clock, trust: str) -> Iterator[Finding]:
    """Examine the clocks; `trust` is what is configured as clock_trust."""
    yield _trust(seen, trust)
    yield _services(seen.services, trust)
    if seen.folder_for_file:
        what = f"{seen.folder_for_file} is a folder"
        yield CLOCK_FILE_IS_FOLDER.seen(what, path=seen.folder_for_file)
    else:
        yield CLOCK_FILE.well("no folder in its place")
    yield _battery(seen)


def zone_finding(ours: ZoneInfo, system: ZoneInfo | Unseen, now: datetime, config: str) -> Finding:
    """Compare the workplace's wall clock with the system's, in summer and in winter."""
    if isinstance(system, Unseen):
        return ZONE.unknown(system)
    instants = (now, now + _HALF_A_YEAR)
    if any(at.astimezone(ours).utcoffset() != at.astimezone(system).utcoffset() for at in instants):
        what = f"time_zone is {ours.key}, the system's is {system.key}"
        return OTHER_ZONE.seen(what, zone=ours.key, config=config)
    return ZONE.well(f"{ours.key}, like the system's")


def _trust(seen: Clock, trust: str) -> Finding:
    if isinstance(seen.is_synchronised, Unseen):
        return TRUST.unknown(seen.is_synchronised)
    if seen.is_synchronised:
        return TRUST.well("synchronised")
    if trust == "always":
        return TRUSTED_BLINDLY.seen("not synchronised, and trusted all the same")
    return NOT_SYNCHRONISED.seen("the clock is not synchronised")


def _services(services: tuple[str, ...] | Unseen, trust: str) -> Finding:
    if isinstance(services, Unseen):
        return SERVICE.unknown(services)
    if len(services) > 1:
        what = f"several run: {', '.join(services)}"
        return TWO_TIME_SERVICES.seen(what, extra=" ".join(services[1:]))
    if services:
        return SERVICE.well(f"{services[0]} runs")
    if trust == "always":
        return SERVICE.absent('none runs, which clock_trust = "always" does without')
    return NO_TIME_SERVICE.seen("no time service runs")


def _battery(seen: Clock) -> Finding:
    battery = seen.battery
    if battery is None:
        return NO_BATTERY_CLOCK.seen("there is no battery clock")
    if battery.microvolts is not None and battery.microvolts < LEAST_MICROVOLTS:
        return BATTERY_EMPTY.seen(f"{battery.name}: {battery.microvolts / 1e6:.1f} V")
    if isinstance(battery.ahead, Unseen):
        return BATTERY.unknown(battery.ahead)
    if seen.is_synchronised is not True:
        return BATTERY.well(f"{battery.name} is there; no trusted clock to compare it with")
    if abs(battery.ahead) >= WRONG_FROM:
        seconds = round(battery.ahead.total_seconds())
        return BATTERY_CLOCK_WRONG.seen(f"{battery.name} is off by {seconds} s")
    return BATTERY.well(f"{battery.name} is right")
