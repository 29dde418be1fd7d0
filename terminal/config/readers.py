"""The kinds of reader. A new kind is a class here and a member of `Reader`, no more."""

from typing import Annotated

from msgspec import Meta, Struct

ReaderName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z",
        description="1 to 63 small letters, digits and hyphens, beginning with a letter or digit",
    ),
]


class PcscReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pcsc", tag_field="kind"
):
    """A USB or built-in reader behind pcscd.

    Attributes:
        name: What it is called in the outbox and in logs.
        match: Part of the device's own name; empty takes whichever is there.
    """

    name: ReaderName = "pcsc"
    match: str = ""


class ConsoleReader(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="console", tag_field="kind"
):
    """Badge numbers typed on the terminal that the program was started from."""

    name: ReaderName = "console"


Reader = PcscReader | ConsoleReader
