"""What became of the clockings, and what waits for a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from terminal.doctor import badges
from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

WAITING = Check("waiting", "the age of the oldest clocking that is not delivered")
REJECTED = Check("dead-letters", "clockings that Protime refused for good")
HELD = Check("held", "clockings whose true time is not known")
UNCERTAIN = Check("uncertain", "clockings whose answer was lost")
INCIDENTS = Check("incidents", "what befell the outbox and nobody has acknowledged")
DAEMON = Check("daemon", "what the running terminal says of its readers, its link and its clock")

WAITS_LONG = Ailment(
    WAITING,
    Severity.FAULT,
    "They are safe on this disk, but Protime does not have them",
    "sudo badge-terminal status: the line `link` says why",
)
DEAD_LETTERS = Ailment(
    REJECTED,
    Severity.FAULT,
    "They are kept, but not booked: somebody's hours are wrong until a person sees to it",
    "sudo badge-terminal outbox list --state rejected; mend what it says, then "
    "`sudo badge-terminal outbox retry --all`",
)
SOME_HELD = Ailment(
    HELD,
    Severity.WARNING,
    "They are sent once the clock is right; those of an earlier start only a person can date",
    'sudo badge-terminal outbox list --state held; `sudo badge-terminal outbox resolve SEQ --at "'
    '2026-03-02 08:00" --reason TEXT`',
)
SOME_UNCERTAIN = Ailment(
    UNCERTAIN,
    Severity.WARNING,
    "Protime may or may not have booked them; where it may be asked, the terminal does that",
    "sudo badge-terminal status: the line `read-back` says who settles them; yourself: "
    "`sudo badge-terminal outbox resolve SEQ --booked --reason TEXT`",
)
UNACKNOWLEDGED = Ailment(
    INCIDENTS,
    Severity.FAULT,
    "The file of the outbox was damaged or its disk was full; clockings may be missing",
    "sudo badge-terminal outbox acknowledge",
)
PART_IS_ILL = Ailment(
    DAEMON,
    Severity.FAULT,
    "The terminal itself says that this part of it does not work",
    "sudo badge-terminal status; what each line means: “Something is wrong” in README.md, "
    "which the package puts into /usr/share/doc/badge-terminal",
)
NEVER_RAN = Ailment(
    DAEMON,
    Severity.WARNING,
    "The terminal has not run with this outbox yet",
    "sudo systemctl enable --now badge-terminal",
)

LONGEST_WAIT = timedelta(hours=1)
_A_MOMENT_LATER = "sudo badge-terminal doctor, in half a minute"
_ILL = frozenset(
    {"lost", "down", "configuration fault", "disputed", "full", "failing", "not trusted"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clockings:
    """What the outbox tells.

    Attributes:
        counts: How many are in each state, by the state's name.
        oldest_unsent: The age of the oldest one that is neither delivered nor refused nor held.
        incidents: How many nobody has acknowledged.
        parts: What the daemon said of its parts: name, condition, detail; None if it does not
            run, for then it is no news of now.
        not_said_yet: Those of them about which it has said nothing since it started, a moment ago.
        has_run: Whether a daemon ever used this outbox.
    """

    counts: dict[str, int] = field(default_factory=dict)
    oldest_unsent: timedelta | None = None
    incidents: int = 0
    parts: tuple[tuple[str, str, str], ...] | None = None
    not_said_yet: frozenset[str] = frozenset()
    has_run: bool = True


def findings(seen: Clockings | Unseen) -> Iterator[Finding]:
    """Examine the clockings."""
    if isinstance(seen, Unseen):
        yield from (each.unknown(seen) for each in (WAITING, REJECTED, HELD, UNCERTAIN, INCIDENTS))
        return
    if not seen.has_run:
        yield NEVER_RAN.seen("no daemon has used this outbox yet")
    yield _waiting(seen.oldest_unsent)
    yield from _counted(seen.counts)
    yield _incidents(seen.incidents)
    if seen.parts is None:
        unseen = Unseen("the terminal does not run", "see the check `service`")
        yield from (each.unknown(unseen) for each in (DAEMON, badges.NUMBERS))
    else:
        yield from _parts(seen.parts, seen.not_said_yet)


def _waiting(oldest: timedelta | None) -> Finding:
    if oldest is None:
        return WAITING.well("nothing waits")
    age = f"the oldest has waited for {oldest // timedelta(minutes=1)} min"
    return WAITS_LONG.seen(age) if oldest >= LONGEST_WAIT else WAITING.well(age)


def _counted(counts: dict[str, int]) -> Iterator[Finding]:
    ailments = {"rejected": DEAD_LETTERS, "held": SOME_HELD, "uncertain": SOME_UNCERTAIN}
    for state, ailment in ailments.items():
        count = counts.get(state, 0)
        yield ailment.seen(f"{count} {state}") if count else ailment.check.well(f"none {state}")


def _incidents(count: int) -> Finding:
    if count:
        return UNACKNOWLEDGED.seen(f"{count} not acknowledged")
    return INCIDENTS.well("none")


def _parts(
    parts: tuple[tuple[str, str, str], ...], not_said_yet: frozenset[str]
) -> Iterator[Finding]:
    for part, condition, detail in parts:
        if part == badges.PART:
            yield badges.finding(condition, detail)
            continue
        said = f"{part}: {condition}" + (f", {detail}" if detail else "")
        if condition in _ILL and part in not_said_yet:
            said = f"{part}: the terminal has just started"
            yield DAEMON.unknown(Unseen(said, _A_MOMENT_LATER), part)
            continue
        yield PART_IS_ILL.seen(said, part) if condition in _ILL else DAEMON.well(said, part)
