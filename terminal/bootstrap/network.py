"""The worker that tells sync when the network has changed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from terminal.sync import Mailbox
from terminal.workers import Job, Worker

SILENCE_SECONDS = 90.0
"""It waits for a minute at most."""

HEAD_START_SECONDS = 0.25
"""Somebody may wait at the door already: what goes over the network is loaded after that swipe."""


def network_worker(mailbox: Mailbox) -> Worker:
    """Return a worker that posts to sync's mailbox."""
    return Worker(
        name="network",
        open=partial(_open_watch, mailbox),
        silence_seconds=SILENCE_SECONDS,
        head_start_seconds=HEAD_START_SECONDS,
    )


@contextmanager
def _open_watch(mailbox: Mailbox) -> Iterator[Job]:
    # Imported here, in the thread that needs it: no reader waits for it.
    from terminal.host.network import NetworkWatch  # noqa: PLC0415
    from terminal.sync.mailbox import NetworkChanged  # noqa: PLC0415

    with closing(NetworkWatch(partial(mailbox.post, NetworkChanged()))) as watch:
        yield watch
