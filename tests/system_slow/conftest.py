"""A door at which a package is to be installed, and packages for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.need import need, need_root
from tests.parts.nspawn.door import Door, door
from tests.parts.packages import built, built_before


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of this repository."""
    need("dpkg-deb")
    return built(tmp_path_factory.mktemp("now"))


@pytest.fixture(scope="session")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of a version before, whose program is as old as can be."""
    need("dpkg-deb")
    return built_before("0.0.9", tmp_path_factory.mktemp("before"))


@pytest.fixture
def place() -> Iterator[Door]:
    """Return a door at which no terminal hangs yet."""
    need_root("boot a Debian of its own")
    need("systemd-nspawn", "mmdebstrap", "nsenter")
    with door() as place:
        yield place
