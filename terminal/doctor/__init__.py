"""The rules by which a terminal is examined: what was seen becomes findings.

Nothing here looks at anything: what was seen is handed in, as values. What cannot be seen is
`Unseen`, and its finding is unknown, never a guess.
"""

from terminal.doctor.finding import EXAMINATION, Ailment, Check, Finding, Severity, Unseen

__all__ = ["EXAMINATION", "Ailment", "Check", "Finding", "Severity", "Unseen"]
