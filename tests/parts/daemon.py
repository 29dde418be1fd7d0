"""The terminal as a process of its own, as systemd would run it, with its cues on stdout."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO

from terminal.simulator import Client, ProtimeSimulator

ANSWER_SECONDS = 20.0
READERS = {
    "console": '[[readers]]\nkind = "console"\n',
    "pcsc": '[[readers]]\nkind = "pcsc"\nmatch = "Virtual PCD"\n',
}


def configuration(  # noqa: PLR0913 - each has a default, and most calls give one or two
    directory: Path,
    protime: ProtimeSimulator,
    readers: Sequence[str] = ("console",),
    *,
    repeat_window_seconds: float = 60,
    timeout_seconds: float = 10,
    read_back_delay_seconds: float = 60,
    uncertain: str = "resend",
    connections: int = 4,
    outbox: Path | None = None,
) -> Path:
    """Write a configuration for a rehearsal into an empty directory and return its path.

    The outbox lies in the same directory, unless it is told to lie elsewhere.
    """
    secret = directory / "secret"
    secret.write_text(Client().secret + "\n")
    secret.chmod(0o600)
    file = directory / "terminal.toml"
    file.write_text(
        f"""
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
clock_trust = "always"
repeat_window_seconds = {repeat_window_seconds}

[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "{Client().id}"
client_secret_file = "{secret}"
terminal_code = "PI-01"
timeout_seconds = {timeout_seconds}
read_back_delay_seconds = {read_back_delay_seconds}
uncertain = "{uncertain}"
connections = {connections}
api_url = "{protime.api_url}"
token_url = "{protime.token_url}"

[outbox]
path = "{outbox or directory / "outbox.db"}"

{"".join(READERS[reader] for reader in readers)}
"""
    )
    return file


class Daemon:
    """A running terminal; badge numbers go in by its standard input, cues come out.

    Args:
        configuration: Its configuration.
        log: A file for what it logs.
        prefix: A command to run it under.
        program: The module that is the terminal, and its arguments before the configuration.
    """

    def __init__(
        self,
        configuration: Path,
        log: Path,
        prefix: Sequence[str] = (),
        program: Sequence[str] = ("terminal", "run"),
    ) -> None:
        self._cues: SimpleQueue[str] = SimpleQueue()
        self._log = log.open("ab")
        self._log_path = log
        command = [*prefix, sys.executable, "-m", *program, "--config", str(configuration)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            bufsize=1,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout
        self._listener = Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self._listener.start()

    def type(self, *badges: str) -> None:
        """Type badge numbers, as one holds badges to a reader."""
        assert self.process.stdin
        self.process.stdin.write("".join(f"{badge}\n" for badge in badges))

    def cue(self, timeout_seconds: float = ANSWER_SECONDS) -> str | None:
        """Return the name of the next cue, None if there is none in time."""
        try:
            return self._cues.get(timeout=timeout_seconds)
        except Empty:
            return None

    def wait_for_cue(self, *wanted: str) -> str:
        """Return the next cue that is one of those wanted."""
        deadline = monotonic() + ANSWER_SECONDS
        while (cue := self.cue(max(0.0, deadline - monotonic()))) is not None:
            if cue in wanted:
                return cue
        raise AssertionError(f"no cue of {wanted}; the log says:\n{self.log()}")

    def cues(self) -> list[str]:
        """Return the cues since the last question, without waiting."""
        return [self._cues.get() for _ in range(self._cues.qsize())]

    def kill(self) -> None:
        """End it as a power cut would; harmless when it is over."""
        self.process.kill()
        self._over()

    def terminate(self) -> int:
        """End it as systemd does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._over()

    def log(self) -> str:
        """Return what it has logged."""
        return self._log_path.read_text()

    def _over(self) -> int:
        code = self.process.wait(60)
        self._listener.join(ANSWER_SECONDS)
        assert self.process.stdin
        with suppress(BrokenPipeError):  # something was typed after its end
            self.process.stdin.close()
        self._log.close()
        return code

    def _listen(self, stdout: IO[str]) -> None:
        with stdout:
            for line in stdout:
                self._cues.put(line.split(maxsplit=1)[0].lower())
