"""A whole machine with clocks of its own, in an emulator, with the terminal as its service."""

import json
import shlex
import socket
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from terminal.model import Cue
from tests.parts.machine.image import Image

BOOT_SECONDS = 120.0
"""Four times what a boot takes while another program keeps the processors busy."""

BOOTS = 3
"""How often it is switched on: of some hundred boots, the emulator hung in one."""

ANSWER_SECONDS = 60.0
_CUES = frozenset(cue.value for cue in Cue)
_KERNEL_ARGUMENTS = "root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 systemd.unit=stage.target"
_HARDWARE = """
qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot
-machine q35 -accel tcg,thread=multi -cpu max -smp 2 -m 512
-netdev user,id=net -device virtio-net-pci,netdev=net -device virtio-rng-pci
"""


class Machine:
    """Boots when entered; loses its power when left.

    Args:
        image: Its Debian; what is written to it is forgotten.
        disks: The disk with what the test brings, and the one that outlives the machine.
        folder: An empty folder with a short name, for its sockets.
        clock_at: What its clock says when it is switched on.
    """

    def __init__(
        self, image: Image, disks: Sequence[Path], folder: Path, clock_at: datetime
    ) -> None:
        self._image = image
        self._disks = disks
        self._folder = folder
        self._clock_at = clock_at
        self._cues: SimpleQueue[str] = SimpleQueue()

    def __enter__(self) -> Self:
        if not any(self._boots() for _ in range(BOOTS)):
            raise AssertionError(f"it does not boot: {self._console()}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._switch_off()

    def run(self, command: str) -> str:
        """Run a command as root and return what it wrote."""
        code, output, errors = self._ask(command)
        assert code == 0, f"{command}: exit code {code}\n{output}{errors}\n{self.log()}"
        return output

    def type(self, badge: str) -> None:
        """Type a badge number at the door."""
        self._door.sendall(f"{badge}\n".encode())

    def wait_for_cue(self, *wanted: str) -> str:
        """Return the next cue that is one of those wanted."""
        deadline = monotonic() + ANSWER_SECONDS
        with suppress(Empty):
            while True:
                cue = self._cues.get(timeout=max(0.0, deadline - monotonic()))
                if cue in wanted:
                    return cue
        raise AssertionError(f"no cue of {wanted}; the log says:\n{self.log()}")

    def log(self) -> str:
        """Return what the terminal has logged."""
        return self._ask("journalctl --no-pager --output=cat --unit=badge-terminal")[1]

    def _boots(self) -> bool:
        with ExitStack() as running:
            # The emulator dies with this process, however that ends.
            command = ["setpriv", "--pdeathsig", "KILL", *self._command()]
            running.callback(running.enter_context(subprocess.Popen(command)).kill)
            agent = running.enter_context(self._connected("agent"))
            agent.settimeout(BOOT_SECONDS)
            self._agent = running.enter_context(agent.makefile("rw"))
            self._door = running.enter_context(self._connected("door"))
            Thread(target=self._listen, daemon=True).start()
            with suppress(TimeoutError):
                if self._agent.readline():
                    self._switch_off = running.pop_all().close
                    return True
        return False

    def _ask(self, command: str) -> tuple[int, str, str]:
        self._agent.write(f"{json.dumps(shlex.split(command))}\n")
        self._agent.flush()
        code, output, errors = json.loads(self._agent.readline())
        return code, output, errors

    def _command(self) -> list[str]:
        drives = [f"file={disk},if=virtio,format=raw" for disk in self._disks]
        return [
            *shlex.split(_HARDWARE),
            *("-kernel", str(self._image.kernel), "-initrd", str(self._image.initrd)),
            *("-append", _KERNEL_ARGUMENTS),
            *("-rtc", f"base={self._clock_at:%Y-%m-%dT%H:%M:%S}"),
            *("-drive", f"file={self._image.root},if=virtio,format=raw,snapshot=on"),
            *(word for drive in drives for word in ("-drive", drive)),
            *("-serial", f"file:{self._folder}/console"),
            *("-serial", f"unix:{self._folder}/agent,server=on,wait=off"),
            *("-serial", f"unix:{self._folder}/door,server=on,wait=off"),
        ]

    def _connected(self, name: str) -> socket.socket:
        deadline = monotonic() + ANSWER_SECONDS
        while True:
            port = socket.socket(socket.AF_UNIX)
            try:
                port.connect(f"{self._folder}/{name}")
            except OSError:
                port.close()
                assert monotonic() < deadline, "the emulator does not start"
                Event().wait(0.02)
            else:
                return port

    def _listen(self) -> None:
        # The serial line echoes what is typed: only cues count.
        with suppress(OSError, ValueError), self._door.makefile() as lines:
            for line in lines:
                words = line.lower().split(maxsplit=1)
                if words and words[0] in _CUES:
                    self._cues.put(words[0])

    def _console(self) -> str:
        return (self._folder / "console").read_text(errors="replace")
