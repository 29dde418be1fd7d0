"""A Debian with its own systemd, on a copy of the kept root that is gone afterwards."""

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from time import monotonic

BOOT_SECONDS = 60.0
COMMAND_SECONDS = 120.0
_POLL_SECONDS = 0.1
_TO_BE_BOOTED_AGAIN = 133
_NAMESPACES = ("--mount", "--uts", "--ipc", "--pid", "--cgroup")
"""All but the network: the machine sees the loopback of the test, and the test its readers."""


class Booted:
    """A machine that runs.

    Attributes:
        root: Its root file system, as seen from here.
    """

    def __init__(self, root: Path, console: Path) -> None:
        self.root = root
        self._console = console
        self._leader = 0
        self._container = _start(root, console)

    def wait_until_up(self) -> None:
        """Wait until systemd has started what it should."""
        deadline = monotonic() + BOOT_SECONDS
        while not self._is_up():
            assert self._container.poll() is None, "the machine is off"
            assert monotonic() < deadline, f"it does not come up: {self._state()}"
            Event().wait(_POLL_SECONDS)

    def reboot(self) -> None:
        """Boot it again, in order."""
        self.attempt("systemctl reboot")
        # Nobody whom it is registered with boots it again: it ends by saying that it should be.
        assert self._container.wait(BOOT_SECONDS) == _TO_BE_BOOTED_AGAIN
        self._container = _start(self.root, self._console)
        self.wait_until_up()

    def run(self, command: str, *, stdin: str = "", seconds: float = COMMAND_SECONDS) -> str:
        """Run a command as root and return what it wrote; it must succeed."""
        done = self.attempt(command, stdin=stdin, seconds=seconds)
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{self.log()}"
        return done.stdout

    def attempt(
        self, command: str, *, stdin: str = "", seconds: float = COMMAND_SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as root; errors and output come together."""
        return subprocess.run(
            self.command(command),
            check=False,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
        )

    def command(self, command: str) -> list[str]:
        """Return a command line for here that runs a command there."""
        return entering(self._leader, command)

    def log(self) -> str:
        """Return what the terminal has logged."""
        return self.attempt("journalctl --no-pager --output=cat --unit=badge-terminal").stdout

    def switch_off(self) -> None:
        """Take the plug out."""
        if leader := self._found_leader():
            with suppress(ProcessLookupError):
                os.kill(leader, signal.SIGKILL)
        try:
            self._container.wait(BOOT_SECONDS)
        except subprocess.TimeoutExpired:
            self._container.kill()
            self._container.wait()

    def _is_up(self) -> bool:
        self._leader = self._found_leader()
        return self._leader != 0 and self._state() in ("running", "degraded")

    def _state(self) -> str:
        return self.attempt("systemctl is-system-running").stdout.strip()

    def _found_leader(self) -> int:
        return leader_of(self._container)


def leader_of(container: subprocess.Popen[bytes]) -> int:
    """Return the first process within a container, as numbered here; 0 if there is none."""
    own = Path(f"/proc/{container.pid}/task/{container.pid}/children")
    with suppress(OSError):
        for child in own.read_text(encoding="ascii").split():
            return int(child)
    return 0


def entering(leader: int, command: str) -> list[str]:
    """Return a command line for here that runs a command, as root, where a process is."""
    enter = ["nsenter", f"--target={leader}", *_NAMESPACES, "--"]
    path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    clean = ["env", "-i", path, "LANG=C.UTF-8", "HOME=/root", "DEBIAN_FRONTEND=noninteractive"]
    return [*enter, *clean, *shlex.split(command)]


@contextmanager
def booted(root: Path, scratch: Path) -> Iterator[Booted]:
    """Boot a copy of a root file system and take the plug out at the end.

    Args:
        root: It is not written to.
        scratch: An empty folder on a disk, for what the machine writes.
    """
    with copy_of(root, scratch) as copy:
        Path("/run/systemd/nspawn").mkdir(parents=True, exist_ok=True)
        machine = Booted(copy, scratch / "console")
        try:
            machine.wait_until_up()
            yield machine
        finally:
            machine.switch_off()


@contextmanager
def copy_of(root: Path, scratch: Path) -> Iterator[Path]:
    """Mount a copy of a root file system: what is written to it goes into the scratch folder."""
    for name in ("upper", "work", "root"):
        (scratch / name).mkdir()
    layers = f"lowerdir={root},upperdir={scratch}/upper,workdir={scratch}/work"
    copy = scratch / "root"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, copy], check=True)
    try:
        yield copy
    finally:
        subprocess.run(["umount", "--recursive", copy], check=True)


def _start(root: Path, console: Path) -> subprocess.Popen[bytes]:
    # PID 1 of the host may be anything: nothing is registered with it.
    name = f"badge-terminal-{os.getpid()}"
    arguments = ["--register=no", "--keep-unit", "--console=pipe", "--quiet", "--boot"]
    # Containers may not even ask whether the clock is right; machines may.
    arguments.append("--system-call-filter=adjtimex clock_adjtime clock_adjtime64")
    with console.open("ab") as output:
        return subprocess.Popen(
            ["systemd-nspawn", f"--directory={root}", f"--machine={name}", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
        )
