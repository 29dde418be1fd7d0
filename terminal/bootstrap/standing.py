"""Where the terminal stands, as configured: nowhere, at one place, or where a receiver says."""

from terminal.bootstrap.whereabouts import Whereabouts
from terminal.config import Config
from terminal.model import Place


def whereabouts_of(config: Config) -> Whereabouts:
    """Return where the terminal stands."""
    if config.gpsd.address:
        # Imported here: most terminals do not move.
        from terminal.bootstrap.moving import Moving  # noqa: PLC0415

        return Moving(config.gpsd)
    return Whereabouts(fixed_place(config))


def fixed_place(config: Config) -> Place | None:
    """Return the place of a terminal that does not move; None where it is not to be told."""
    given = config.terminal.geolocation
    return Place(longitude=given.longitude, latitude=given.latitude) if given else None
