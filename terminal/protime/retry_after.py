"""The header by which a server says when to come back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 3600.0
"""However long a server wants to be left alone, asking once an hour harms nobody."""


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds to wait, 0 to 3600, or None where the server did not say.

    A date is taken against the server's own `Date`: this terminal's clock may be wrong.

    Args:
        headers: The answer's headers under lower-case names.
        now: What this terminal takes for the time, UTC.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return _bounded(float(text))
    until = _date(text)
    if until is None:
        return None
    return _bounded((until - (_date(headers.get("date", "")) or now)).total_seconds())


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_SECONDS)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # An HTTP date is in GMT; the parser leaves "-0000" without a zone.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
