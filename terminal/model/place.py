"""Where a terminal stands."""

from terminal.model.struct import Struct


class Place(Struct, frozen=True, kw_only=True):
    """A place on the earth, in degrees as receivers of satellites tell them (WGS 84).

    Raises:
        ValueError: There is no such place.
    """

    longitude: float
    latitude: float

    def __post_init__(self) -> None:
        if not (-180 <= self.longitude <= 180 and -90 <= self.latitude <= 90):  # noqa: PLR2004 - degrees
            raise ValueError("a longitude is -180 to 180 degrees, a latitude -90 to 90")
