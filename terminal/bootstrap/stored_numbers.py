"""What PC/SC readers read of a badge where that is not its identifier, as configured."""

import os
from functools import partial
from pathlib import Path

from terminal.config import Badge
from terminal.config.badge_stored import Iso7816, MifareBlock
from terminal.host.secret import read_mifare_key
from terminal.readers.pcsc import stored
from terminal.readers.pcsc.exchange import Source
from terminal.readers.pcsc.ndef_text import ndef_text


def stored_number(badge: Badge) -> Source:
    """Return what to read: one thing, and never another one instead."""
    if badge.mifare:
        return _block(badge.mifare)
    if badge.iso7816:
        return _steps(badge.iso7816)
    return ndef_text


def _block(given: MifareBlock) -> Source:
    return stored.MifareBlock(
        sector=given.sector,
        block=given.block,
        key_kind=given.key,
        key=partial(_key, given.key_file),
        part=_part(given),
    )


def _key(file: str) -> bytes:
    return bytes.fromhex(read_mifare_key(Path(file) if file else None, os.environ).value)


def _steps(given: Iso7816) -> Source:
    return stored.Steps(
        commands=[bytes.fromhex(step) for step in given.steps],
        status=bytes.fromhex(given.status),
        part=_part(given),
    )


def _part(given: MifareBlock | Iso7816) -> stored.Part:
    return stored.Part(given.offset, given.length, given.content)
