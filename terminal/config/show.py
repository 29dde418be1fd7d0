"""The effective configuration as TOML."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard
from zoneinfo import ZoneInfo

from msgspec import Struct

from terminal.config.sections import Config


def show(config: Config) -> str:
    """Return a configuration as TOML text, defaults written out, that loads as the same again.

    It holds no secret: the configuration itself knows only the file that has it.
    """
    return "\n".join(_table(config, "")).strip() + "\n"


def _table(section: Struct, name: str) -> Iterator[str]:
    if kind := section.__struct_config__.tag:
        yield f"kind = {_value(str(kind))}"
    entries = {key: getattr(section, key) for key in section.__struct_fields__}
    for key, value in entries.items():
        if _is_list(value):
            yield f"{key} = [{', '.join(map(_value, value))}]"
        elif not isinstance(value, Struct | tuple | None):
            yield f"{key} = {_value(value)}"
    # A table ends where the next one begins, so those inside it come last.
    for key, value in entries.items():
        yield from _tables(value, f"{name}.{key}" if name else key)


def _tables(value: object, name: str) -> Iterator[str]:
    if isinstance(value, Struct):
        yield from ("", f"[{name}]", *_table(value, name))
    elif isinstance(value, tuple) and not _is_list(value):
        for each in value:
            yield from ("", f"[[{name}]]", *_table(each, name))


def _is_list(value: object) -> TypeGuard[tuple[str, ...]]:
    return isinstance(value, tuple) and any(isinstance(each, str) for each in value)


def _value(value: str | float | Path | ZoneInfo | dict[str, int | str]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(int(value) if value == int(value) else value)
    if isinstance(value, dict):
        entries = [f"{_text(key)} = {_value(each)}" for key, each in value.items()]
        return f"{{ {', '.join(entries)} }}" if entries else "{}"
    return _text(str(value))


def _text(text: str) -> str:
    # JSON's way of writing text is one of TOML's, but for DEL, which JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
