"""The clocks, against the real kernel and against scripted ones."""

import ctypes
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terminal.host.clock_service import _TIMEX_BYTES
from terminal.host.clocks import Kernel, Synchronisation, SystemClock
from tests.parts.need import need

SCRIPTED_AT = datetime(2026, 3, 2, 11, 0, 30, 1, tzinfo=UTC)


class ScriptedClocks:
    """Clocks that say what the test wants, and in which order they were asked."""

    boot_id = "boot-1"

    def __init__(self, synchronisation: Synchronisation) -> None:
        self.asked: list[str] = []
        self.passed_ns = self.set_by_ns = 0
        self.kernel_says = synchronisation

    def synchronisation(self) -> Synchronisation:
        """Return what was scripted."""
        self.asked.append("synchronisation")
        return self.kernel_says

    def wall(self) -> datetime:
        """Return half a minute past twelve in Brussels, and a microsecond."""
        self.asked.append("wall")
        return SCRIPTED_AT

    def wall_ns(self) -> int:
        """Return the same in nanoseconds, and by how much the clock was set."""
        return round(SCRIPTED_AT.timestamp()) * 10**9 + self.passed_ns + self.set_by_ns

    def boottime_ns(self) -> int:
        """Return one second after boot, and what has passed."""
        return 10**9 + self.passed_ns


@pytest.mark.parametrize("synchronisation", list(Synchronisation))
def test_only_a_synchronised_clock_is_trusted(synchronisation: Synchronisation) -> None:
    """A kernel that says no, or that may not be asked, gives no trust."""
    moment = SystemClock("synchronised", ScriptedClocks(synchronisation)).now()
    assert moment.is_trusted == (synchronisation is Synchronisation.SYNCHRONISED)


@pytest.mark.parametrize("synchronisation", list(Synchronisation))
def test_a_clock_can_be_trusted_always(synchronisation: Synchronisation) -> None:
    """On an isolated network the kernel is not asked."""
    assert SystemClock("always", ScriptedClocks(synchronisation)).now().is_trusted


def test_trust_is_asked_before_the_time_is_read() -> None:
    """A clock that is set right in between must not leave a wrong time with trust."""
    clocks = ScriptedClocks(Synchronisation.SYNCHRONISED)
    SystemClock("synchronised", clocks).now()
    assert clocks.asked == ["synchronisation", "wall"]


def test_the_kernels_word_holds_for_a_minute() -> None:
    """While nobody sets the clock: a swipe, and each clocking that is sent, need not ask again."""
    clocks = ScriptedClocks(Synchronisation.SYNCHRONISED)
    clock = SystemClock("synchronised", clocks)
    assert clock.now().is_trusted
    clocks.kernel_says = Synchronisation.UNSYNCHRONISED
    clocks.passed_ns = 59 * 10**9
    assert clock.now().is_trusted
    assert clocks.asked.count("synchronisation") == 1
    clocks.passed_ns = 60 * 10**9
    assert not clock.now().is_trusted


@pytest.mark.parametrize("set_by_ns", [-(10**12), -10_000_000, 10_000_000, 10**9])
def test_a_clock_that_was_set_is_asked_about_at_once(set_by_ns: int) -> None:
    """It is no longer the one of which the kernel spoke."""
    clocks = ScriptedClocks(Synchronisation.SYNCHRONISED)
    clock = SystemClock("synchronised", clocks)
    assert clock.now().is_trusted
    clocks.kernel_says = Synchronisation.UNSYNCHRONISED
    clocks.set_by_ns = set_by_ns
    assert not clock.now().is_trusted
    clocks.set_by_ns = 0
    assert not clock.now().is_trusted


@pytest.mark.parametrize("word", [Synchronisation.UNSYNCHRONISED, Synchronisation.UNKNOWN])
def test_a_clock_is_trusted_as_soon_as_it_is_right(word: Synchronisation) -> None:
    """Any other word holds for one moment alone: what waits for the clock waits no longer."""
    clocks = ScriptedClocks(word)
    clock = SystemClock("synchronised", clocks)
    assert not clock.now().is_trusted
    clocks.kernel_says = Synchronisation.SYNCHRONISED
    assert clock.now().is_trusted


class InterruptedClocks(ScriptedClocks):
    """Clocks whose reader is kept waiting between two of them, the first few times."""

    def __init__(self, interruptions: int) -> None:
        super().__init__(Synchronisation.SYNCHRONISED)
        self._left = interruptions

    def wall(self) -> datetime:
        """Return the time, then let more of it pass than is right."""
        wall = super().wall() + timedelta(microseconds=self.passed_ns // 1000)
        self.passed_ns += 80_000_000 if self._left > 0 else 0
        self._left -= 1
        return wall


@pytest.mark.parametrize(("interruptions", "off_ns"), [(0, 0), (1, 0), (4, 0), (9, 80_000_000)])
def test_both_clocks_are_read_at_one_instant(interruptions: int, off_ns: int) -> None:
    """Else swipes of that boot would be dated wrongly; who waits each time gets what there is."""
    clocks = InterruptedClocks(interruptions)
    moment = SystemClock("synchronised", clocks).now()

    apart = (
        moment.boottime_ns - 10**9 - (moment.at - SCRIPTED_AT) // timedelta(microseconds=1) * 1000
    )
    assert apart == off_ns


def test_a_moment_holds_what_all_clocks_said() -> None:
    """To the microsecond: a minute must not change by any rounding."""
    moment = SystemClock("always", ScriptedClocks(Synchronisation.UNKNOWN)).now()
    assert moment.at == SCRIPTED_AT
    assert (moment.boot_id, moment.boottime_ns) == ("boot-1", 10**9)


@pytest.mark.parametrize(
    "at",
    [
        *("1970-01-02 00:00:00", "2038-01-19 03:14:08", "2107-01-01 00:00:00"),
        "2199-12-31 23:59:00",
    ],
)
def test_the_kernels_clocks_are_read_in_any_year(at: str) -> None:
    """A program that starts at that time reads it, and can ask the kernel whether it is right."""
    need("faketime")
    program = (
        "from terminal.host.clocks import SystemClock; moment = SystemClock('synchronised').now();"
        "print(f'{moment.at:%Y-%m-%d %H:%M}', moment.boottime_ns > 0)"
    )
    done = subprocess.run(
        ["faketime", at, sys.executable, "-c", program],
        env={**os.environ, "TZ": "UTC", "FAKETIME_DONT_FAKE_MONOTONIC": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == f"{at[:16]} True"


def test_the_kernels_answer_fits_where_it_is_put() -> None:
    """It writes no more than what is set aside for it, whatever the size of its times."""
    unused = b"\xa5" * (_TIMEX_BYTES - 256)
    answer = ctypes.create_string_buffer(bytes(256) + unused, _TIMEX_BYTES)
    ctypes.CDLL(None).adjtimex(answer)
    assert answer.raw[256:] == unused
    assert answer.raw[:256] != bytes(256)


def test_the_real_clocks_are_read() -> None:
    """Wall time, boot time and boot identifier are the kernel's."""
    before_ns, boottime_before_ns = time.time_ns(), time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    moment = SystemClock("always").now()
    after_ns, boottime_after_ns = time.time_ns(), time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    at_us = round(moment.at.timestamp() * 1e6)
    assert before_ns // 1000 - 1 <= at_us <= after_ns // 1000 + 1
    assert boottime_before_ns <= moment.boottime_ns <= boottime_after_ns
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    assert moment.boot_id == boot_id.strip()
    assert len(moment.boot_id) == 36


def test_the_real_kernel_says_whether_its_clock_is_right() -> None:
    """The answer is the one that adjtimex(2) gives, read here from its status bits."""
    answer = ctypes.create_string_buffer(512)
    state = ctypes.CDLL(None).adjtimex(answer)
    expected = {5: Synchronisation.UNSYNCHRONISED, -1: Synchronisation.UNKNOWN}
    assert Kernel().synchronisation() is expected.get(state, Synchronisation.SYNCHRONISED)


@pytest.mark.parametrize(
    ("injection", "expected"),
    [
        ("retval=0", "SYNCHRONISED"),
        ("retval=1", "SYNCHRONISED"),
        ("retval=5", "UNSYNCHRONISED"),
        ("error=EPERM", "UNKNOWN"),
    ],
)
def test_every_answer_of_the_kernel_is_understood(injection: str, expected: str) -> None:
    """With strace as the kernel: right, leap second ahead, not right, and forbidden to ask."""
    need("strace")
    program = "from terminal.host.clocks import Kernel; print(Kernel().synchronisation().name)"
    calls = "?adjtimex,?clock_adjtime,?clock_adjtime64"
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", "/dev/null"),
            *("-e", f"trace={calls}", "-e", f"inject={calls}:{injection}"),
            *(sys.executable, "-c", program),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == expected
