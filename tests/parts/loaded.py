"""What the daemon loads before the first swipe can be taken, and why: each costs every start.

Modules of the standard library are not told: of those only what these need is loaded.
"""

BEFORE_THE_FIRST_SWIPE = {
    "the command, without what parses what people type": (
        "terminal terminal.cli terminal.cli.light_start terminal.cli.paths terminal.cli.service"
    ),
    "a configuration that is right; what explains a wrong one is loaded for that": (
        "terminal.config terminal.config.conversion terminal.config.load"
        " terminal.config.problems terminal.config.readers terminal.config.rules"
        " terminal.config.sections terminal.config.zones terminal.config.badge"
        " terminal.config.badge_checks terminal.config.badge_sources terminal.config.badge_stored"
        " terminal.config.badge_feeding terminal.config.devices"
        " terminal.config.pins terminal.config.paths terminal.config.selections"
        " terminal.config.watched"
    ),
    "msgspec checks the configuration, and is what values are made of": (
        "msgspec terminal.model.struct"
    ),
    "the words of this program, which all others use": (
        "terminal.model terminal.model.anchor terminal.model.badge terminal.model.boot"
        " terminal.model.clocking terminal.model.cue terminal.model.logline"
        " terminal.model.moment terminal.model.place terminal.model.reader_event"
        " terminal.model.selection"
        " terminal.model.verdict terminal.ports"
    ),
    "a swipe, from what the badge says to the minute that is booked": (
        "terminal.capture terminal.choice terminal.conditions terminal.repeats"
        " terminal.local_time"
        " terminal.badge_numbers"
        " terminal.badge_numbers.identifier terminal.badge_numbers.layout"
        " terminal.badge_numbers.order terminal.badge_numbers.presets"
        " terminal.badge_numbers.rule terminal.badge_numbers.template"
        " terminal.badge_numbers.typed terminal.badge_numbers.watch terminal.bootstrap.numbering"
    ),
    "the console is the reader here": (
        "terminal.readers terminal.readers.console terminal.readers.wake"
    ),
    "the answer to a swipe": (
        "terminal.faults terminal.feedback terminal.feedback.console terminal.feedback.lamps"
        " terminal.feedback.patterns terminal.feedback.player terminal.feedback.together"
    ),
    "when it was: the clocks, and what earlier starts of this boot knew of them": (
        "terminal.bounds terminal.host.clocks terminal.true_time terminal.true_time.this_boot"
        " terminal.true_time.told"
    ),
    "opening the store, so that a commit is a promise": (
        "terminal.outbox.checks terminal.outbox.connection"
        " terminal.outbox.file terminal.outbox.inspection"
        " terminal.outbox.log_check terminal.outbox.log_length"
        " terminal.outbox.opening terminal.outbox.ownership"
        " terminal.outbox.reserve terminal.outbox.schema terminal.outbox.set_aside"
        " terminal.outbox.soundness terminal.outbox.trouble terminal.outbox.wal"
        " terminal.outbox.write_lock"
    ),
    "storing a swipe, and reading the newest ones for the repeat window": (
        "terminal.outbox terminal.outbox.checksum terminal.outbox.places terminal.outbox.rows"
        " terminal.outbox.selections terminal.outbox.statements terminal.outbox.store"
    ),
    "parts of the store that are made with it": (
        "terminal.outbox.boots terminal.outbox.bounding terminal.outbox.doubts"
        " terminal.outbox.exchanging terminal.outbox.incidents terminal.outbox.removed"
        " terminal.outbox.retention terminal.outbox.upkeep"
    ),
    "whose clockings these are": "terminal.bootstrap.claiming terminal.outbox.belonging",
    "where the terminal stands, as configured": (
        "terminal.bootstrap.standing terminal.bootstrap.whereabouts terminal.config.gpsd"
    ),
    "nobody watches it": "terminal.bootstrap.watch terminal.bootstrap.watching",
    "wiring, and the two ends of what wakes the sync thread": (
        "terminal.backoff terminal.bootstrap terminal.bootstrap.assembly"
        " terminal.bootstrap.choosing"
        " terminal.bootstrap.client terminal.bootstrap.edges terminal.bootstrap.head_start"
        " terminal.bootstrap.network terminal.bootstrap.run terminal.bootstrap.terminal"
        " terminal.sync terminal.sync.link terminal.sync.mailbox"
    ),
    "running threads, and telling how that goes": (
        "terminal.host terminal.host.disk terminal.host.logs terminal.host.secret"
        " terminal.host.systemd terminal.supervisor terminal.workers"
    ),
}

AFTER_IT = {
    "delivering, over httpx, whose command line is left out": (
        "anyio certifi h11 httpcore httpx idna sniffio typing_extensions"
    ),
}
"""Libraries that the sync thread loads when the first swipe is stored, or soon if nobody comes."""


def modules(reasons: dict[str, str]) -> set[str]:
    """Return the names in a table."""
    return {name for names in reasons.values() for name in names.split()}
