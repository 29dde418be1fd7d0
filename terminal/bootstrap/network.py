"""The worker that tells sync when the network has changed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from terminal.bootstrap.head_start import HeadStart
from terminal.sync import Mailbox
from terminal.sync.mailbox import NetworkChanged
from terminal.workers import Job, Worker

SILENCE_SECONDS = 90.0
"""It waits for a minute at most."""


def network_worker(mailbox: Mailbox, head_start: HeadStart) -> Worker:
    """Return a worker that posts to sync's mailbox, and opens when the head start is over."""
    return Worker(
        name="network",
        open=partial(_open_watch, mailbox, head_start),
        silence_seconds=SILENCE_SECONDS,
    )


@contextmanager
def _open_watch(mailbox: Mailbox, head_start: HeadStart) -> Iterator[Job]:
    head_start.wait()
    # Imported here, in the thread that needs it: no reader waits for it.
    from terminal.host.network import NetworkWatch  # noqa: PLC0415

    with closing(NetworkWatch(partial(mailbox.post, NetworkChanged()))) as watch:
        yield watch
