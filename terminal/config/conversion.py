"""From what TOML holds to a `Config`."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from terminal.config.sections import Config
from terminal.config.zones import zone


def config_from(table: Mapping[str, object]) -> Config:
    """Return the configuration that a TOML document makes.

    Raises:
        msgspec.ValidationError: It makes none; see `check`.
    """
    return msgspec.convert(table, Config, dec_hook=own_type)


def own_type(wanted: type, value: object) -> object:
    """Make a value of a type that TOML does not have.

    Raises:
        ValueError: It cannot be one.
    """
    if not isinstance(value, str) or (wanted is Path and not value.startswith("/")):
        raise ValueError(value)
    return zone(value) if wanted is ZoneInfo else Path(value)
