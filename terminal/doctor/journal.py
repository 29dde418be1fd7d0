"""Whether the log of the machine survives a restart."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

JOURNAL = Check("journal", "`Storage=` of journald.conf and its drop-ins, and /var/log/journal")

_KEEP = (
    "printf '[Journal]\\nStorage=persistent\\nSystemMaxUse=50M\\n' | sudo install -D -m 644 "
    "/dev/stdin /etc/systemd/journald.conf.d/badge-terminal.conf; "
    "sudo systemctl restart systemd-journald"
)

JOURNAL_VOLATILE = Ailment(
    JOURNAL,
    Severity.WARNING,
    "The log lies in memory: after a restart nobody knows why there was one",
    _KEEP,
)
JOURNAL_OFF = Ailment(
    JOURNAL,
    Severity.WARNING,
    "No log is kept at all: nobody will know why something went wrong",
    _KEEP,
)


@dataclass(frozen=True, slots=True)
class Journal:
    """Where the journal goes.

    Attributes:
        storage: What counts of `Storage=`, in small letters: `auto` where nothing is written.
        source: The file that says so; empty for none.
        has_directory: Whether /var/log/journal is there.
    """

    storage: str
    source: str
    has_directory: bool


def findings(seen: Journal | Unseen) -> Iterator[Finding]:
    """Examine the journal."""
    if isinstance(seen, Unseen):
        yield JOURNAL.unknown(seen)
        return
    said = f"Storage={seen.storage}" + (f" ({seen.source})" if seen.source else "")
    if seen.storage == "none":
        yield JOURNAL_OFF.seen(said)
    elif seen.storage == "volatile":
        yield JOURNAL_VOLATILE.seen(said)
    elif seen.storage == "auto" and not seen.has_directory:
        yield JOURNAL_VOLATILE.seen(f"{said}, and there is no /var/log/journal")
    else:
        yield JOURNAL.well(f"kept on disk: {said}")
