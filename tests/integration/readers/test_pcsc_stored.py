"""Numbers stored on badges, through a real pcscd and badges that really answer."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from threading import Timer

import pytest
from smartcard import scard

from terminal.model import Presented, ReaderFound, Reading, Unreadable
from terminal.readers.pcsc.exchange import Source
from terminal.readers.pcsc.reader import PcscReader
from terminal.simulator.chip import Chip
from terminal.simulator.virtual_badge import VirtualBadge
from tests.parts.pcscd import VIRTUAL_READER, Pcscd
from tests.parts.stored import config_file
from tests.parts.stored_badges import BAD, CLASSIC, GOOD, KEY, NTAG, NUMBER, PULLED

UID = bytes.fromhex("04A1B2C3D4E5F6")
SOON = 5.0
SETTLED = 0.5
AT_ONCE = 0.0


@contextmanager
def found(source: Source) -> Iterator[PcscReader]:
    """Return a reader that was found."""
    reader = PcscReader(VIRTUAL_READER, source, retry_seconds=0.05)
    try:
        assert isinstance(reader.wait(SOON), ReaderFound)
        yield reader
    finally:
        reader.close()


@pytest.mark.parametrize(("chip", "source", "stored"), GOOD.values(), ids=GOOD)
def test_what_is_stored_is_read(pcscd: Pcscd, chip: Chip, source: Source, stored: Reading) -> None:
    """Once for as long as the badge lies there."""
    del pcscd
    with found(source) as reader, VirtualBadge(UID, chip=deepcopy(chip)):
        assert reader.wait(SOON) == Presented(stored)
        assert reader.wait(SETTLED) is None


@pytest.mark.parametrize("name", ["half written", "type 4, locked", "wrong key", "refused step"])
def test_a_badge_without_a_number_is_unreadable(pcscd: Pcscd, name: str) -> None:
    """Its identifier, which it would tell, is not taken instead."""
    del pcscd
    chip, source, reason = BAD[name]
    with found(source) as reader, VirtualBadge(UID, chip=deepcopy(chip)) as badge:
        assert reader.wait(SOON) == Unreadable(reason)
        assert reader.wait(SETTLED) is None
        assert not badge.was_read.is_set()


@pytest.mark.parametrize("name", list(PULLED)[::4])
def test_a_badge_that_is_pulled_is_no_number(pcscd: Pcscd, name: str) -> None:
    """And the same badge, presented long enough, is read."""
    del pcscd
    chip, source, _ = PULLED[name]
    with found(source) as reader:
        with VirtualBadge(UID, chip=deepcopy(chip)):
            heard = reader.wait(SOON)
            assert isinstance(heard, Unreadable), heard
        assert reader.wait(SETTLED) is None
        whole, _, stored = GOOD[name.rpartition(", pulled")[0]]
        with VirtualBadge(UID, chip=deepcopy(whole)):
            assert reader.wait(SOON) == Presented(stored)


def test_another_program_in_the_midst_of_it_is_waited_for(pcscd: Pcscd) -> None:
    """It could select or unlock something else between two commands."""
    del pcscd
    chip, source, stored = GOOD["block"]
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    with found(source) as reader, VirtualBadge(UID, chip=deepcopy(chip)):
        assert reader.wait(AT_ONCE) is None
        other = _connected(context)
        assert scard.SCardBeginTransaction(other) == scard.SCARD_S_SUCCESS
        leaving = Timer(0.5, scard.SCardEndTransaction, [other, scard.SCARD_LEAVE_CARD])
        leaving.start()
        assert reader.wait(SOON) == Presented(stored)
        leaving.join()
    scard.SCardReleaseContext(context)


def _connected(context: int) -> int:
    state = 0
    name = f"{VIRTUAL_READER} 00 00"
    while not state & scard.SCARD_STATE_PRESENT:
        code, states = scard.SCardGetStatusChange(context, int(SOON * 1000), [(name, state)])
        assert code == scard.SCARD_S_SUCCESS
        state = states[0][1]
    code, connection, _ = scard.SCardConnect(
        context, name, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1
    )
    assert code == scard.SCARD_S_SUCCESS
    return int(connection)


def pcsc_config(folder: Path, badge: str = "") -> Path:
    """Return a configuration with a PC/SC reader, and what it says of badges."""
    file = config_file(folder)
    content = file.read_text(encoding="utf-8").replace('kind = "console"', 'kind = "pcsc"')
    file.write_text(f"{content}\n{badge}", encoding="utf-8")
    return file


def shown(file: Path, badge: VirtualBadge) -> "dict[str, object]":
    """Return what `badge read` shows of a badge."""
    words = [sys.executable, "-m", "terminal", "badge", "read", "--config", str(file)]
    with (
        subprocess.Popen(
            [*words, "--json", "--count", "1"], stdout=subprocess.PIPE, text=True
        ) as running,
        badge,
    ):
        line = running.communicate(timeout=30)[0]
    return dict(json.loads(line))


def test_badge_read_shows_both(pcscd: Pcscd, tmp_path: Path) -> None:
    """The number that the configuration makes, and what else the badge holds."""
    del pcscd
    plain = shown(pcsc_config(tmp_path), VirtualBadge(UID, chip=deepcopy(NTAG)))
    assert (plain["number"], plain["beside"]) == (UID.hex().upper(), {"stored text": NUMBER})

    file = pcsc_config(tmp_path, '[badge]\nsource = "ndef-text"\n')
    stored = shown(file, VirtualBadge(UID, chip=deepcopy(NTAG)))
    assert (stored["number"], stored["takes"]) == (NUMBER, "text")
    assert stored["beside"] == {"identifier": UID.hex().upper()}


def test_a_block_is_read_with_the_key_of_a_file(pcscd: Pcscd, tmp_path: Path) -> None:
    """The key comes from the file that the configuration names, and is shown nowhere."""
    del pcscd
    key = tmp_path / "mifare-key"
    key.write_text(f"{KEY.hex()}\n", encoding="ascii")
    key.chmod(0o600)
    table = f'sector = 1\nlength = 4\nkey_file = "{key}"'
    badge = f'[badge]\nsource = "mifare-block"\n[badge.mifare]\n{table}\n'
    file = pcsc_config(tmp_path, badge)
    told = shown(file, VirtualBadge(UID, chip=deepcopy(CLASSIC)))
    assert told["number"] == "00C0FFEE"
    assert KEY.hex() not in json.dumps(told).lower()
