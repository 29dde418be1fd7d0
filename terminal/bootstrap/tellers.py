"""What tells others how a terminal is, where the configuration names them."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from math import inf
from pathlib import Path

from terminal import __version__, ports
from terminal.bootstrap.watch import Watch
from terminal.config import Config
from terminal.feedback.together import Performer
from terminal.host.secret import read_report_secret
from terminal.outbox.beside import open_reading
from terminal.watching.aside import Aside
from terminal.watching.aside import Job as AsideJob
from terminal.watching.observers import (
    Bookings,
    CountedDoubts,
    CountedFeedback,
    CountedOutbox,
    CountedStore,
)
from terminal.watching.standing import PartCondition, Standing
from terminal.watching.tally import Tally
from terminal.workers import Job, Worker

STOP_SECONDS = 0.5
"""Nobody waits for one who only watches."""


class ReportingWatch(Watch):
    """Nothing is counted, but a heartbeat tells how the terminal is.

    Args:
        config: The configuration.
    """

    def __init__(self, config: Config) -> None:
        self._config = config

    def workers(self) -> list[Worker]:
        """Return the workers that tell others."""
        if not self._config.report.url:
            return []
        return [_worker("report", partial(_heartbeat, self._config))]


class CountingWatch(ReportingWatch):
    """What is between a terminal and its ports while metrics are read: it counts."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._tally = Tally(each.name for each in config.readers)
        self._bookings = Bookings(self._tally)

    def feedback(self, feedback: Performer) -> Performer:
        """Count cues."""
        return CountedFeedback(feedback, self._tally)

    def store(self, store: ports.SwipeStore, clock: ports.Clock) -> ports.SwipeStore:
        """Count swipes."""
        return CountedStore(store, clock, self._tally)

    def outbox(self, outbox: ports.Outbox) -> ports.Outbox:
        """Count outcomes."""
        return CountedOutbox(outbox, self._bookings, self._tally)

    def doubts(self, doubts: ports.Doubts) -> ports.Doubts:
        """Count how doubts end."""
        return CountedDoubts(doubts, self._bookings)

    def workers(self) -> list[Worker]:
        """Return the workers that tell others."""
        wanted = self._config.metrics
        workers = super().workers()
        if wanted.port:
            workers.append(_worker("metrics", partial(_scraping, self._config, self._tally)))
        if wanted.textfile:
            workers.append(_worker("textfile", partial(_textfile, self._config, self._tally)))
        return workers


def telling(config: Config) -> Watch:
    """Return how a terminal is watched by whoever the configuration names."""
    wanted = config.metrics
    return CountingWatch(config) if wanted.port or wanted.textfile else ReportingWatch(config)


def standing_of(path: Path) -> Standing:
    """Look at the outbox, beside whoever writes it.

    Raises:
        OutboxUnavailable: It cannot be read.
    """
    with open_reading(path) as outbox:
        oldest = outbox.oldest_unsent()
        return Standing(
            at=datetime.now(UTC),
            counts=outbox.counts(),
            oldest_unsent_at=oldest.occurred_at if oldest else None,
            parts={each.part: PartCondition(each.condition, each.since) for each in outbox.parts()},
            incidents=sum(each.acknowledged_at is None for each in outbox.incidents()),
        )


def _worker(name: str, open_job: Callable[[], AsideJob]) -> Worker:
    # A silence without end: one that hangs must not have the watchdog end the terminal.
    return Worker(
        name=name,
        open=partial(_open_aside, name, open_job),
        silence_seconds=inf,
        stop_seconds=STOP_SECONDS,
    )


@contextmanager
def _open_aside(name: str, open_job: Callable[[], AsideJob]) -> Iterator[Job]:
    with closing(Aside(name, open_job)) as aside:
        yield aside


def _heartbeat(config: Config) -> AsideJob:
    # Imported here, in the thread that needs them, as are all that follow.
    from terminal.watching.heartbeat import Heartbeat, HeartbeatSettings  # noqa: PLC0415

    given = config.report
    file = Path(given.secret_file) if given.secret_file else None
    settings = HeartbeatSettings(
        url=given.url,
        interval_seconds=given.interval_seconds,
        secret=lambda: read_report_secret(file, os.environ).value,
        ca_file=given.ca_file,
        terminal=config.terminal.name,
        version=__version__,
    )
    return Heartbeat(settings, partial(standing_of, config.outbox.path), random.SystemRandom())


def _scraping(config: Config, tally: Tally) -> AsideJob:
    from terminal.watching.scraping import Scraping  # noqa: PLC0415 - see _heartbeat

    return Scraping(config.metrics.address, config.metrics.port, _text(config, tally))


def _textfile(config: Config, tally: Tally) -> AsideJob:
    from terminal.watching.textfile import Textfile  # noqa: PLC0415 - see _heartbeat

    wanted = config.metrics
    return Textfile(Path(wanted.textfile), _text(config, tally), wanted.textfile_interval_seconds)


def _text(config: Config, tally: Tally) -> Callable[[], bytes]:
    from terminal.watching.exposition import Exposition  # noqa: PLC0415 - see _heartbeat

    build = {"version": __version__, "terminal": config.terminal.name}
    look = partial(standing_of, config.outbox.path)
    return Exposition(tally, look, build, time.time).text
