"""The sending half of a terminal: everything that the sync thread works with."""

from terminal.config import Config
from terminal.faults import Faults
from terminal.ports import Clock, Doubts, Outbox, Protime
from terminal.sync import Link, Mailbox
from terminal.sync.couriers import Couriers
from terminal.sync.judge import Judge
from terminal.sync.reading import Reading
from terminal.sync.settlement import Settlement
from terminal.sync.suspicion import Suspicion
from terminal.sync.sync import Sync
from terminal.sync.underway import Underway


def sending(
    config: Config,
    protime: Protime,
    *,
    outbox: Outbox,
    doubts: Doubts,
    mailbox: Mailbox,
    link: Link,
    clock: Clock,
    faults: Faults,
) -> Sync:
    """Return what delivers clockings, its couriers waiting for work."""
    settings = config.protime
    resends = settings.uncertain == "resend"
    couriers = Couriers(protime, mailbox, settings.connections)
    return Sync(
        outbox=outbox,
        underway=Underway(couriers, link, clock, connections=settings.connections),
        mailbox=mailbox,
        link=link,
        judge=Judge(
            link=link,
            outbox=outbox,
            doubts=doubts,
            suspicion=Suspicion(),
            may_read=protime.may_read,
            clock=clock,
            faults=faults,
        ),
        settlement=Settlement(
            doubts=doubts,
            reading=Reading(may_read=protime.may_read, link=link, board=outbox, resends=resends),
            couriers=couriers,
            link=link,
            clock=clock,
            delay_seconds=settings.read_back_delay_seconds,
            resends=resends,
        ),
        clock=clock,
        faults=faults,
    )
