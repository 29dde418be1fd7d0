"""One disk with one outbox: swipes, power cuts, restarts, and what is found after each."""

import random
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from terminal.outbox.beside import open_reading
from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.daemon import Daemon, configuration
from tests.parts.powercut.disk import LosingDisk
from tests.parts.powercut.door import Door
from tests.parts.powercut.moments import Cut, Sight
from tests.parts.powercut.promises import Promise, broken, undelivered, wrong_in_protime

MOST_SWIPES = 6000
"""Far more than are swiped between two new disks."""

SETTLED_SECONDS = 30.0
_POLL_SECONDS = 0.05


class Life:
    """A terminal on a disk of its own, whose power is cut again and again.

    Args:
        folder: An empty folder, on mounts of one's own.
        program: The module that is the terminal; see Daemon.

    Attributes:
        promises: What was accepted so far.
    """

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        badges = [f"{position:08}" for position in range(MOST_SWIPES)]
        self.promises = list[Promise]()
        self._badges = iter(badges)
        self._folder = folder
        self._program = program
        self._protime = ProtimeSimulator(Directory.example().with_badges(badges))
        self._protime.start()
        self._disk = LosingDisk(folder)
        self._outbox = self._disk.power_on() / "outbox.db"
        self._configuration = configuration(
            folder, self._protime, outbox=self._outbox, read_back_delay_seconds=1
        )

    def cut(self, cut: Cut) -> list[str]:
        """Start the terminal, swipe until the power is cut, and return what is wrong then."""
        daemon, door = self._start()
        power = Thread(target=self._cut_when_it_is_time, args=(cut, daemon, door))
        power.start()
        try:
            door.swipe_until_dark()
            power.join()
        finally:
            door.close()
            self._disk.clear_away()
        self.promises += door.promises
        self._disk.power_on()
        return [*door.findings, *self._found_on_disk()]

    def finish(self) -> list[str]:
        """Start the terminal once more, let it deliver all, and return what is wrong then."""
        daemon, door = self._start()
        try:
            door.swipe()
            self.promises += door.promises
            waiting = self._wait_until_settled()
        finally:
            daemon.kill()
        booked = self._protime.ledger.booked
        return [
            *door.findings,
            *([f"{waiting} clockings are not delivered"] if waiting else []),
            *self._found_on_disk(),
            *wrong_in_protime(self._copy(), booked, self.promises),
        ]

    def save(self, folder: Path) -> None:
        """Keep in a folder what tells how it came to this."""
        copy_image = ["cp", "--sparse=always", str(self._disk.image), str(folder / "image")]
        subprocess.run(copy_image, check=True)
        shutil.copyfile(self._folder / "log", folder / "log")
        shutil.copytree(self._folder / "copy", folder / "outbox", dirs_exist_ok=True)

    def close(self) -> None:
        """Unmount the disk."""
        self._protime.stop()
        self._disk.clear_away()

    def _start(self) -> tuple[Daemon, Door]:
        daemon = Daemon(self._configuration, self._folder / "log", program=self._program)
        return daemon, Door(daemon, self._badges)

    def _cut_when_it_is_time(self, cut: Cut, daemon: Daemon, door: Door) -> None:
        sight = Sight(
            promised=lambda: len(door.promises),
            outbox=self._outbox,
            signal=lambda number: _send(daemon, number),
        )
        try:
            cut.moment(sight)
        except (AssertionError, OSError) as error:
            door.findings.append(f"{cut.kind}: {error}")
        self._disk.cut(random.Random(cut.seed), cut.surviving)
        door.is_dark.set()

    def _found_on_disk(self) -> list[str]:
        return broken(self._copy(), self.promises)

    def _copy(self) -> Path:
        """Return a folder with the outbox as it is: looking into it must not recover it."""
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("outbox.db", "outbox.db-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(self._outbox.with_name(name), copy / name)
        return copy

    def _wait_until_settled(self) -> int:
        """Return how many clockings are not delivered in time."""
        deadline = monotonic() + SETTLED_SECONDS
        while True:
            with open_reading(self._outbox) as outbox:
                waiting = undelivered(outbox.counts())
            if not waiting or monotonic() >= deadline:
                return waiting
            Event().wait(_POLL_SECONDS)


def _send(daemon: Daemon, number: signal.Signals) -> None:
    daemon.process.send_signal(number)
