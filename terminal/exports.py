"""Packages that import what is asked for, and no more (docs/adr/0014)."""

from collections.abc import Callable, Mapping
from importlib import import_module


def exports(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package: it finds each of its names when it is first used.

    Args:
        package: The package's own name.
        modules: The modules of the package, and the names that each gives, with spaces between.
    """
    where = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> object:
        if name not in where:
            raise AttributeError(f"{package} has no {name}")
        return getattr(import_module(f"{package}.{where[name]}"), name)

    return find
