"""The daemon, from its configuration to its exit code."""

import logging
import os
import sys
from pathlib import Path
from typing import assert_never

from terminal.bootstrap.assembly import assemble
from terminal.bootstrap.edges import real_edges
from terminal.config import Config
from terminal.host import logs
from terminal.host.disk import Fitness, disk_of
from terminal.host.systemd import ServiceManager
from terminal.model import Cue
from terminal.model.logline import event
from terminal.outbox import BelongsElsewhere
from terminal.ports import OutboxDamaged, OutboxUnavailable
from terminal.supervisor import EXIT_FAILURE

logger = logging.getLogger(__name__)

EXIT_CONFIGURATION = 78
"""EX_CONFIG of sysexits(3): the service manager does not restart on it."""


def run(config: Config) -> int:
    """Run the daemon until it is told to stop; return its exit code."""
    logs.set_up(stream=sys.stderr, environment=os.environ)
    if not _is_fit(config.outbox.path):
        return EXIT_CONFIGURATION
    edges = real_edges(config)
    try:
        supervisor = assemble(config, edges, ServiceManager.of(os.environ, os.getpid()))
    except BelongsElsewhere as error:
        logger.error(event("outbox belongs elsewhere", reason=error))  # noqa: TRY400 - it says it all
        edges.feedback.play(Cue.CONFIGURATION_FAULT)
        edges.feedback.close()
        return EXIT_CONFIGURATION
    except (OutboxUnavailable, OutboxDamaged) as error:
        logger.error(event("outbox unavailable", reason=error))  # noqa: TRY400 - it says it all
        edges.feedback.play(Cue.STORAGE_FAULT)
        edges.feedback.close()
        return EXIT_FAILURE
    return supervisor.run(handle_signals=True)


def _is_fit(path: Path) -> bool:
    disk = disk_of(path)
    match disk.fitness:
        case Fitness.FIT:
            return True
        case Fitness.DOUBTFUL:
            logger.warning(event("doubtful place for the outbox", reason=disk.text))
            return True
        case Fitness.UNFIT:
            logger.error(event("no place for the outbox", reason=disk.text))
            return False
        case _:
            assert_never(disk.fitness)
