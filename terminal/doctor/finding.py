"""What an examination finds, and what may be found: checks and ailments."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class Severity(StrEnum):
    """How bad a finding is, the worst last."""

    WELL = "well"
    ABSENT = "does not apply"
    UNKNOWN = "unknown"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: Which check found it.
        severity: How bad it is.
        what: What was seen, in one line for a person.
        means: What that means for the terminal; empty where all is well.
        mend: What to do about it, a command wherever there is one; empty where all is well.
        about: Which of several that the check looks at, such as a host; empty for the only one.
    """

    check: str
    severity: Severity
    what: str
    means: str = ""
    mend: str = ""
    about: str = ""

    def for_root(self) -> Self:
        """Return it for somebody who is root already: nobody is sent in circles."""
        return replace(self, mend=BEYOND_ROOT) if self.mend == AS_ROOT else self


AS_ROOT = "sudo badge-terminal doctor"
BEYOND_ROOT = (
    "Root may not see it here either, as in a container: look on the machine itself, "
    "`journalctl --boot` may say why"
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that could not be looked at.

    Attributes:
        why: In words that follow "could not be seen: ".
        mend: What would make it visible; by default, to look as root.
    """

    why: str
    mend: str = AS_ROOT


@dataclass(frozen=True, slots=True)
class Check:
    """One question that an examination answers.

    Attributes:
        name: Short, with hyphens: programs and people find it again by it.
        looks_at: Where the answer comes from, for the table in docs/doctor.md.
    """

    name: str
    looks_at: str

    def well(self, what: str, about: str = "") -> Finding:
        """Return that all is well."""
        return Finding(self.name, Severity.WELL, what, about=about)

    def absent(self, what: str) -> Finding:
        """Return that there is nothing here that could be ill."""
        return Finding(self.name, Severity.ABSENT, what)

    def unknown(self, unseen: Unseen, about: str = "") -> Finding:
        """Return that nobody can tell from here."""
        what, means = f"could not be seen: {unseen.why}", "It may be well or not."
        return Finding(self.name, Severity.UNKNOWN, what, means, unseen.mend, about)


@dataclass(frozen=True, slots=True)
class Ailment:
    """One way in which what a check looks at can be wrong.

    Attributes:
        check: The check that finds it.
        severity: FAULT where swipes or clockings suffer now, WARNING where they will or may.
        means: What it means for the terminal.
        mend: What to do, with a command; names in braces are filled in by `seen`.
    """

    check: Check
    severity: Severity
    means: str
    mend: str

    def seen(self, what: str, about: str = "", **names: str) -> Finding:
        """Return that it was found."""
        mend = self.mend.format(**names)
        return Finding(self.check.name, self.severity, what, self.means, mend, about)


EXAMINATION = Check("examination", "whether each part of this examination could be done")
