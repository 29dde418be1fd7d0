"""What else a badge has, for a person who looks at it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from terminal.model import Reading
from terminal.readers.pcsc.exchange import Exchange, NoNumber, Source, TryAgain
from terminal.readers.pcsc.identifier import identifier
from terminal.readers.pcsc.ndef_text import ndef_text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Beside:
    """Has a badge tell its identifier and its NDEF text beside what it is read for.

    Attributes:
        found: By name, what the last badge told of these, or why it did not.
    """

    def __init__(self) -> None:
        self.found: Mapping[str, str] = {}

    def source(self, source: Source) -> Source:
        """Return a source that gives the same, and asks for the rest."""

        def asked(exchange: Exchange) -> Reading:
            self.found = {}
            reading = source(exchange)
            self.found = dict(_others(source, exchange))
            return reading

        return asked


def _others(source: Source, exchange: Exchange) -> Iterator[tuple[str, str]]:
    others: Mapping[str, Source] = {"identifier": identifier, "stored text": ndef_text}
    for name, other in others.items():
        if other is not source:
            yield name, _told(other, exchange)


def _told(source: Source, exchange: Exchange) -> str:
    try:
        reading = source(exchange)
    except (NoNumber, TryAgain) as reason:
        return f"none: {reason}"
    return reading.hex().upper() if isinstance(reading, bytes) else str(reading)
