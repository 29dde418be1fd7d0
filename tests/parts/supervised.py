"""A small service to be run as a process: `python -m tests.parts.supervised JOB...`.

It prints a line for whatever is opened and closed, and speaks to the service manager that its
environment names.
"""

import logging
import os
import sys

from terminal.host.logs import set_up
from terminal.host.systemd import ServiceManager
from terminal.supervisor import Supervisor
from terminal.workers import Job
from tests.parts.jobs import FailingJob, IdleJob, StuckJob, worker


def _job(kind: str) -> Job:
    match kind:
        case "stuck":
            return StuckJob()
        case "failing":
            return FailingJob()
        case _:
            return IdleJob()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the test reads it


def main(kinds: list[str]) -> int:
    """Run the jobs until the end."""
    set_up(stream=sys.stderr, environment=os.environ)
    logging.getLogger("terminal").info("service started pid=%s", os.getpid())
    return Supervisor(
        [worker(kind, _job(kind), silence_seconds=60, note=_say) for kind in kinds],
        ServiceManager.of(os.environ, os.getpid()),
        status=lambda: "all well",
        closing=[lambda: _say("feedback closed")],
    ).run(handle_signals=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
