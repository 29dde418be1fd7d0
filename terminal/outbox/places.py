"""How the place of a swipe is written into the outbox: a small JSON object."""

import json

from terminal.model import Place


def written(place: Place | None) -> str | None:
    """Return the JSON for a place; None where there is none."""
    if place is None:
        return None
    # Somebody waits at the door, and json.dumps takes as long as half of the rest of a row.
    return f'{{"longitude": {place.longitude}, "latitude": {place.latitude}}}'


def read(text: str | None) -> Place | None:
    """Return the place that was written as this text.

    Raises:
        ValueError, TypeError, KeyError: The text tells of none.
    """
    if text is None:
        return None
    content = json.loads(text)
    return Place(longitude=content["longitude"], latitude=content["latitude"])
