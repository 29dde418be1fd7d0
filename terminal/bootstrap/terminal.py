"""What the threads of a terminal share."""

from terminal.bootstrap.edges import Edges
from terminal.bootstrap.head_start import HeadStart
from terminal.bootstrap.watch import Watch
from terminal.bootstrap.whereabouts import Whereabouts
from terminal.config import Config
from terminal.faults import Faults
from terminal.model.struct import Struct
from terminal.outbox import SqliteOutbox
from terminal.sync import Link, Mailbox
from terminal.true_time import ThisBoot


class Terminal(Struct, frozen=True, kw_only=True):
    """What its threads share."""

    config: Config
    edges: Edges
    outbox: SqliteOutbox
    mailbox: Mailbox
    head_start: HeadStart
    link: Link
    faults: Faults
    this_boot: ThisBoot
    watch: Watch
    whereabouts: Whereabouts
