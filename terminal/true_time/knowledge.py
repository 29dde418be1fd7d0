"""The true time in this boot, from whoever knows it best."""

from enum import Enum

from terminal.model import Anchor, Moment
from terminal.true_time.dating import Dated, dated
from terminal.true_time.told import BELIEVED_WITHIN_SECONDS, ToldTimes


class Source(Enum):
    """Whose word on the true time counts now."""

    KERNEL = "kernel"
    PROTIME = "Protime"
    NONE = "none"


class Knowledge:
    """What is known of the true time: now, and the last time before.

    The kernel's word counts while it trusts its clock. Otherwise that of Protime's answers does.

    Args:
        told: What Protime's answers tell, if anybody listens to them.
        base: What was known before this program was started anew within this boot.
    """

    def __init__(self, told: ToldTimes | None = None, base: Anchor | None = None) -> None:
        self._told = told
        self._before: Anchor | None = None
        self.newest = base
        self.source = Source.NONE

    def look(self, now: Moment) -> None:
        """Find out what is known now."""
        believed = self._told.believed() if self._told else None
        if now.is_trusted:
            self.source = Source.KERNEL
            self._learn(Anchor.of(now))
        elif believed:
            self.source = Source.PROTIME
            self._learn(believed)
        else:
            self.source = Source.NONE

    def date(self, moment: Moment) -> Dated | None:
        """Date a moment of this boot if its time is known well enough.

        It is, as soon as something was learnt after it: that settles how far the boot clock had
        run off by then. What was learnt before it counts alone only from Protime, and while the
        boot clock cannot have run off far.
        """
        if self.source is Source.NONE or self.newest is None:
            return None
        anchors = [each for each in (self._before, self.newest) if each]
        found = dated(moment.boottime_ns, anchors)
        is_after = self.newest.boottime_ns >= moment.boottime_ns
        if is_after or (found and found.error_seconds <= BELIEVED_WITHIN_SECONDS):
            return found
        return None

    def contradiction_seconds(self, now: Moment) -> float:
        """Return how far the kernel's clock surely is from the time in Protime's answers.

        It is negative where the kernel's is behind, and 0 where they agree or nothing is known.
        """
        told = self._told.believed() if self._told else None
        if told is None or not now.is_trusted:
            return 0.0
        believed = told.at(now.boottime_ns)
        ahead = (now.at - believed.latest).total_seconds()
        behind = (now.at - believed.earliest).total_seconds()
        return max(ahead, 0.0) + min(behind, 0.0)

    def _learn(self, anchor: Anchor) -> None:
        if self.newest and anchor.boottime_ns > self.newest.boottime_ns:
            self._before = self.newest
        if self.newest is None or anchor.boottime_ns >= self.newest.boottime_ns:
            self.newest = anchor
