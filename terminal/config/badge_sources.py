"""Whether what is said about numbers stored on a badge can work."""

from collections.abc import Iterator, Sequence

from terminal.config.badge import Badge
from terminal.config.badge_stored import Iso7816, MifareBlock
from terminal.config.problems import Problem, shown
from terminal.config.readers import PcscReader, Reader

_BLOCK_BYTES = 16
_FIRST_LARGE_SECTOR = 32
_LAST_DATA_BLOCK = {False: 2, True: 14}
_TABLES = {"mifare-block": "mifare", "iso7816": "iso7816"}
_EXAMPLES = {
    "mifare": "Write [badge.mifare] and below it sector = 1",
    "iso7816": 'Write [badge.iso7816] and below it steps = ["00A4000C020001", "00B0000008"]',
}
_HEADER_BYTES = 4


def source_problems(badge: Badge, readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield what is wrong with `source` and the tables that belong to it."""
    yield from _tables(badge)
    if (
        badge.source != "uid"
        and readers
        and not any(isinstance(each, PcscReader) for each in readers)
    ):
        yield Problem(
            "badge.source",
            f"is {shown(badge.source)}, which only a reader behind pcscd reads, and there is none",
            'Take it out, or write kind = "pcsc" at a reader',
        )
    if badge.mifare:
        yield from _block(badge.mifare)
    if badge.iso7816:
        yield from _steps(badge.iso7816)


def _tables(badge: Badge) -> Iterator[Problem]:
    for source, table in _TABLES.items():
        is_there = getattr(badge, table) is not None
        if source == badge.source and not is_there:
            yield Problem(
                f"badge.{table}", f"is missing, but source is {shown(source)}", _EXAMPLES[table]
            )
        elif source != badge.source and is_there:
            yield Problem(
                f"badge.{table}",
                f"is there, but source is {shown(badge.source)}",
                f"Take the table out, or write source = {shown(source)}",
            )


def _block(given: MifareBlock) -> Iterator[Problem]:
    last = _LAST_DATA_BLOCK[given.sector >= _FIRST_LARGE_SECTOR]
    if given.block > last:
        trailer = "the sector trailer, which holds its keys"
        what = trailer if given.block == last + 1 else f"none of sector {given.sector}"
        yield Problem(
            "badge.mifare.block", f"is {given.block}, which is {what}", f"Write 0 to {last}"
        )
    if (given.sector, given.block) == (0, 0):
        yield Problem(
            "badge.mifare.block",
            "is block 0 of sector 0, which holds nothing but the identifier",
            'Write source = "uid" and no [badge.mifare], or the block that was written',
        )
    if given.offset + given.length > _BLOCK_BYTES:
        yield Problem(
            "badge.mifare.length",
            f"is {given.length} after an offset of {given.offset}, but a block has 16 bytes",
            f"Write {_BLOCK_BYTES - given.offset} at most, or 0 for all that follow",
        )


def _steps(given: Iso7816) -> Iterator[Problem]:
    if not given.steps:
        yield Problem("badge.iso7816.steps", "is empty", _EXAMPLES["iso7816"])
    for index, step in enumerate(given.steps):
        if not _is_whole(bytes.fromhex(step)):
            yield Problem(
                f"badge.iso7816.steps[{index}]",
                f"is {shown(step)}, whose length does not fit to its fifth byte",
                "Write four bytes; then, if data follow, their number and the data; then, if an "
                "answer is to come, its length, 00 for any",
            )


def _is_whole(command: bytes) -> bool:
    """Return whether a command is one of the four short cases of ISO/IEC 7816-4."""
    after = len(command) - _HEADER_BYTES
    return after <= 1 or after - 1 in {command[_HEADER_BYTES], command[_HEADER_BYTES] + 1}
