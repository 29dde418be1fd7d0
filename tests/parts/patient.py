"""A machine made of files and small programs, for `doctor` to look at."""

from collections.abc import Iterable
from pathlib import Path

from terminal.doctor import Ailment, Check, Finding, Severity
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree


class Machine:
    """Files below a folder that stands for `/`, and programs that print what they are told.

    Args:
        root: An empty folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root / "root"
        self._bin = root / "bin"
        self.root.mkdir()
        self._bin.mkdir()
        self.tree = Tree(self.root)
        self.programs = Programs(str(self._bin), patience_seconds=2.0)

    def file(self, path: str, text: str = "") -> Path:
        """Write a file, and the folders above it."""
        place = self.tree.at(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return place

    def folder(self, path: str) -> Path:
        """Make a folder."""
        place = self.tree.at(path)
        place.mkdir(parents=True, exist_ok=True)
        return place

    def link(self, path: str, target: str) -> None:
        """Make a link."""
        place = self.tree.at(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(target)

    def unreadable(self, path: str) -> None:
        """Put something there that cannot be read as a file, nor listed, not even by root."""
        self.link(path, Path(path).name)

    def program(self, name: str, prints: str = "", *, status: int = 0, script: str = "") -> None:
        """Install a program that prints something, or does what a script says."""
        place = self._bin / name
        text = script or f"cat <<'END'\n{prints}\nEND\nexit {status}"
        place.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n")
        place.chmod(0o755)

    def systemctl(self, *blocks: str) -> None:
        """Let systemctl print what it says of each unit."""
        self.program("systemctl", "\n\n".join(blocks))


def has(findings: Iterable[Finding], ailment: Ailment, words: str = "") -> bool:
    """Return whether an ailment was found, in these words; each finding says what mends it."""
    return any(
        (each.check, each.severity, each.means)
        == (ailment.check.name, ailment.severity, ailment.means)
        and words in each.what
        and each.mend
        for each in findings
    )


def severity(findings: Iterable[Finding], check: Check) -> Severity | None:
    """Return how bad a check's only finding is; None if it found nothing."""
    found = [each.severity for each in findings if each.check == check.name]
    assert len(found) < 2
    return found[0] if found else None
