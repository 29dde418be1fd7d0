"""Whether polkit lets the terminal's own user reach the reader."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

POLKIT = Check("polkit", "whether pcscd asks polkit (`pcscd --version`), and polkit's rules")
HIDDEN = Check("polkit-hidden", "whether /proc hides processes from polkit (`hidepid`)")
VERSION = Check("pcscd-version", "the version of pcscd")

NO_RULE = Ailment(
    POLKIT,
    Severity.FAULT,
    "pcscd refuses the service (0x8010006A): no badge can be read",
    "sudo apt-get install --reinstall badge-terminal; or, installed by hand, `sudo install -D "
    "-m 644 -t /etc/polkit-1/rules.d systemd/50-badge-terminal-pcscd.rules`",
)
PROCESSES_HIDDEN = Ailment(
    HIDDEN,
    Severity.WARNING,
    "polkit cannot see who asks, and may refuse everybody",
    "take hidepid out of the line of /proc in /etc/fstab, then `sudo reboot`",
)
BROKEN_VERSION = Ailment(
    VERSION,
    Severity.WARNING,
    "This version hides in a user namespace of its own, and polkit then refuses everybody",
    "sudo apt-get update && sudo apt-get install --only-upgrade pcscd",
)

_ACTIONS = ("org.debian.pcsc-lite.access_pcsc", "org.debian.pcsc-lite.access_card")
_BROKEN = "2.3.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Polkit:
    """What decides who reaches pcscd.

    Attributes:
        version: Of pcscd, such as 2.3.3.
        asks_polkit: Whether pcscd was built to ask.
        rules: The texts of all rules that can be read.
        hidden: Why some cannot be; None if all were.
        hides_processes: Whether /proc is mounted with hidepid.
    """

    version: str
    asks_polkit: bool
    rules: tuple[str, ...]
    hidden: Unseen | None
    hides_processes: bool


def findings(seen: Polkit | Unseen, user: str) -> Iterable[Finding]:
    """Examine whether a user gets to the reader."""
    if isinstance(seen, Unseen):
        return [POLKIT.unknown(seen)]
    if not seen.asks_polkit:
        return [POLKIT.absent(f"pcscd {seen.version} asks no polkit: everybody may use readers")]
    return [_rule(seen, user), _hidden(seen), _version(seen)]


def _rule(seen: Polkit, user: str) -> Finding:
    if any(_lets_in(text, user) for text in seen.rules):
        return POLKIT.well(f"a rule lets {user} use readers")
    if seen.hidden:
        return POLKIT.unknown(seen.hidden)
    return NO_RULE.seen(f"pcscd {seen.version} asks polkit, and no rule names {user}")


def _lets_in(text: str, user: str) -> bool:
    code = re.sub(r"//[^\n]*", "", text)
    return all(f'"{each}"' in code for each in (*_ACTIONS, user)) and "polkit.Result.YES" in code


def _hidden(seen: Polkit) -> Finding:
    if seen.hides_processes:
        return PROCESSES_HIDDEN.seen("/proc is mounted with hidepid")
    return HIDDEN.well("polkit can see who asks")


def _version(seen: Polkit) -> Finding:
    if seen.version == _BROKEN:
        return BROKEN_VERSION.seen(f"pcscd {seen.version}")
    return VERSION.well(f"pcscd {seen.version}")
