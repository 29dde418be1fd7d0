"""Everything that `doctor` can find, as the code has it."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import TypeVar

import terminal.doctor
from terminal.doctor import Ailment, Check

Kind = TypeVar("Kind")


def every_check() -> list[Check]:
    """Return every check, once, in the order of the modules."""
    return list(dict.fromkeys(each for _, each in _members(Check)))


def every_ailment() -> dict[str, Ailment]:
    """Return every ailment by the name that the code has for it."""
    return dict(_members(Ailment))


def _members(kind: type[Kind]) -> Iterator[tuple[str, Kind]]:
    for module in pkgutil.iter_modules(terminal.doctor.__path__):
        for name, value in vars(import_module(f"terminal.doctor.{module.name}")).items():
            if isinstance(value, kind):
                yield name, value
