"""The identifier of the badge that lies on a PC/SC reader."""

from terminal.readers.pcsc.exchange import Exchange, NoNumber

GET_IDENTIFIER = bytes.fromhex("FFCA000000")
"""The command GET DATA of PC/SC part 3: the reader itself answers it with the identifier."""

IDENTIFIER_LENGTHS = (4, 7, 10)
"""The three sizes of ISO/IEC 14443-3; any other is no identifier that Protime could know."""


def identifier(exchange: Exchange) -> bytes:
    """Return the identifier of a badge; a `Source`."""
    found = exchange.ask(GET_IDENTIFIER)
    if len(found) not in IDENTIFIER_LENGTHS:
        raise NoNumber(f"its identifier has {len(found)} bytes, not 4, 7 or 10")
    return found
