"""Two machines joined by a cable, in network namespaces: the terminal's and Protime's."""

import ctypes
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

Result = TypeVar("Result")

TERMINAL = "10.77.0.2"
PROTIME = "10.77.0.1"

_NETWORK = 0x40000000  # CLONE_NEWNET; `os.setns` comes with Python 3.12


class Networks:
    """Makes the two namespaces and the cable; removes them in the end.

    Raises:
        subprocess.CalledProcessError: Only root may do so, and not everywhere.
    """

    def __init__(self) -> None:
        self.terminal = f"badge-terminal-{os.getpid()}"
        self.protime = f"badge-protime-{os.getpid()}"

    def __enter__(self) -> Self:
        try:
            self._make()
        except BaseException:
            self._remove()
            raise
        return self

    def _make(self) -> None:
        for name in (self.terminal, self.protime):
            _run("ip", "netns", "add", name)
            _run("ip", "-n", name, "link", "set", "lo", "up")
        here, there = ("netns", self.terminal), ("netns", self.protime)
        _run("ip", "link", "add", "cable", *here, "type", "veth", "peer", "name", "cable", *there)
        _run("ip", "-n", self.protime, "address", "add", f"{PROTIME}/24", "dev", "cable")
        _run("ip", "-n", self.protime, "link", "set", "cable", "up")
        self.plug_in()
        self.move_in(TERMINAL)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    def _remove(self) -> None:
        for name in (self.terminal, self.protime):
            with suppress(subprocess.CalledProcessError):
                _run("ip", "netns", "delete", name)

    @property
    def prefix(self) -> list[str]:
        """What runs a command on the terminal's machine."""
        return ["ip", "netns", "exec", self.terminal]

    def plug_in(self) -> None:
        """Bring the terminal's end of the cable up."""
        _run("ip", "-n", self.terminal, "link", "set", "cable", "up")

    def pull(self) -> None:
        """Take it down."""
        _run("ip", "-n", self.terminal, "link", "set", "cable", "down")

    def move_in(self, address: str) -> None:
        """Give the terminal an address in place of the one it has."""
        _run("ip", "-n", self.terminal, "address", "flush", "dev", "cable")
        _run("ip", "-n", self.terminal, "address", "add", f"{address}/24", "dev", "cable")

    def filter(self, hook: str, verdict: str) -> None:
        """Let Protime's machine treat all that comes in or goes out by the cable so.

        Args:
            hook: `input` or `output`.
            verdict: In the words of nftables: `drop`, `reject with tcp reset`.
        """
        self.filter_nothing()
        side = {"input": "iifname", "output": "oifname"}[hook]
        chain = f"{{ type filter hook {hook} priority 0 ; }}"
        self._nft(f"add table inet test; add chain inet test {hook} {chain}")
        self._nft(f"add rule inet test {hook} {side} cable meta l4proto tcp {verdict}")

    def filter_nothing(self) -> None:
        """Let everything through again."""
        self._nft("flush ruleset")

    def at_protime(self, make: Callable[[], Result]) -> Result:
        """Do something in a thread on Protime's machine: its sockets stay there."""
        return _within(self.protime, make)

    def _nft(self, commands: str) -> None:
        _run("ip", "netns", "exec", self.protime, "nft", commands)


def _within(namespace: str, make: Callable[[], Result]) -> Result:
    def enter_and_make() -> Result:
        with Path("/run/netns", namespace).open("rb") as entrance:
            if ctypes.CDLL(None, use_errno=True).setns(entrance.fileno(), _NETWORK) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        return make()

    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(enter_and_make).result()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
