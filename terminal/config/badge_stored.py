"""`[badge.mifare]` and `[badge.iso7816]`: where on a badge its number is stored."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from terminal.config.paths import SecretPath

Sector = Annotated[int, Meta(ge=0, le=39, description="a sector from 0 to 39", examples=[1])]
Block = Annotated[int, Meta(ge=0, le=14, description="a block from 0 to 14, within its sector")]
InBlock = Annotated[int, Meta(ge=0, le=15, description="a number of bytes from 0 to 15")]
OfBlock = Annotated[int, Meta(ge=0, le=16, description="a number of bytes from 0 to 16")]
InAnswer = Annotated[int, Meta(ge=0, le=255, description="a number of bytes from 0 to 255")]
Command = Annotated[
    str,
    Meta(
        pattern=r"^([0-9A-Fa-f]{2} ?){4,261}\Z",
        description='a command in hexadecimal, such as "00A4000C020001"',
        examples=["00B0000008"],
    ),
]
Status = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Fa-f]{4}\Z",
        description='a status of four hexadecimal digits, such as "9000"',
    ),
]


class MifareBlock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block of a MIFARE Classic badge.

    Attributes:
        sector: Its sector.
        block: Which one it is in that sector.
        key: With which of the sector's keys it is read.
        key_file: The file that holds the key; empty for the systemd credential.
        offset: How many of its 16 bytes come before those that count.
        length: How many count; 0 for all that follow.
        content: Whether they are bytes or text.
    """

    sector: Sector
    block: Block = 0
    key: Literal["A", "B"] = "A"
    key_file: SecretPath = ""
    offset: InBlock = 0
    length: OfBlock = 0
    content: Literal["bytes", "text"] = "bytes"


class Iso7816(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a badge answers to the last of several commands.

    Attributes:
        steps: The commands.
        status: With what each must succeed.
        offset: How many bytes of the last answer come before those that count.
        length: How many count; 0 for all that follow.
        content: Whether they are bytes or text.
    """

    steps: tuple[Command, ...]
    status: Status = "9000"
    offset: InAnswer = 0
    length: InAnswer = 0
    content: Literal["bytes", "text"] = "bytes"
