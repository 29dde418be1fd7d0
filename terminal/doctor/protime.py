"""Whether Protime can be reached, knows this terminal, and agrees about the time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from terminal.doctor import reaching, signing
from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen
from terminal.doctor.reaching import Host
from terminal.doctor.signing import Signing

ACCEPTED = Check("user-agent", "reading one page of clockings, with this terminal's User-Agent")
SKEW = Check("server-clock", "the Date header of the answers against this machine's clock")
CODE = Check("terminal-code", "who booked under `terminal_code` today, against the outbox")

NOT_ACCEPTED = Ailment(
    ACCEPTED,
    Severity.FAULT,
    "Protime refuses requests of this terminal, though the token is good",
    "read what it says; `company` in the configuration makes the User-Agent; then tell Protime",
)
CLOCKS_DIFFER = Ailment(
    SKEW,
    Severity.FAULT,
    "Clockings are booked at the time of this machine's clock: one of the two is wrong",
    "timedatectl timesync-status: which server does it follow, and is that one right?",
)
CODE_SHARED = Ailment(
    CODE,
    Severity.WARNING,
    "Another terminal books under this code, or this one did before its outbox was replaced",
    "give each terminal a code of its own in Protime, and write it as terminal_code",
)
CODE_REFUSED = Ailment(
    CODE,
    Severity.FAULT,
    "Protime does not know this terminal: it refuses every clocking",
    "compare `terminal_code` and `terminal_reference` with the terminal in Protime; then "
    "`sudo badge-terminal outbox retry --all`",
)

MOST_SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What came of reading today's clockings.

    Attributes:
        refusal: What Protime said instead; empty if it listed them.
        ours: How many were booked under this terminal's code and are in its outbox.
        foreign: How many were booked under this terminal's code and are not.
    """

    refusal: str = ""
    ours: int = 0
    foreign: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Protime:
    """What was seen of Protime. What could not be tried is `Unseen`.

    Attributes:
        hosts: How far requests got.
        secret: What is wrong with the secret; empty if nothing is.
        signing: What came of asking for a token.
        listed: What came of reading.
        skew: How far this clock is ahead of Protime's.
        refused_code: What the newest refusal that blames the terminal says; empty for none.
    """

    hosts: tuple[Host, ...]
    secret: str | Unseen
    signing: Signing | Unseen
    listed: Listed | Unseen
    skew: timedelta | Unseen
    refused_code: str = ""


def findings(seen: Protime, code: str) -> Iterator[Finding]:
    """Examine all that leads to Protime; `code` is what is configured as terminal_code."""
    yield from (finding for host in seen.hosts for finding in reaching.findings(host))
    yield from signing.findings(seen.secret, seen.signing)
    yield from asked(seen)
    yield _code(seen, code)


def asked(seen: Protime) -> Iterator[Finding]:
    """Examine how Protime takes this terminal's requests, and what time it has."""
    yield _accepted(seen.listed)
    yield _skew(seen.skew)


def _accepted(seen: Listed | Unseen) -> Finding:
    if isinstance(seen, Unseen):
        return ACCEPTED.unknown(seen)
    return NOT_ACCEPTED.seen(seen.refusal) if seen.refusal else ACCEPTED.well("accepted")


def _skew(seen: timedelta | Unseen) -> Finding:
    if isinstance(seen, Unseen):
        return SKEW.unknown(seen)
    seconds = round(seen.total_seconds())
    what = f"this clock is {abs(seconds)} s {'ahead of' if seconds >= 0 else 'behind'} Protime's"
    return CLOCKS_DIFFER.seen(what) if abs(seen) > MOST_SKEW else SKEW.well(what)


def _code(seen: Protime, code: str) -> Finding:
    if not code:
        return CODE.absent("clockings are sent without a terminal")
    if seen.refused_code:
        return CODE_REFUSED.seen(seen.refused_code)
    if isinstance(seen.listed, Unseen):
        return CODE.unknown(seen.listed)
    if seen.listed.foreign:
        return CODE_SHARED.seen(f"{seen.listed.foreign} booked under {code} are not of this outbox")
    if seen.listed.ours:
        return CODE.well(f"{code}: {seen.listed.ours} booked today, all by this terminal")
    return CODE.unknown(
        Unseen(f"nothing was booked under {code} today", "swipe one badge, then look again")
    )
