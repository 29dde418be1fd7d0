"""Where the terminal stands, as configured."""

from collections.abc import Callable

from terminal.capture import nowhere
from terminal.config import Config
from terminal.model import Moment, Place


def fixed_place(config: Config) -> Place | None:
    """Return the place of a terminal that does not move; None where it is not to be told."""
    given = config.terminal.geolocation
    return Place(longitude=given.longitude, latitude=given.latitude) if given else None


def place_at(config: Config) -> Callable[[Moment], Place | None]:
    """Return what tells each swipe its place."""
    fixed = fixed_place(config)
    return (lambda _moment: fixed) if fixed else nowhere
