"""A disk that forgets, when its power is cut, what was not flushed to it.

Between the file system and the image stands nbdkit with a cache that writes through only when it
is told to flush, as the cache of a drive may. A SIGKILL of nbdkit is the power cut.
"""

import os
import random
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event
from time import monotonic

from tests.parts.powercut.sectors import differing_sectors

IMAGE_BYTES = 96 * 1024 * 1024
READY_SECONDS = 20.0
_POLL_SECONDS = 0.005
_GOOD_FSCK_CODES = (0, 1)
"""e2fsck(8): no errors, or errors that were corrected, as the replay of the journal is."""


class LosingDisk:
    """An ext4 file system whose disk can lose its power.

    Args:
        folder: An empty folder, in memory for speed; it has to be on mounts of one's own.
    """

    def __init__(self, folder: Path) -> None:
        self._image = folder / "image"
        self._folder = folder
        self._starts = 0
        self._nbdkit: subprocess.Popen[bytes] | None = None
        self._cache: int | None = None
        self._clearing = ExitStack()
        _run("truncate", f"--size={IMAGE_BYTES}", str(self._image))
        _run("mkfs.ext4", "-q", "-F", "-b", "4096", str(self._image))

    @property
    def image(self) -> Path:
        """What the disk surely has."""
        return self._image

    def power_on(self) -> Path:
        """Check and mount it as a boot does, and return where."""
        _run("e2fsck", "-p", str(self._image), good=_GOOD_FSCK_CODES)
        self._starts += 1
        here = self._folder / str(self._starts)
        (here / "fuse").mkdir(parents=True)
        self._start_nbdkit(here)
        self._start_nbdfuse(here)
        mounted = self._folder / "disk"
        mounted.mkdir(exist_ok=True)
        _run("mount", "-o", "loop,noatime", str(here / "fuse/nbd"), str(mounted))
        self._clearing.callback(_run, "umount", str(mounted))
        return mounted

    def cut(self, rng: random.Random, surviving: float) -> None:
        """Take the power away; may be called from any thread.

        Args:
            rng: Chooses what survives.
            surviving: The share of the sectors not flushed that reached the disk all the same,
                in whatever order it liked; 0 to 1.
        """
        assert self._nbdkit
        assert self._cache is not None
        self._nbdkit.kill()
        self._nbdkit.wait()
        if surviving:
            self._keep(self._cache, rng, surviving)

    def clear_away(self) -> None:
        """Unmount what is left of it; the image stays. The processes on it have to be gone."""
        self._clearing.close()

    def _keep(self, cache: int, rng: random.Random, surviving: float) -> None:
        with self._image.open("r+b", buffering=0) as image:
            for offset, sector in list(differing_sectors(cache, image.fileno())):
                if rng.random() < surviving:
                    os.pwrite(image.fileno(), sector, offset)

    def _start_nbdkit(self, here: Path) -> None:
        arguments = ["cache=writeback", "cache-min-block-size=4096"]
        server = ["nbdkit", "-f", "-U", str(here / "socket"), "-P", str(here / "pid")]
        self._nbdkit = subprocess.Popen(
            [*server, "--filter=cache", "file", str(self._image), *arguments],
            env={**os.environ, "TMPDIR": str(self._folder)},
            stderr=subprocess.DEVNULL,
        )
        self._clearing.callback(_end, self._nbdkit)
        _wait_for((here / "pid").exists)
        self._cache = _open_cache(self._nbdkit.pid, self._folder)
        self._clearing.callback(os.close, self._cache)

    def _start_nbdfuse(self, here: Path) -> None:
        nbdfuse = subprocess.Popen(
            ["nbdfuse", str(here / "fuse/nbd"), f"nbd+unix:///?socket={here / 'socket'}"],
            stderr=subprocess.DEVNULL,  # it dies of a failed assertion when nbdkit is killed
        )
        self._clearing.callback(_end, nbdfuse)
        _wait_for((here / "fuse/nbd").exists)
        self._clearing.callback(_run, "fusermount3", "-u", "-z", str(here / "fuse"))


def _open_cache(pid: int, folder: Path) -> int:
    """Open the file, deleted already, in which nbdkit keeps what was written to it."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            target = str(link.readlink())
            if target.startswith(f"{folder}/") and target.endswith(" (deleted)"):
                return os.open(link, os.O_RDONLY)
    raise AssertionError("nbdkit has no cache open")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _wait_for(is_so: Callable[[], bool]) -> None:
    deadline = monotonic() + READY_SECONDS
    while not is_so():
        assert monotonic() < deadline, "the disk does not come up"
        Event().wait(_POLL_SECONDS)


def _run(*command: str, good: tuple[int, ...] = (0,)) -> None:
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode in good, f"{' '.join(command)}: {ended.stdout}{ended.stderr}"
