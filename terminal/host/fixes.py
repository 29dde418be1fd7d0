"""What a receiver of satellites says of a place, in the words of gpsd, and how long it holds."""

import json
from math import hypot
from typing import Any

from terminal.model import Moment, Place
from terminal.model.struct import Struct

_TWO_DIMENSIONS = 2
"""`mode` in gpsd_json(5): 0 unknown, 1 no fix, 2 without and 3 with the altitude."""


class NoFix(Exception):
    """The receiver does not know where it is, or not as precisely as wanted; the words say so."""


def place_told(line: bytes, precision_metres: float = 0.0) -> Place | None:
    """Return the place that a line of gpsd tells of; None where it tells of something else.

    Args:
        line: A JSON object; see gpsd_json(5).
        precision_metres: How far the place may be off at most; 0 for any distance.

    Raises:
        NoFix: There is none, or none as precise.
    """
    report = _report(line)
    if report is None:
        return None
    try:
        if int(report["mode"]) < _TWO_DIMENSIONS:
            raise NoFix("the receiver has no fix")
        place = Place(longitude=float(report["lon"]), latitude=float(report["lat"]))
        off_metres = _off_metres(report)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NoFix("gpsd tells of a fix without a place") from error
    if precision_metres and not off_metres <= precision_metres:
        raise NoFix(f"the receiver's fix is less precise than {precision_metres:g} m")
    return place


def _report(line: bytes) -> dict[str, Any] | None:
    """Return a report of time, position and velocity. Of the satellites nothing is wanted."""
    if b'"TPV"' not in line:
        return None
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.get("class") == "TPV" else None


def _off_metres(report: dict[str, Any]) -> float:
    """Return how far the place may be off: gpsd gives one number, or one for each axis."""
    if "eph" in report:
        return float(report["eph"])
    return hypot(float(report.get("epx", "inf")), float(report.get("epy", "inf")))


class _Fix(Struct, frozen=True):
    place: Place
    boottime_ns: int


class NewestFix:
    """The newest fix, written by one thread and read by the others without waiting.

    Args:
        oldest_seconds: How old it may be to tell where the terminal is.
    """

    def __init__(self, oldest_seconds: float) -> None:
        self._oldest_ns = int(oldest_seconds * 1e9)
        self._fix: _Fix | None = None

    def note(self, place: Place, boottime_ns: int) -> None:
        """Keep a fix in place of the one before."""
        self._fix = _Fix(place, boottime_ns)

    def at(self, moment: Moment) -> Place | None:
        """Return where the terminal is at a moment of now; None where the fix is too old."""
        fix = self._fix
        if fix is None or moment.boottime_ns - fix.boottime_ns > self._oldest_ns:
            return None
        return fix.place

    def good_for_seconds(self, boottime_ns: int) -> float:
        """Return how long it still tells where the terminal is; not above 0 once it does not."""
        fix = self._fix
        if fix is None:
            return 0.0
        return (self._oldest_ns - (boottime_ns - fix.boottime_ns)) / 1e9
