"""One deadline over everything that an attempt does."""

import socket
import ssl
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
import trustme

from terminal.model import Delivered, Unavailable, Uncertain
from terminal.protime.client import ProtimeClient
from terminal.protime.names import Found, Names, resolve
from terminal.turn import TURN
from tests.parts.clockings import clocking
from tests.parts.raw_server import RawServer
from tests.parts.server_behaviours.row import CREATED, TOKEN
from tests.parts.server_script import Dribble, Script, Send, Wait
from tests.parts.server_stage import settings
from tests.parts.tunnel_proxy import TunnelProxy


def _late(script: Script, seconds: float) -> Script:
    """Return a script whose first bytes come one each tenth of a second."""
    data = b"".join(getattr(step, "data", b"") for step in script)
    slow = round(seconds / 0.1)
    return (Dribble(data[:slow], 0.1), Send(data[slow:]))


def test_the_deadline_holds_for_the_sum_of_all_phases() -> None:
    """Phases that each stay within the deadline end with it all the same."""
    pause = Event()

    def slow(host: str, port: int) -> Found:
        pause.wait(0.3)
        return resolve(host, port)

    with RawServer([_late(CREATED, 1.8)]) as api, RawServer([_late(TOKEN, 0.3)]) as token:
        chosen = settings(api, token, timeout_seconds=2.0)
        with closing(ProtimeClient(chosen, resolve=slow)) as client:
            began_at = time.monotonic()
            verdict = client.deliver(clocking())
            took_seconds = time.monotonic() - began_at
        assert isinstance(verdict, Uncertain)
        assert 1.9 < took_seconds < 4.0
        assert len(api.requests) == 1


def test_time_spent_on_a_token_is_spent() -> None:
    """When the token takes all the time, no clocking is sent after the deadline."""
    with (
        RawServer([CREATED]) as api,
        RawServer([_late(TOKEN, 5.0)]) as token,
        closing(ProtimeClient(settings(api, token, timeout_seconds=0.4))) as client,
    ):
        assert isinstance(client.deliver(clocking()), Unavailable)
        assert api.connections == 0


def test_who_waits_for_an_answer_lets_others_compute() -> None:
    """Also while a name is looked up, or another thread renews the token."""
    looks_up, found = Event(), Event()

    def slow(host: str, port: int) -> Found:
        looks_up.set()
        found.wait(10)
        return resolve(host, port)

    def deliver() -> None:
        with TURN:
            client.deliver(clocking())

    with (
        RawServer([(Wait(), *CREATED)] * 2) as api,
        RawServer([(Wait(), *TOKEN)] * 2) as token,
        closing(ProtimeClient(settings(api, token), resolve=slow)) as client,
        ThreadPoolExecutor(2) as threads,
    ):
        couriers = [threads.submit(deliver) for _ in range(2)]
        assert looks_up.wait(10)
        with TURN:
            assert TURN.is_mine
        found.set()
        for server in (token, api):
            assert server.wait_for_requests(1)
            with TURN:
                assert TURN.is_mine
            server.go_on.set()
        for each in couriers:
            each.result()


def test_no_time_is_no_attempt() -> None:
    """An attempt without time left says so before it touches the network."""
    with (
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token, timeout_seconds=0.0))) as client,
    ):
        verdict = client.deliver(clocking())
        assert isinstance(verdict, Unavailable)
        assert "is over" in verdict.reason
        assert token.connections == 0


def test_time_over_with_a_token_at_hand() -> None:
    """A clocking whose time ends just before it would be sent is not sent."""
    never, pauses_seconds = Event(), [0.0, 0.6]

    def slow_clock() -> float:
        never.wait(pauses_seconds.pop(0))
        return 0.0

    with (
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
        closing(
            ProtimeClient(settings(api, token, timeout_seconds=0.5), clock=slow_clock)
        ) as client,
    ):
        assert client.greet() is None
        verdict = client.deliver(clocking())
        assert isinstance(verdict, Unavailable)
        assert "is over" in verdict.reason
        assert api.connections == 0


def test_the_next_address_is_tried() -> None:
    """A host's address that refuses or swallows a connection leaves time for the next."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as full,
        socket.socket() as unused,
        socket.socket() as knocker,
        socket.socket() as another,
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
    ):
        for each in (knocker, another):
            each.setblocking(False)  # noqa: FBT003 - the socket's own interface
            each.connect_ex(full.getsockname())
        unused.bind(("127.0.0.1", 0))

        def three(host: str, port: int) -> Found:
            ports = (full.getsockname()[1], unused.getsockname()[1], port)
            return [found for tried in ports for found in resolve(host, tried)]

        chosen = settings(api, token, timeout_seconds=4.0)
        with closing(ProtimeClient(chosen, resolve=three)) as client:
            assert client.deliver(clocking()) == Delivered("19250")


def test_a_host_without_addresses() -> None:
    """A resolver that finds nothing is no connection."""
    with RawServer([TOKEN]) as token:
        chosen = settings("http://localhost:1/api", token)
        client = ProtimeClient(chosen, resolve=lambda _host, _port: [])
        with closing(client):
            verdict = client.deliver(clocking())
        assert isinstance(verdict, Unavailable)
        assert "it has no address" in verdict.reason


def test_one_look_up_for_all_who_wait() -> None:
    """A resolver that hangs costs one thread, and whoever comes later gets its result."""
    go_on, look_ups = Event(), []

    def hanging(host: str, port: int) -> Found:
        look_ups.append(host)
        assert go_on.wait(10)
        return resolve("127.0.0.1", port)

    names = Names(hanging)
    for _ in range(3):
        with pytest.raises(TimeoutError, match=r"looking up protime\.test takes too long"):
            names.find("protime.test", 443, 0.02)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(names.find, "protime.test", 443, 10)
        go_on.set()
        assert late.result(10) == resolve("127.0.0.1", 443)
    assert len(look_ups) == 1
    names.find("protime.test", 443, 10)
    assert len(look_ups) == 2


def test_a_resolver_that_fails_oddly() -> None:
    """Whatever a resolver raises is that it found nothing."""

    def odd(_host: str, _port: int) -> Found:
        raise UnicodeError("label too long")

    with pytest.raises(OSError, match=r"cannot find protime\.test: label too long"):
        Names(odd).find("protime.test", 443, 10)


def test_a_tunnel_through_a_proxy(tmp_path: Path) -> None:
    """With a proxy, https goes through a tunnel to it, and plain loopback does not."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("protime.test").configure_cert(context)
    with (
        RawServer([CREATED], tls=context) as api,
        RawServer([TOKEN]) as token,
        TunnelProxy(api.port) as proxy,
    ):
        chosen = replace(
            settings("https://protime.test/api/v1", token, ca_file=str(tmp_path / "ca.pem")),
            proxy_url=proxy.url,
        )
        with closing(ProtimeClient(chosen)) as client:
            assert client.deliver(clocking()) == Delivered("19250")
            assert client.deliver(clocking()) == Delivered("19250")
        assert len(proxy.heads) == 1
        assert proxy.heads[0].startswith("CONNECT protime.test:443 HTTP/1.1")
        assert api.requests[0].headers["host"] == "protime.test"


def test_a_proxy_that_wants_a_password() -> None:
    """User name and password in a proxy's address are shown to the proxy."""
    with (
        RawServer([TOKEN]) as token,
        TunnelProxy(1, refusal=b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n") as proxy,
    ):
        url = proxy.url.replace("//", "//user:p%40ss@")
        chosen = replace(settings("https://protime.test/api", token), proxy_url=url)
        with closing(ProtimeClient(chosen)) as client:
            assert isinstance(client.deliver(clocking()), Unavailable)
        credentials = b64encode(b"user:p@ss").decode()
        assert f"Proxy-Authorization: Basic {credentials}" in proxy.heads[0]


def test_a_proxy_that_refuses() -> None:
    """What was sent to a proxy is not a clocking sent."""
    with (
        RawServer([TOKEN]) as token,
        TunnelProxy(1, refusal=b"HTTP/1.1 407 Sign In\r\nContent-Length: 0\r\n\r\n") as proxy,
    ):
        chosen = replace(settings("https://protime.test/api", token), proxy_url=proxy.url)
        with closing(ProtimeClient(chosen)) as client:
            verdict = client.deliver(clocking())
        assert isinstance(verdict, Unavailable)
        assert "the proxy refused a connection to Protime: 407" in verdict.reason
