"""A real pcscd with its virtual reader."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from terminal.model import ReaderFound
from terminal.readers.pcsc.reader import PcscReader
from tests.parts.pcscd import VIRTUAL_READER, Pcscd, running_pcscd

SOON = 5.0
FIRST = ReaderFound(f"{VIRTUAL_READER} 00 00")


@pytest.fixture(scope="package")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pcscd]:
    """Return a pcscd that any test may have stopped."""
    with running_pcscd(tmp_path_factory.mktemp("no-readers")) as pcscd:
        yield pcscd


@pytest.fixture
def pcscd(daemon: Pcscd) -> Pcscd:
    """Return a pcscd that runs with an empty virtual reader."""
    daemon.stop()
    daemon.start()
    return daemon


@pytest.fixture
def reader(pcscd: Pcscd) -> Iterator[PcscReader]:
    """Return a reader that was found."""
    del pcscd
    with closing(PcscReader(VIRTUAL_READER, retry_seconds=0.05)) as reader:
        assert reader.wait(SOON) == FIRST
        yield reader
