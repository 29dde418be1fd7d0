"""The keys that a configuration may have, as the code has them."""

from msgspec.structs import fields

from terminal.config import (
    Badge,
    BadgeRule,
    ConsoleReader,
    Feedback,
    Geolocation,
    Gpsd,
    KeyboardReader,
    Level,
    Metrics,
    Outbox,
    PcscReader,
    Protime,
    Report,
    Selection,
    SerialReader,
    Terminal,
    WiegandReader,
)
from terminal.config.badge_stored import Iso7816, MifareBlock

_SECTIONS = (
    Terminal,
    Geolocation,
    Gpsd,
    Protime,
    Badge,
    BadgeRule,
    MifareBlock,
    Iso7816,
    PcscReader,
    ConsoleReader,
    SerialReader,
    WiegandReader,
    KeyboardReader,
    Selection,
    Level,
    Outbox,
    Feedback,
    Metrics,
    Report,
)


def every_key() -> set[str]:
    """Return the names of all keys, without those of the tables they stand in."""
    return {"kind", *(field.name for section in _SECTIONS for field in fields(section))}
