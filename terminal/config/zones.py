"""Time zones by name."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from terminal.config.problems import alternatives, nearest

# These count leap seconds or repeat the others under a second name.
_NOT_OURS = ("right/", "posix/")


def zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        ValueError: There is none of that name on this machine.
    """
    if name.startswith(_NOT_OURS):
        raise ValueError(name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as reason:
        raise ValueError(name) from reason


def zone_hint(name: object, available: Iterable[str]) -> str:
    """Return what to write in place of a name that is not one of the time zones available."""
    known = sorted(available)
    if not known:
        return "This machine has no time zones at all: install the package tzdata"
    near = nearest(name, known, count=3) or nearest(name, _cities(known), count=3)
    cities = _cities(known)
    names = [cities.get(each, each) for each in near]
    if not names:
        return 'Write the IANA name of the workplace\'s time zone, such as "Europe/Brussels"'
    return f"Did you mean {alternatives(names)}?"


def _cities(known: Iterable[str]) -> dict[str, str]:
    return {each.rpartition("/")[2]: each for each in known}
