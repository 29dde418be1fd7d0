"""Whether readers can be told what to show on their own lights."""

from collections.abc import Iterator

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

ESCAPE = Check(
    "reader-escape",
    "`ifdDriverOptions` in /etc/libccid_Info.plist, where `[[readers]]` have a `model`",
)

BEEP = Check(
    "reader-beep",
    "the reader's own word on whether it beeps by itself (ACR1252U), against `own_beep`",
)

_ALLOW = (
    "sudo sed -i '/<key>ifdDriverOptions/,+1s/0x0000/0x0001/' /etc/libccid_Info.plist; "
    "sudo systemctl restart pcscd"
)
NOT_ALLOWED = Ailment(
    ESCAPE,
    Severity.WARNING,
    "The driver passes nothing on to the reader itself: it shows no cue, and beeps by itself",
    _ALLOW,
)
ONLY_WITH_A_BADGE = Ailment(
    ESCAPE,
    Severity.WARNING,
    "The reader can be told only while a badge lies on it: it shows no fault, and beeps by itself "
    "until the first swipe",
    _ALLOW,
)

BEEPS = Ailment(
    BEEP,
    Severity.WARNING,
    "It beeps before anything is stored, and people take that for the answer",
    "sudo systemctl restart badge-terminal; if it comes back: `sudo journalctl -u badge-terminal`",
)

ALLOWED_BIT = 0x01
_HEARS_BESIDE_A_BADGE = "acr122u"


def findings(options: int | Unseen | None, models: tuple[str, ...]) -> Iterator[Finding]:
    """Examine the options of the driver.

    Args:
        options: They; None where the driver has no file for them.
        models: What is configured as `model`, for each reader that has one.
    """
    if not models:
        yield ESCAPE.absent("no reader shows cues itself")
        yield BEEP.absent("no reader is silenced")
    elif options is None:
        yield ESCAPE.absent("libccid is not installed")
    elif isinstance(options, Unseen):
        yield ESCAPE.unknown(options)
    elif options & ALLOWED_BIT:
        yield ESCAPE.well(f"escape commands are allowed (0x{options:04X})")
    else:
        is_heard = all(model == _HEARS_BESIDE_A_BADGE for model in models)
        ailment = ONLY_WITH_A_BADGE if is_heard else NOT_ALLOWED
        yield ailment.seen(f"escape commands are not allowed (0x{options:04X})")


def beep_finding(name: str, model: str, *, beeps: bool | None, may_beep: bool) -> Finding:
    """Examine the beep of a reader.

    Args:
        name: The reader's configured name.
        model: What is configured as its `model`.
        beeps: Whether it beeps by itself; None if it does not say.
        may_beep: Whether that is configured.
    """
    if model == _HEARS_BESIDE_A_BADGE:
        return BEEP.absent(f"{name}, an ACR122U, does not say whether it beeps by itself")
    if beeps is None:
        return BEEP.unknown(Unseen("the reader cannot be asked", _ALLOW), name)
    if beeps and not may_beep:
        return BEEPS.seen("it beeps by itself", name)
    return BEEP.well("it beeps by itself, as configured" if beeps else "it is quiet", name)
