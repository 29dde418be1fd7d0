"""What `doctor` finds of the clocks, in real files and by what systemctl prints."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from terminal.doctor import Finding, Severity, clock
from terminal.host.clocks import Kernel, Synchronisation
from terminal.host.look import clock as look_at_clock
from tests.parts.patient import Machine, has, severity

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TIMESYNCD = "Id=systemd-timesyncd.service\nActiveState=active"
CHRONY = "Id=chrony.service\nActiveState={}"


class Told(Kernel):
    """The kernel's clocks, but for its word on whether they are right."""

    def __init__(self, said: Synchronisation) -> None:
        super().__init__()
        self._said = said

    def synchronisation(self) -> Synchronisation:
        return self._said

    def wall(self) -> datetime:
        return NOW


def found(
    machine: Machine,
    said: Synchronisation = Synchronisation.SYNCHRONISED,
    trust: str = "synchronised",
) -> list[Finding]:
    """Examine the clocks."""
    seen = look_at_clock.look(machine.tree, machine.programs, Told(said))
    return list(clock.findings(seen, trust))


def test_a_clock_that_is_not_synchronised(machine: Machine) -> None:
    """Every swipe is held then, or booked blindly where the clock is trusted always."""
    off = Synchronisation.UNSYNCHRONISED
    assert has(found(machine, off), clock.NOT_SYNCHRONISED)
    assert has(found(machine, off, "always"), clock.TRUSTED_BLINDLY)
    assert severity(found(machine), clock.TRUST) is Severity.WELL


def test_a_kernel_that_may_not_be_asked(machine: Machine) -> None:
    """Nothing is claimed about its clock."""
    assert severity(found(machine, Synchronisation.UNKNOWN), clock.TRUST) is Severity.UNKNOWN


def test_the_real_kernel_is_asked(machine: Machine) -> None:
    """The same works with the clocks of this machine."""
    seen = look_at_clock.look(machine.tree, machine.programs, Kernel())
    assert severity(clock.findings(seen, "always"), clock.TRUST) is not None
    assert abs(look_at_clock.now() - datetime.now(UTC)).total_seconds() < 60


def test_no_time_service(machine: Machine) -> None:
    """Without one nothing ever sets the clock, which an isolated network does without."""
    machine.systemctl(CHRONY.format("inactive"))
    assert has(found(machine), clock.NO_TIME_SERVICE)
    assert severity(found(machine, trust="always"), clock.SERVICE) is Severity.ABSENT


def test_two_time_services(machine: Machine) -> None:
    """Two of them are one too many, and the command names which to stop."""
    machine.systemctl(CHRONY.format("active"), TIMESYNCD)
    told = found(machine)
    assert has(told, clock.TWO_TIME_SERVICES, "chrony, systemd-timesyncd")
    assert any("disable --now systemd-timesyncd" in each.mend for each in told)


def test_one_time_service(machine: Machine) -> None:
    """One is what there should be; without systemd nobody can tell."""
    machine.systemctl(CHRONY.format("inactive"), TIMESYNCD)
    assert severity(found(machine), clock.SERVICE) is Severity.WELL
    machine.program("systemctl", script="echo 'Host is down' >&2; exit 1")
    assert severity(found(machine), clock.SERVICE) is Severity.UNKNOWN


def test_a_folder_in_the_place_of_the_clock_file(machine: Machine) -> None:
    """Images of Raspberry Pi OS that have it start in the past."""
    machine.folder("/var/lib/systemd/timesync/clock")
    assert has(found(machine), clock.CLOCK_FILE_IS_FOLDER, "timesync/clock is a folder")


def test_no_battery_clock(machine: Machine) -> None:
    """It is told even though a network makes up for it."""
    assert has(found(machine), clock.NO_BATTERY_CLOCK)
    machine.unreadable("/sys/class/rtc")
    assert has(found(machine), clock.NO_BATTERY_CLOCK)


def battery(machine: Machine, ahead_seconds: int, volts: str = "") -> None:
    """Fit a battery clock."""
    machine.file("/sys/class/rtc/rtc0/since_epoch", str(int(NOW.timestamp()) + ahead_seconds))
    if volts:
        machine.file("/sys/class/rtc/rtc0/battery_voltage", volts)


def test_a_battery_clock_that_is_off(machine: Machine) -> None:
    """It is compared with a clock that is right, and only with such a one."""
    battery(machine, 3600)
    assert has(found(machine), clock.BATTERY_CLOCK_WRONG, "off by 3600 s")
    off = Synchronisation.UNSYNCHRONISED
    assert severity(found(machine, off), clock.BATTERY) is Severity.WELL


def test_a_battery_clock_without_a_battery(machine: Machine) -> None:
    """A Raspberry Pi 5 has the clock, but not the battery."""
    battery(machine, 0, "9000")
    assert has(found(machine), clock.BATTERY_EMPTY, "0.0 V")


def test_a_battery_clock_that_is_right(machine: Machine) -> None:
    """A few seconds are well."""
    battery(machine, 2, "3100000")
    assert severity(found(machine), clock.BATTERY) is Severity.WELL


@pytest.mark.parametrize("text", ["", None])
def test_a_battery_clock_that_shows_nothing(machine: Machine, text: str | None) -> None:
    """What it would say is not guessed."""
    if text is None:
        machine.unreadable("/sys/class/rtc/rtc0/since_epoch")
    else:
        machine.file("/sys/class/rtc/rtc0/since_epoch", text)
    assert severity(found(machine), clock.BATTERY) is Severity.UNKNOWN


def zone(machine: Machine) -> Finding:
    """Compare the time zones."""
    brussels = ZoneInfo("Europe/Brussels")
    return clock.zone_finding(brussels, look_at_clock.system_zone(machine.tree), NOW, "FILE")


def test_another_time_zone(machine: Machine) -> None:
    """London is another one, and Paris another name for the same."""
    machine.link("/etc/localtime", "/usr/share/zoneinfo/Europe/London")
    assert has([zone(machine)], clock.OTHER_ZONE, "the system's is Europe/London")
    machine.tree.at("/etc/localtime").unlink()
    machine.link("/etc/localtime", "../usr/share/zoneinfo/Europe/Paris")
    assert zone(machine).severity is Severity.WELL


def test_a_zone_that_differs_in_summer_only(machine: Machine) -> None:
    """Tunis has Brussels' winter time all the year."""
    machine.file("/etc/timezone", "Africa/Tunis\n")
    assert has([zone(machine)], clock.OTHER_ZONE)


def test_a_zone_that_nobody_knows(machine: Machine) -> None:
    """A name without a zone is not taken for any."""
    machine.file("/etc/timezone", "Mars/Olympus\n")
    assert zone(machine).severity is Severity.UNKNOWN
