"""All findings together, for a person and for JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from textwrap import fill

from terminal.cli.words import number, one_line, utc_time
from terminal.doctor import Finding, Severity

_WIDTH = 100
_WORST_FIRST = (Severity.FAULT, Severity.WARNING, Severity.UNKNOWN)
_CALM = (Severity.WELL, Severity.ABSENT)
_NAMES = {Severity.FAULT: "fault", Severity.WARNING: "warning"}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an examination found.

    Attributes:
        name: Of the terminal; None where the configuration is wrong.
        findings: In the order of the examination.
        at: When it was made.
    """

    name: str | None
    findings: Sequence[Finding]
    at: datetime

    @property
    def has_fault(self) -> bool:
        """Whether anything is at fault."""
        return any(each.severity is Severity.FAULT for each in self.findings)

    @property
    def verdict(self) -> Severity:
        """The worst of all severities."""
        found = {each.severity for each in self.findings}
        return next((each for each in _WORST_FIRST if each in found), Severity.WELL)

    def as_object(self, version: str) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "terminal": self.name,
            "version": version,
            "at": utc_time(self.at),
            "verdict": self.verdict.value,
            "findings": [asdict(each) for each in self.findings],
        }

    def as_words(self) -> str:
        """Return it for a person: what is wrong first, what is well in one line each."""
        return "\n".join([self._heading(), "", *self._wrong(), *self._calm()])

    def _heading(self) -> str:
        count = Counter(each.severity for each in self.findings)
        wrong = [number(count[each], name) for each, name in _NAMES.items()]
        rest = f"{count[Severity.UNKNOWN]} unknown, {count[Severity.WELL]} well"
        name = self.name or "this machine, whose configuration is wrong"
        return f"{name}: {', '.join(wrong)}, {rest}"

    def _wrong(self) -> Iterator[str]:
        for severity in (Severity.FAULT, Severity.WARNING):
            for each in self.findings:
                if each.severity is severity:
                    yield f"{severity.value.upper():<9}{each.check}: {one_line(each.what)}"
                    yield _indented("", each.means)
                    yield _indented("mend: ", each.mend)
                    yield ""
        yield from self._unseen()

    def _unseen(self) -> Iterator[str]:
        """Say each reason once: what one may not see usually hides several things."""
        unseen: dict[tuple[str, str], list[str]] = {}
        for each in self.findings:
            if each.severity is Severity.UNKNOWN:
                unseen.setdefault((each.what, each.mend), []).append(each.check)
        for (what, mend), checks in unseen.items():
            yield f"{'unknown':<9}{', '.join(dict.fromkeys(checks))}: {one_line(what)}"
            yield _indented("to see it: ", mend)
            yield ""

    def _calm(self) -> Iterator[str]:
        for each in self.findings:
            if each.severity in _CALM:
                mark = "well" if each.severity is Severity.WELL else "-"
                yield f"{mark:<9}{each.check}: {one_line(each.what)}"


def _indented(label: str, text: str) -> str:
    margin = " " * 9
    return fill(
        f"{label}{text}",
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + " " * len(label),
        # A command stays whole: a broken one cannot be copied.
        break_long_words=False,
        break_on_hyphens=False,
    )
