"""From what TOML holds to all that is wrong with it.

msgspec stops at the first error. So where it refuses something, this walks down to the parts
and asks msgspec again about each of them.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Literal, get_args, get_origin
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec.structs import fields

from terminal.config.conversion import own_type
from terminal.config.problems import Problem, alternatives, nearest, shown
from terminal.config.sections import Config
from terminal.config.zones import zone_hint


def problems_of(table: Mapping[str, object]) -> list[Problem]:
    """Return everything that is wrong with the keys of a TOML document, one by one."""
    return list(_problems(table, Config, ""))


def sound_sections(table: Mapping[str, object]) -> dict[str, object]:
    """Return those sections of a TOML document that are right by themselves."""
    sound = {}
    for field in fields(Config):
        with suppress(msgspec.ValidationError):
            value = table.get(field.name, {})
            sound[field.name] = msgspec.convert(value, field.type, dec_hook=own_type)
    return sound


def _problems(value: object, wanted: object, where: str) -> Iterator[Problem]:
    try:
        msgspec.convert(value, type=wanted, dec_hook=own_type)
    except msgspec.ValidationError:
        yield from _parts(value, wanted, where)


def _parts(value: object, wanted: object, where: str) -> Iterator[Problem]:
    sections = _sections(wanted)
    if get_origin(wanted) is tuple:
        yield from _items(value, get_args(wanted)[0], where)
    elif not sections:
        yield _misfit(value, wanted, where)
    elif not isinstance(value, Mapping):
        yield Problem(where, f"is {shown(value)}, not a table", f"Write {_header(where)}")
    elif len(sections) == 1:
        yield from _entries(value, sections[0], where)
    else:
        yield from _kind(value, sections, where)


def _header(where: str) -> str:
    name = _without_places(where)
    return f"{f'[[{name}]]' if name != where else f'[{name}]'} and its keys below it"


def _without_places(where: str) -> str:
    """Return the name of a table as its header has it: without `[0]`."""
    return re.sub(r"\[\d+\]", "", where)


def _sections(wanted: object) -> list[type[msgspec.Struct]]:
    members = get_args(wanted) or (wanted,)
    return [each for each in members if isinstance(each, type) and issubclass(each, msgspec.Struct)]


def _items(value: object, wanted: object, where: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        tables = f"Write [[{_without_places(where)}]], in double brackets"
        hint = tables if _sections(wanted) else "Write it in brackets, with commas in between"
        yield Problem(where, f"is {shown(value)}, not a list", hint)
        return
    for index, item in enumerate(value):
        yield from _problems(item, wanted, f"{where}[{index}]")


def _kind(
    table: Mapping[str, object], sections: list[type[msgspec.Struct]], where: str
) -> Iterator[Problem]:
    kinds = {str(each.__struct_config__.tag): each for each in sections}
    kind = table.get("kind")
    if isinstance(kind, str) and kind in kinds:
        yield from _entries(table, kinds[kind], where)
    elif kind is None:
        yield Problem(f"{where}.kind", "is missing", f"Write kind = {alternatives(kinds)}")
    else:
        yield Problem(f"{where}.kind", f"is {shown(kind)}", _choice(kind, list(kinds)))


def _entries(
    table: Mapping[str, object], section: type[msgspec.Struct], where: str
) -> Iterator[Problem]:
    prefix = f"{where}." if where else ""
    known = {each.encode_name: each for each in fields(section)}
    for key, field in known.items():
        if key in table:
            yield from _problems(table[key], field.type, prefix + key)
        elif field.required:
            yield from _missing(field.type, prefix + key)
    for key in table:
        if key not in known and key != section.__struct_config__.tag_field:
            yield _unknown(key, list(known), where)


def _missing(wanted: object, where: str) -> Iterator[Problem]:
    key = where.rpartition(".")[2]
    if get_origin(wanted) is tuple and _sections(get_args(wanted)[0]):
        yield Problem(where, "is missing", f'Write [[{where}]] and below it kind = "pcsc"')
    elif get_origin(wanted) is tuple:
        yield Problem(
            where,
            "is missing",
            f"Write it like this: {key} = [{shown(_example(get_args(wanted)[0]))}]",
        )
    elif sections := _sections(wanted):
        yield from _entries({}, sections[0], where)
    elif choices := _choices(wanted):
        yield Problem(where, "is missing", f"Write {key} = {alternatives(choices)}")
    else:
        yield Problem(where, "is missing", f"Write it like this: {key} = {shown(_example(wanted))}")


def _example(wanted: object) -> object:
    return (_words(wanted).examples or [""])[0]


def _unknown(key: str, known: list[str], where: str) -> Problem:
    place = f"{where}.{key}" if where else key
    if key == "client_secret":
        hint = "Put the secret alone into a file, and name that file in client_secret_file"
    elif near := nearest(key, known):
        hint = f"Did you mean {near[0]}?"
    else:
        hint = f"Take it out; known here: {', '.join(known)}"
    return Problem(place, "is not a key of this configuration", hint)


def _misfit(value: object, wanted: object, where: str) -> Problem:
    words = _words(wanted)
    what = "does not fit" if (words.extra or {}).get("private") else f"is {shown(value)}"
    if choices := _choices(wanted):
        return Problem(where, what, _choice(value, choices))
    if ZoneInfo in get_args(wanted):
        return Problem(
            where, f"{what}, which is no time zone", zone_hint(value, available_timezones())
        )
    return Problem(where, what, f"It must be {words.description or 'text in double quotes'}")


def _choices(wanted: object) -> list[str]:
    """Return what a type allows that allows only certain words."""
    return [str(each) for each in get_args(wanted)] if get_origin(wanted) is Literal else []


def _choice(value: object, choices: list[str]) -> str:
    near = nearest(value, choices)
    return f"Did you mean {shown(near[0])}?" if near else f"Write {alternatives(choices)}"


def _words(wanted: object) -> msgspec.Meta:
    """Return what is said about a type, also if it may be left out."""
    for each in (wanted, *get_args(wanted)):
        if get_origin(each) is Annotated:
            return next(meta for meta in get_args(each) if isinstance(meta, msgspec.Meta))
    return msgspec.Meta()
