"""A terminal that nobody watches: what others put between it and its ports, left out."""

from terminal import ports
from terminal.feedback.together import Performer
from terminal.workers import Worker


class Watch:
    """What is between a terminal and its ports while nobody watches it: nothing."""

    def feedback(self, feedback: Performer) -> Performer:
        """Return the feedback that the terminal is to use."""
        return feedback

    def store(self, store: ports.SwipeStore, clock: ports.Clock) -> ports.SwipeStore:
        """Return the outbox that capture is to use."""
        del clock
        return store

    def outbox(self, outbox: ports.Outbox) -> ports.Outbox:
        """Return the outbox that sync is to use."""
        return outbox

    def doubts(self, doubts: ports.Doubts) -> ports.Doubts:
        """Return the doubts that read-back is to use."""
        return doubts

    def workers(self) -> list[Worker]:
        """Return the workers that tell others."""
        return []
