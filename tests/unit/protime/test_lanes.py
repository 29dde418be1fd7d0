"""Connections that are kept: which one is used next, and which ones are closed."""

from dataclasses import dataclass, field

import httpcore
import pytest

from terminal.protime.lanes import Lanes

API = httpcore.Origin(b"https", b"acme.protime.test", 443)
TOKENS = httpcore.Origin(b"https", b"tokens.protime.test", 443)


@dataclass(eq=False)
class FakeConnection(httpcore.ConnectionInterface):
    """A connection in whatever state it is said to be."""

    origin: httpcore.Origin
    is_fit: bool = True
    is_over: bool = False
    is_shut: bool = False

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return origin == self.origin

    def is_available(self) -> bool:
        return self.is_fit

    def has_expired(self) -> bool:
        return self.is_over

    def close(self) -> None:
        self.is_shut = True


@dataclass
class Exchange:
    """Lanes, and the connections they made."""

    made: list[FakeConnection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self._connect)

    def _connect(self, origin: httpcore.Origin) -> FakeConnection:
        self.made.append(FakeConnection(origin))
        return self.made[-1]

    def used(self, number: int) -> list[FakeConnection]:
        """Use connections side by side, and put them back one after the other."""
        taken = [self.lanes.take(API) for _ in range(number)]
        for connection in taken:
            self.lanes.put_back(connection)
        return self.made[-number:]


def test_requests_side_by_side_have_a_connection_each() -> None:
    """As many are opened as are underway at once, and all of them are used again."""
    exchange = Exchange()

    assert len(set(exchange.used(8))) == 8
    exchange.used(8)

    assert len(exchange.made) == 8


def test_the_one_used_last_is_used_next() -> None:
    """One request after the other needs one connection, however many are idle."""
    exchange = Exchange()
    newest = exchange.used(3)[-1]

    for _ in range(5):
        assert exchange.lanes.take(API) is newest
        exchange.lanes.put_back(newest)


def test_a_connection_serves_one_host_only() -> None:
    """A token is never asked for over a connection to the interface."""
    exchange = Exchange()
    exchange.used(1)

    other = exchange.lanes.take(TOKENS)

    assert other is exchange.made[1]
    assert exchange.made[1].origin == TOKENS


def test_an_expired_connection_is_closed_and_not_used() -> None:
    """What the server or time has ended gives way to the next idle one."""
    exchange = Exchange()
    older, newer = exchange.used(2)
    newer.is_over = True

    assert exchange.lanes.take(API) is older
    assert newer.is_shut


def test_connections_that_nobody_needs_any_more_are_closed() -> None:
    """After a rush the surplus is closed as it expires, while one goes on."""
    exchange = Exchange()
    *surplus, busy = exchange.used(3)
    for connection in surplus:
        connection.is_over = True

    exchange.lanes.put_back(exchange.lanes.take(API))

    assert [each.is_shut for each in surplus] == [True, True]
    assert not busy.is_shut


def test_a_connection_that_is_not_fit_for_another_request_is_closed() -> None:
    """A broken answer, or a server that wants no more, ends a connection."""
    exchange = Exchange()
    connection = exchange.lanes.take(API)
    exchange.made[0].is_fit = False

    exchange.lanes.put_back(connection)

    assert exchange.made[0].is_shut
    assert exchange.lanes.take(API) is not connection


def test_closing_closes_all_those_in_use_too() -> None:
    """Whoever waits for an answer then gets none, what comes back is not kept, none is opened."""
    exchange = Exchange()
    idle, busy = exchange.used(2)
    assert exchange.lanes.take(API) is busy

    exchange.lanes.close()
    assert (idle.is_shut, busy.is_shut) == (True, True)

    busy.is_shut = False
    exchange.lanes.put_back(busy)
    assert busy.is_shut
    with pytest.raises(httpcore.ConnectError, match="closed"):
        exchange.lanes.take(API)
