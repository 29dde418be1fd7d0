"""Whether pcscd serves the reader, and serves it to the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

PCSCD = Check("pcscd", "whether pcscd answers (SCardEstablishContext)")
READER = Check("reader", "the readers that pcscd lists, against `match` in `[[readers]]`")
OTHERS = Check("reader-others", "running programs that are known to take readers (/proc)")
SETTINGS = Check("reader-settings", "leftover files in /etc/reader.conf.d")

NO_PCSCD = Ailment(
    PCSCD,
    Severity.FAULT,
    "No badge can be read",
    "sudo apt-get install pcscd; sudo systemctl enable --now pcscd.socket",
)
CONTEXTS_USED_UP = Ailment(
    PCSCD,
    Severity.FAULT,
    "Even root is refused: another program has taken all of pcscd's 200 contexts",
    "sudo systemctl restart pcscd; then find that program: `sudo lsof /run/pcscd/pcscd.comm`",
)
PCSCD_TROUBLE = Ailment(
    PCSCD,
    Severity.FAULT,
    "No badge can be read",
    "sudo systemctl restart pcscd; if it comes back: `sudo journalctl -u pcscd -b`",
)
NO_PYSCARD = Ailment(
    PCSCD,
    Severity.FAULT,
    "The library for readers is missing: no badge can be read",
    "sudo apt-get install python3-pyscard; in a virtual environment, install the program again",
)
NO_READER = Ailment(
    READER,
    Severity.FAULT,
    "No badge can be read",
    "`lsusb` must list it; if it does not: another cable, another port, a stronger power supply",
)
NO_READER_FITS = Ailment(
    READER,
    Severity.FAULT,
    "No badge can be read on that reader",
    "write a part of one of these names as `match` under [[readers]] in {config}, then "
    "`sudo systemctl restart badge-terminal`",
)
SEVERAL_FIT = Ailment(
    READER,
    Severity.WARNING,
    "The terminal takes the first, which may be another one after the next start",
    "write a part of the right name as `match` under [[readers]] in {config}",
)
OTHER_PROGRAM = Ailment(
    OTHERS,
    Severity.WARNING,
    "It may hold the reader just when somebody swipes",
    "end it and keep it from starting: `sudo systemctl disable --now {program}`, or uninstall it",
)
LEFTOVER = Ailment(
    SETTINGS,
    Severity.WARNING,
    "pcscd reads every file there: a copy that an editor left behind sets up a reader twice",
    "sudo rm {path}; sudo systemctl restart pcscd",
)

SECURITY_VIOLATION = 0x8010006A
_NO_SERVICE = 0x8010001D


@dataclass(frozen=True, slots=True, kw_only=True)
class Pcsc:
    """What pcscd answers.

    Attributes:
        code: The return code that ended the attempt to ask it, 0 if none did.
        readers: The names of the readers that it lists.
        is_root: Whether it was asked by root.
    """

    code: int
    readers: tuple[str, ...]
    is_root: bool


def findings(
    seen: Pcsc | Unseen | None, matches: tuple[str, ...], config: str
) -> Iterator[Finding]:
    """Examine pcscd and the readers.

    Args:
        seen: What it answers; None where the library to ask it is missing.
        matches: What is configured as `match`, for each PC/SC reader.
        config: The file that says so.
    """
    if not matches:
        yield PCSCD.absent("no PC/SC reader is configured")
    elif seen is None:
        yield NO_PYSCARD.seen("pyscard cannot be imported")
        yield READER.unknown(Unseen("the library to ask for readers is missing"))
    elif isinstance(seen, Unseen):
        yield PCSCD.unknown(seen)
    elif seen.code:
        yield _refusal(seen)
        yield READER.unknown(Unseen("pcscd does not say which readers there are"))
    else:
        yield PCSCD.well("pcscd answers")
        yield from (_reader(seen.readers, each, config) for each in matches)


def others_finding(programs: tuple[str, ...] | Unseen) -> Finding:
    """Examine which other programs use readers."""
    if isinstance(programs, Unseen):
        return OTHERS.unknown(programs)
    if programs:
        what = f"another program for readers runs: {', '.join(programs)}"
        return OTHER_PROGRAM.seen(what, program=programs[0])
    return OTHERS.well("none is known to take the reader")


def settings_finding(leftovers: tuple[str, ...] | Unseen) -> Finding:
    """Examine what lies in pcscd's folder."""
    if isinstance(leftovers, Unseen):
        return SETTINGS.unknown(leftovers)
    if leftovers:
        return LEFTOVER.seen(f"left behind: {', '.join(leftovers)}", path=" ".join(leftovers))
    return SETTINGS.well("no leftovers")


def _refusal(seen: Pcsc) -> Finding:
    code = f"0x{seen.code:08X}"
    if not seen.is_root and seen.code in {_NO_SERVICE, SECURITY_VIOLATION}:
        # Where polkit says no, pcscd hangs up, and whether its word arrives first is chance.
        why = f"pcscd serves only root and the terminal's own user, not this one ({code})"
        return PCSCD.unknown(Unseen(why))
    if seen.code == _NO_SERVICE:
        return NO_PCSCD.seen(f"pcscd does not run ({code})")
    if seen.code != SECURITY_VIOLATION:
        return PCSCD_TROUBLE.seen(f"pcscd answers {code}")
    return CONTEXTS_USED_UP.seen(f"pcscd refuses root ({code})")


def _reader(names: tuple[str, ...], match: str, config: str) -> Finding:
    fitting = [name for name in names if match in name]
    if not names:
        return NO_READER.seen("pcscd lists no reader")
    if not fitting:
        what = f"no reader has “{match}” in its name; there are: {', '.join(names)}"
        return NO_READER_FITS.seen(what, config=config)
    if len(fitting) > 1:
        return SEVERAL_FIT.seen(f"several fit: {', '.join(fitting)}", config=config)
    return READER.well(fitting[0])
