"""A reader that types, as a real input device of a whole machine."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from shlex import quote
from threading import Event
from typing import Any

import pytest

from tests.parts.machine.machine import Machine
from tests.parts.machine.workplace import (
    ACCEPTED,
    BADGES,
    LONGEST_WAIT_SECONDS,
    Terminal,
    Workplace,
    until,
    workplace,
)
from tests.parts.need import need, need_root

PACE_SECONDS = 2  # an emulator is slow at times
READER = f"""
[[readers]]
kind = "keyboard"
usb_id = "ffff:0035"
pace_seconds = {PACE_SECONDS}
selection = "doctor"

[[selections]]
name = "doctor"
kind = "Reason"
reason = {{ "@absence-code" = "DOCTOR" }}
"""
CONFIGURATION = "/etc/badge-terminal/terminal.toml"
GRAB = """
import errno, fcntl, glob
for path in glob.glob('/sys/class/input/event*/device/name'):
    if 'USB Reader' in open(path).read():
        node = open('/dev/input/' + path.split('/')[4], 'rb')
        try:
            fcntl.ioctl(node, 0x40044590, 1)
        except OSError as error:
            print(errno.errorcode[error.errno])
"""

Json = dict[str, Any]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def place() -> Iterator[Workplace]:
    """Return a workplace whose terminal never ran."""
    need_root("make the root file system of a machine")
    need("qemu-system-x86_64", "mmdebstrap", "mkfs.ext4", "setpriv")
    with workplace() as place:
        yield place


def test_a_reader_that_types_is_taken_away_from_the_machine_and_survives_being_pulled(
    place: Workplace,
) -> None:
    """Its numbers arrive in Protime as typed, with its selection; half a number never does."""
    with place.boot(datetime(2026, 11, 2, 8, tzinfo=UTC)) as terminal:
        machine = terminal.machine
        _plug_in(machine)
        _take_the_reader_into_service(machine)
        _swipe(machine, BADGES[0])
        assert machine.run(f"python3 -c {quote(GRAB)}").strip() == "EBUSY"

        _type(machine, f"{BADGES[1][:3]}-")
        machine.wait_for_cue("unreadable")
        machine.run("systemctl stop wedge")
        machine.wait_for_cue("reader-fault")
        _plug_in(machine)
        _wait_until_found(machine, times=2)
        _swipe(machine, BADGES[2])

        assert _numbers(terminal) == [BADGES[0], BADGES[2]]
        place.protime.start()
        terminal.unplug()
        terminal.plug_in()
        until(lambda: len(place.protime.ledger.booked) == 2)
        kept = terminal.clockings()
    # One badge never waits for another: which of the two arrives first is left open.
    arrived = [each.posted for each in place.protime.ledger.booked]
    assert sorted(map(_written, arrived)) == sorted(_written(_body(each)) for each in kept)


def _body(clocking: Json) -> Json:
    """Return the documented body of what the reader's selection makes of a swipe."""
    return {
        "person": {"externalReferences": {"@badge-number": clocking["badge_number"]}},
        "date": clocking["date"],
        "timeOfDayInMinutes": clocking["time_of_day_in_minutes"],
        "terminal": {"externalReferences": {"@external-code": "PI-01"}},
        "kind": "Reason",
        "reason": {"externalReferences": {"@absence-code": "DOCTOR"}},
    }


def _written(body: Mapping[str, Any] | None) -> str:
    return json.dumps(body, sort_keys=True)


def _plug_in(machine: Machine) -> None:
    machine.run("modprobe uhid")
    machine.run("systemd-run --unit=wedge --collect python3 /stage/wedge.py")
    _shell(machine, "until grep -q 'USB Reader' /sys/class/input/event*/device/name; do :; done")
    machine.run("udevadm settle")


def _take_the_reader_into_service(machine: Machine) -> None:
    machine.run("usermod -aG input badge-terminal")
    drop_ins = "/etc/systemd/system/badge-terminal.service.d"
    machine.run(f"install -D -m 644 -t {drop_ins} /stage/other-readers.conf")
    machine.run("systemctl daemon-reload")
    machine.run("systemctl stop badge-terminal")
    _shell(machine, f"printf %s {quote(READER)} >>{CONFIGURATION}")
    machine.run("systemctl start badge-terminal")
    _wait_until_found(machine, times=1)


def _wait_until_found(machine: Machine, times: int) -> None:
    until(lambda: machine.log().count("reader found reader=keyboard") == times)
    # What comes sooner could be the rest of a number.
    Event().wait(PACE_SECONDS)


def _swipe(machine: Machine, badge: str) -> None:
    _type(machine, badge)
    machine.wait_for_cue(*ACCEPTED)


def _type(machine: Machine, line: str) -> None:
    _shell(machine, f"echo {line} >/run/wedge")


def _shell(machine: Machine, script: str) -> None:
    machine.run(f"timeout {LONGEST_WAIT_SECONDS:.0f} sh -c {quote(script)}")


def _numbers(terminal: Terminal) -> list[str]:
    return [clocking["badge_number"] for clocking in terminal.clockings()]
