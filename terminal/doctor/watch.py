"""What is new since the last examination."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terminal.doctor.finding import Finding, Severity

Memory = Mapping[str, str]
"""The worst severity of each check, by its name and what it was about."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed.

    Attributes:
        ill: What is wrong and was not so before, or less so.
        mended: The checks that found something wrong before, and do not any more, each with
            what it was about.
    """

    ill: tuple[Finding, ...]
    mended: tuple[str, ...]


_WRONG = (Severity.WARNING, Severity.FAULT)
_ORDER = tuple(Severity)


def news(before: Memory, now: Iterable[Finding]) -> News:
    """Compare an examination with the one before it."""
    found = list(now)
    after = memory(found, before)
    ill = [
        each
        for each in found
        if each.severity in _WRONG and _is_worse(each, before.get(_key(each)))
    ]
    mended = [
        check
        for check, severity in before.items()
        if severity in _WRONG and after[check] not in _WRONG
    ]
    return News(tuple(ill), tuple(mended))


def memory(found: Iterable[Finding], before: Memory) -> dict[str, str]:
    """Return what the next examination is compared with.

    What could not be seen this time, or was not looked at, is remembered as it was: a network
    that is down does not mend what was wrong behind it.
    """
    worst: dict[str, Severity] = {}
    for each in found:
        key = _key(each)
        worst[key] = max(each.severity, worst.get(key, Severity.WELL), key=_rank)
    seen = {
        check: before.get(check, severity.value) if severity is Severity.UNKNOWN else severity.value
        for check, severity in worst.items()
    }
    return {**before, **seen}


def _is_worse(finding: Finding, before: str | None) -> bool:
    return before is None or _rank(finding.severity) > _rank(Severity(before))


def _key(finding: Finding) -> str:
    return f"{finding.check} {finding.about}".strip()


def _rank(severity: Severity) -> int:
    return _ORDER.index(severity)
