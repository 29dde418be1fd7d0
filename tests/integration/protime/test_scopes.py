"""A terminal that may read, may not, or may no longer, over real sockets."""

from contextlib import closing
from datetime import date
from urllib.parse import parse_qs

import pytest

from terminal.model import Delivered, Listed, MayNotRead, Unavailable
from terminal.protime.client import ProtimeClient
from terminal.protime.token_answers import READ_SCOPE, WRITE_SCOPE
from terminal.protime.token_endpoint import SCOPE_MEMORY_SECONDS
from terminal.simulator import ProtimeSimulator
from terminal.simulator.api import Target
from terminal.simulator.tokens import Client
from tests.parts.clockings import clocking
from tests.parts.simulated import client_of, client_settings

DAY = date(2024, 12, 17)
BOTH = f"{WRITE_SCOPE} {READ_SCOPE}"


def scopes_asked(simulator: ProtimeSimulator) -> list[str]:
    """Return what each request for a token asked for."""
    forms = [
        parse_qs(one.request.body.decode())
        for one in simulator.exchanges
        if one.request.path.endswith("/connect/token")
    ]
    return [form["scope"][0] for form in forms]


def lists_asked(simulator: ProtimeSimulator) -> int:
    """Return how many lists were asked for."""
    return sum(one.request.method == "GET" for one in simulator.exchanges)


@pytest.mark.parametrize("is_granted_fewer", [True, False])
def test_without_the_scope_for_reading(*, is_granted_fewer: bool) -> None:
    """Clockings are delivered all the same, and no list is asked for in vain."""
    granted = Client(scopes=[WRITE_SCOPE], is_granted_fewer=is_granted_fewer)
    with ProtimeSimulator(client=granted) as simulator, client_of(simulator) as client:
        assert client.may_read() is None
        assert client.greet() is None
        assert client.may_read() is False
        assert isinstance(client.deliver(clocking()), Delivered)
        answer = client.read_back(DAY, [clocking()])
        assert isinstance(answer, MayNotRead)
        assert READ_SCOPE in answer.reason
        assert lists_asked(simulator) == 0
        assert scopes_asked(simulator) == ([BOTH] if is_granted_fewer else [BOTH, WRITE_SCOPE])


def test_with_the_scope_for_reading() -> None:
    """Both scopes come with one request."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        assert isinstance(client.read_back(DAY, [clocking()]), Listed)
        assert client.may_read() is True
        assert scopes_asked(simulator) == [BOTH]


def test_a_scope_granted_later_is_noticed() -> None:
    """A refusal is believed for an hour, so that not each token takes two requests."""
    seconds = [0.0]
    with ProtimeSimulator(client=Client(scopes=[WRITE_SCOPE])) as simulator:
        chosen = client_settings(simulator)
        with closing(ProtimeClient(chosen, clock=lambda: seconds[0])) as client:
            assert client.greet() is None
            simulator.tokens.client = Client()
            seconds[0] = SCOPE_MEMORY_SECONDS - 1
            assert client.greet() is None
            assert client.may_read() is False
            seconds[0] = SCOPE_MEMORY_SECONDS
            assert client.greet() is None
            assert client.may_read() is True
        assert scopes_asked(simulator) == [BOTH, WRITE_SCOPE, WRITE_SCOPE, BOTH]


@pytest.mark.parametrize("is_granted_fewer", [True, False])
def test_without_the_scope_for_writing(*, is_granted_fewer: bool) -> None:
    """Nothing can be delivered, and nothing gets better by itself."""
    granted = Client(scopes=[READ_SCOPE], is_granted_fewer=is_granted_fewer)
    with ProtimeSimulator(client=granted) as simulator, client_of(simulator) as client:
        refusal = client.greet()
        assert refusal is not None
        assert refusal.is_configuration_fault
        assert client.may_read() is None
        assert client.read_back(DAY, [clocking()]) == refusal


def test_a_scope_withdrawn_while_a_token_is_in_use() -> None:
    """The refused token is replaced, the new one says no, and deliveries go on."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        assert isinstance(client.read_back(DAY, [clocking()]), Listed)
        simulator.tokens.client = Client(scopes=[WRITE_SCOPE])
        simulator.tokens.withdraw_all()
        assert isinstance(client.read_back(DAY, [clocking()]), MayNotRead)
        assert client.may_read() is False
        assert isinstance(client.deliver(clocking()), Delivered)


def test_what_the_newest_token_said_stays() -> None:
    """While no new token can be had, the last one tells what this terminal may."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        assert client.greet() is None
        simulator.stop()
        assert isinstance(client.greet(), Unavailable)
        assert client.may_read() is True


def test_a_token_is_renewed_midway() -> None:
    """A token that expires between two pages costs a new one, not the list."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        assert client.greet() is None
        simulator.tokens.withdraw_all()
        assert isinstance(client.read_back(DAY, [clocking()]), Listed)
        assert simulator.counters.tokens == 2


@pytest.mark.parametrize(("status", "requests"), [(401, 2), (403, 1)])
def test_a_server_that_refuses_although_it_granted(status: int, requests: int) -> None:
    """A scope in the token is no promise: what the list's address says decides."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        simulator.faults.add(str(status), times=None, on=Target.READS)
        answer = client.read_back(DAY, [clocking()])
        assert isinstance(answer, MayNotRead)
        assert answer.reason.startswith(f"HTTP {status}")
        assert lists_asked(simulator) == requests
        assert isinstance(client.deliver(clocking()), Delivered)
