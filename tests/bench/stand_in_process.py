"""The stand-in for Protime as a process of its own, on a core of its own."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import IO

import trustme

from tests.bench.stand_in import Counts, StandIn


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningStandIn:
    """A stand-in that runs.

    Attributes:
        api_url: Its interface.
        token_url: Where it gives tokens.
        ca_file: The authority that signed its certificate.
    """

    api_url: str
    token_url: str
    ca_file: str
    commands: IO[str]
    answers: IO[str]

    def restart(self, server_seconds: float) -> Counts:
        """Let a clocking take so long from now on, and return what was counted so far."""
        print(server_seconds, file=self.commands, flush=True)
        return Counts(**json.loads(self.answers.readline()))


@contextmanager
def stand_in(folder: Path, *, is_elsewhere: bool = False) -> Iterator[RunningStandIn]:
    """Run a stand-in over https on the last core, while this process keeps to the first.

    Args:
        folder: Where its certificates go.
        is_elsewhere: Keep nobody to a core, but let the stand-in compute only where this process
            does not want to, as if it were another machine.
    """
    authority = trustme.CA()
    ca_file, key_file = folder / "authority.pem", folder / "server.pem"
    authority.cert_pem.write_to_path(ca_file)
    authority.issue_cert("127.0.0.1", "localhost").private_key_and_cert_chain_pem.write_to_path(
        key_file
    )
    core = str(max(os.sched_getaffinity(0)))
    place = "elsewhere" if is_elsewhere else core
    command = [sys.executable, "-m", "tests.bench.stand_in_process", str(key_file), place]
    with (
        nullcontext() if is_elsewhere else _on_the_first_core(),
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        commands, answers = process.stdin, process.stdout
        assert commands
        assert answers
        with commands:  # closing it ends the process
            yield RunningStandIn(
                **json.loads(answers.readline()),
                ca_file=str(ca_file),
                commands=commands,
                answers=answers,
            )


@contextmanager
def _on_the_first_core() -> Iterator[None]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def main(key_file: str, place: str) -> None:
    """Serve until stdin ends: each line is a server time and is answered with what was counted."""
    if place == "elsewhere":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.sched_setaffinity(0, {int(place)})
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(key_file)
    with StandIn(tls) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        print(json.dumps({"api_url": server.api_url, "token_url": server.token_url}), flush=True)
        for line in sys.stdin:
            server.server_seconds = float(line)
            print(json.dumps(asdict(server.take_counts())), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
