"""Times, durations and other people's words, as a person reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def local_time(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the workplace's wall clock shows it, with its offset from UTC."""
    return at.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def utc_time(at: datetime | None) -> str | None:
    """Return an instant for JSON: UTC, with microseconds."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def duration(passed: timedelta) -> str:
    """Return a duration in its largest whole unit, such as `3 hours`."""
    seconds = max(0, int(passed.total_seconds()))
    for name, length in _UNITS:
        if seconds >= length:
            return number(seconds // length, name)
    return number(seconds, "second")


def number(count: int, thing: str) -> str:
    """Return a count of things: `1 clocking`, `2 clockings`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def one_line(text: str, longest: int = 2000) -> str:
    """Return foreign text without what could confuse a screen, and no longer than this."""
    safe = "".join(sign if sign.isprintable() else " " for sign in text)
    return safe if len(safe) <= longest else f"{safe[: longest - 1]}…"


def table(rows: list[tuple[str, ...]]) -> str:
    """Return rows of text in columns, the first row as a heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
