"""The worker that tells sync when the network has changed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from terminal.host.network import WAIT_SECONDS, NetworkWatch
from terminal.sync import Mailbox
from terminal.sync.mailbox import NetworkChanged
from terminal.workers import Job, Worker

SILENCE_SECONDS = WAIT_SECONDS + 30.0


def network_worker(mailbox: Mailbox) -> Worker:
    """Return a worker that posts to sync's mailbox."""
    return Worker(
        name="network", open=partial(_open_watch, mailbox), silence_seconds=SILENCE_SECONDS
    )


@contextmanager
def _open_watch(mailbox: Mailbox) -> Iterator[Job]:
    with closing(NetworkWatch(partial(mailbox.post, NetworkChanged()))) as watch:
        yield watch
