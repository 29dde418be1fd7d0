"""Processes that hold an outbox: `python -m tests.parts.outbox_child STORY FILE [NUMBER]`.

Each tells what happened line by line, without any buffer, so that a line that was read is one
that a process has surely got to.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from terminal.model import Outcome, State
from terminal.outbox import SqliteOutbox
from terminal.outbox.reserve import Reserve
from terminal.ports import OutboxUnavailable
from tests.parts import older_outbox
from tests.parts.fakes import NOON, FakeClock, swipe
from tests.parts.outboxes import booked, drain, put, stored

TMPFS_MEBIBYTES = 40
_BADGES = 40
_TOO_LITTLE_ROOM_BYTES = 128 * 1024
_SWIPES_BETWEEN_DELIVERIES = 25


def say(line: str) -> None:
    """Tell the parent, or the trace, a line."""
    os.write(1, f"{line}\n".encode())


def _open(path: Path) -> SqliteOutbox:
    return SqliteOutbox(path, FakeClock().now)


def _opened(path: Path, _number: int) -> None:
    with _open(path):
        say("opened")


def _opened_read_only(path: Path, _number: int) -> None:
    _mount(path.parent, "ro")
    _opened(path, 0)


def _exit(path: Path, number: int) -> None:
    _exit_after(_open(path), number)


def _exit_after(outbox: SqliteOutbox, number: int) -> NoReturn:
    _stored(outbox, number)
    os._exit(0)


def _night(path: Path, number: int) -> None:
    """A start with its first housekeeping, some swipes, and the main switch."""
    outbox = _open(path)
    outbox.tidy()
    _stored(outbox, number)
    os._exit(0)


def _killed(path: Path, number: int) -> None:
    _stored(_open(path), number)
    os.kill(os.getpid(), signal.SIGKILL)


def _filled(path: Path, number: int) -> None:
    """Clockings in every state, half of them in the file and half in the log; then the end."""
    outbox = _open(path)
    put(outbox, *(f"{each % _BADGES:04}" for each in range(number)))
    drain(outbox)
    outbox._file.fold()
    outbox.release([(outbox.put(swipe("0001"), None), booked())])
    put(outbox, *(f"1{each:03}" for each in range(30)))
    batch = [each.seq for each in outbox.exchange([], 12, NOON)]
    ends = [State.REJECTED, State.UNCERTAIN, State.PENDING, State.DELIVERED]
    outcomes = [
        Outcome(seq=seq, state=ends[seq % 4], last_error=f"HTTP {seq}: " + "why " * 400)
        for seq in batch[:8]
    ]
    outbox.exchange(outcomes, 0, NOON)
    for _ in range(5):
        outbox.put(swipe("0002"), None)
    os._exit(0)


def _stored(outbox: SqliteOutbox, number: int) -> None:
    for _ in range(number):
        try:
            say(f"stored {outbox.put(swipe(), booked())}")
        except OutboxUnavailable as error:
            say(f"refused {error}")


def _day(path: Path, number: int) -> None:
    """A long day at the door; what lies between two lines is what the first one says."""
    with _open(path) as outbox:
        for each in range(number):
            say("swipe")
            put(outbox, f"{each % _BADGES:04}")
            say("upkeep")
            if each % _SWIPES_BETWEEN_DELIVERIES == 0:
                drain(outbox)
        drain(outbox)
        say("look-up")
        outbox.exchange([], 12, NOON)
        outbox.next_attempt_at()
        say("end")


def _full(path: Path, _number: int) -> None:
    """A disk fills up, and is cleared again."""
    _mount(path.parent, f"size={TMPFS_MEBIBYTES}m")
    with _open(path) as outbox:
        ballast = path.with_name("ballast")
        _reserve(outbox)
        _fill(ballast)
        while _still_takes(outbox):
            pass
        ballast.unlink()
        _reserve(outbox)
        say("tidied")
        _stored(outbox, 1)
    for seq in stored(path):
        say(f"kept {seq}")


def _full_start(path: Path, _number: int) -> None:
    """A start on a full disk with a reserve, after a clean end: there is no log that was grown."""
    _mount(path.parent, f"size={TMPFS_MEBIBYTES}m")
    with _open(path) as outbox:
        _reserve(outbox)
    _fill(path.with_name("ballast"))
    with _open(path) as outbox:
        _stored(outbox, 600)
        _tidied(outbox)


def _full_then_cut(path: Path, number: int) -> None:
    """A start on a full disk, which is cleared while it takes swipes; then the power goes."""
    _mount(path.parent, f"size={TMPFS_MEBIBYTES}m")
    with _open(path) as outbox:
        _reserve(outbox)
    ballast = path.with_name("ballast")
    _fill(ballast)
    if not (child := os.fork()):
        outbox = _open(path)
        ballast.unlink()
        _exit_after(outbox, number)
    os.waitpid(child, 0)
    with _open(path) as outbox:
        say(f"pending {outbox.count(State.PENDING)}")


def _full_upgrade(path: Path, number: int) -> None:
    """The start of a newer program on a disk that has less room than the older file's rows take."""
    _mount(path.parent, f"size={TMPFS_MEBIBYTES}m")
    older_outbox.make(path, 1, *(swipe(f"{each:04}") for each in range(number)))
    reserve = Reserve(path)
    while not reserve.is_whole:
        reserve.tend()
    ballast = path.with_name("ballast")
    _fill(ballast)
    os.truncate(ballast, ballast.stat().st_size - _TOO_LITTLE_ROOM_BYTES)
    with _open(path) as outbox:
        say(f"pending {outbox.count(State.PENDING)}")
        say(f"damaged files {len(list(path.parent.glob('*.damaged-*')))}")


def _read_only(path: Path, _number: int) -> None:
    """A disk that is remounted read-only while the outbox is closed, and back."""
    _mount(path.parent, "size=20m")
    with _open(path) as outbox:
        _stored(outbox, 1)
    _remount(path.parent, "ro")
    try:
        _opened(path, 0)
    except OutboxUnavailable as error:
        say(f"unavailable {error}")
    _remount(path.parent, "rw")
    with _open(path) as outbox:
        _stored(outbox, 1)


def _faulty(path: Path, number: int) -> None:
    """A start, swipes and housekeeping while single calls fail; then it works again.

    What fails is tried again a few times, as the service manager and sync would.
    """
    outbox = _open_at_last(path)
    for each in range(number):
        _stored(outbox, 1)
        if each % 3 == 0:
            _tidied(outbox)
        if each == number // 2:
            outbox._rows_at_checkpoint = -1000
    for _ in range(5):
        _tidied(outbox)
    say("works again" if _tidied(outbox) else "fails still")
    _stored(outbox, 3)
    os._exit(0)


def _open_at_last(path: Path) -> SqliteOutbox:
    try:
        return _open(path)
    except OutboxUnavailable as error:
        say(f"unavailable {error}")
        return _open_at_last(path)


def _reserve(outbox: SqliteOutbox) -> None:
    while not outbox._file.reserve.is_whole:
        _tidied(outbox)


def _tidied(outbox: SqliteOutbox) -> bool:
    try:
        outbox.tidy()
    except OutboxUnavailable as error:
        say(f"untidy {error}")
        return False
    return True


def _still_takes(outbox: SqliteOutbox) -> bool:
    _tidied(outbox)
    try:
        say(f"stored {outbox.put(swipe(), booked())}")
    except OutboxUnavailable as error:
        say(f"refused {error}")
        return False
    return True


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            say("full")


def _remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def _mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


STORIES = {
    "open": _opened,
    "open-read-only": _opened_read_only,
    "exit": _exit,
    "night": _night,
    "filled": _filled,
    "kill": _killed,
    "day": _day,
    "full": _full,
    "full-start": _full_start,
    "full-then-cut": _full_then_cut,
    "full-upgrade": _full_upgrade,
    "read-only": _read_only,
    "faulty": _faulty,
}


def main() -> None:
    """Play the story that the command line names."""
    story, path, *number = sys.argv[1:]
    try:
        STORIES[story](Path(path), int(number[0]) if number else 0)
    except OutboxUnavailable as error:
        say(f"unavailable {error}")


if __name__ == "__main__":
    main()
