"""What the kernel says of interfaces, addresses and routes: the messages of rtnetlink(7)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

# Layouts and numbers from linux/netlink.h, rtnetlink.h, if_link.h, if_addr.h and if.h.
_MESSAGE = struct.Struct("=IHHII")
_INTERFACE = struct.Struct("=BxHiII")
_ADDRESS = struct.Struct("=BBBBI")
_ROUTE = struct.Struct("=BBBBBBBBI")
_ATTRIBUTE = struct.Struct("=HH")

_RUNNING = 0x40
_TENTATIVE = 0x40
_UNICAST = 1
_CLONED = 0x200

_ATTRIBUTES_OF_AN_ADDRESS = frozenset({1, 2})
"""The peer's address and the own one; not, for one, how long the lease still runs."""

_ATTRIBUTES_OF_A_ROUTE = frozenset({1, 4, 5, 6, 15})
"""Destination, interface, gateway, priority and table."""


class _Kind(IntEnum):
    NEW_INTERFACE = 16
    INTERFACE_GONE = 17
    NEW_ADDRESS = 20
    ADDRESS_GONE = 21
    NEW_ROUTE = 24
    ROUTE_GONE = 25


@dataclass(frozen=True, slots=True)
class Change:
    """Something that connections need is there, or is no longer.

    Attributes:
        what: Identifies an interface that works, an address or a route.
        is_there: Whether it is there now. The kernel repeats itself: it also tells of an
            address that was leased anew.
    """

    what: bytes
    is_there: bool


def changes(data: bytes) -> Iterator[Change]:
    """Read the messages of one datagram; those about anything else are left out."""
    for kind, body in _messages(data):
        match kind:
            case _Kind.NEW_INTERFACE | _Kind.INTERFACE_GONE:
                yield _interface(kind, body)
            case _Kind.NEW_ADDRESS | _Kind.ADDRESS_GONE:
                yield _address(kind, body)
            case _Kind.NEW_ROUTE | _Kind.ROUTE_GONE:
                yield from _route(kind, body)


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _MESSAGE.size <= len(data):
        length, kind, *_ = _MESSAGE.unpack_from(data, at)
        yield kind, data[at + _MESSAGE.size : at + length]
        at += _aligned(max(length, _MESSAGE.size))


def _interface(kind: int, body: bytes) -> Change:
    _family, _type, index, flags, _changed = _INTERFACE.unpack_from(body)
    is_there = kind == _Kind.NEW_INTERFACE and bool(flags & _RUNNING)
    return Change(b"interface %d" % index, is_there)


def _address(kind: int, body: bytes) -> Change:
    family, prefix, flags, _scope, index = _ADDRESS.unpack_from(body)
    # IPv6 may not use an address before the neighbours have been asked for it.
    is_there = kind == _Kind.NEW_ADDRESS and not flags & _TENTATIVE
    named = _named(body[_ADDRESS.size :], _ATTRIBUTES_OF_AN_ADDRESS)
    return Change(b"address %d/%d on %d " % (family, prefix, index) + named, is_there)


def _route(kind: int, body: bytes) -> Iterator[Change]:
    family, bits, _, _, _, _, _, sort, flags = _ROUTE.unpack_from(body)
    # Not the kernel's own for broadcasts and for itself, nor what it remembers of neighbours.
    if sort == _UNICAST and not flags & _CLONED:
        named = _named(body[_ROUTE.size :], _ATTRIBUTES_OF_A_ROUTE)
        yield Change(b"route %d/%d " % (family, bits) + named, kind == _Kind.NEW_ROUTE)


def _named(attributes: bytes, wanted: frozenset[int]) -> bytes:
    found, at = b"", 0
    while at + _ATTRIBUTE.size <= len(attributes):
        length, kind = _ATTRIBUTE.unpack_from(attributes, at)
        if kind in wanted:
            found += attributes[at : at + length]
        at += _aligned(max(length, _ATTRIBUTE.size))
    return found


def _aligned(length: int) -> int:
    return length + 3 & ~3
