"""The effective configuration as TOML."""

import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from terminal.config.sections import Config


def show(config: Config) -> str:
    """Return a configuration as TOML text, defaults written out, that loads as the same again.

    It holds no secret: the configuration itself knows only the file that has it.
    """
    return "\n".join(_table(config, "")).strip() + "\n"


def _table(section: Struct, prefix: str) -> Iterator[str]:
    entries = {key: getattr(section, key) for key in section.__struct_fields__}
    if kind := section.__struct_config__.tag:
        entries = {"kind": kind, **entries}
    for key, value in entries.items():
        if isinstance(value, Struct):
            yield from ("", f"[{prefix}{key}]", *_table(value, f"{prefix}{key}."))
        elif isinstance(value, tuple):
            for each in value:
                yield from ("", f"[[{prefix}{key}]]", *_table(each, f"{prefix}{key}."))
        elif value is not None:
            yield f"{key} = {_value(value)}"


def _value(value: str | float | Path | ZoneInfo) -> str:
    if isinstance(value, str | Path | ZoneInfo):
        # JSON's way of writing text is one of TOML's, but for DEL, which JSON leaves as it is.
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
