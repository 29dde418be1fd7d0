"""The time that Protime's answers tell, and nobody else's."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import get_ident

import pytest

from terminal.model import Delivered, Listed, Unavailable
from terminal.protime.attempt import boot_seconds
from terminal.protime.client import ProtimeClient
from terminal.simulator import ProtimeSimulator
from terminal.simulator.api import Target
from terminal.simulator.fault import Pace
from tests.parts.clockings import clocking
from tests.parts.raw_server import RawServer
from tests.parts.server_behaviours.row import TOKEN
from tests.parts.server_script import Wait, answer
from tests.parts.server_stage import settings
from tests.parts.simulated import client_of, client_settings, loopback_tls
from tests.parts.tunnel_proxy import TunnelProxy

DAY = date(2024, 12, 17)
DATE = "Mon, 23 Nov 2026 10:20:30 GMT"
AT = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


class Listener:
    """Keeps what it is told, when by the boot clock, and in which thread."""

    def __init__(self) -> None:
        self.told: list[tuple[datetime, float]] = []
        self.threads: set[int] = set()

    def __call__(self, at: datetime, seconds: float) -> None:
        self.told.append((at, seconds))
        self.threads.add(get_ident())


def test_every_answer_over_https_tells_the_time(tmp_path: Path) -> None:
    """Tokens, deliveries, refusals and lists, each in the thread that asked."""
    context, ca_file = loopback_tls(tmp_path)
    listener = Listener()
    with (
        ProtimeSimulator(tls=context) as simulator,
        client_of(simulator, ca_file=ca_file, told_time=listener) as client,
    ):
        began = boot_seconds()
        assert isinstance(client.deliver(clocking()), Delivered)
        assert len(listener.told) == 2
        assert not isinstance(client.deliver(clocking("unknown")), Delivered)
        simulator.faults.add("503")
        client.deliver(clocking())
        assert isinstance(client.read_back(DAY, [clocking()]), Listed)
        assert len(listener.told) == 5
        assert listener.threads == {get_ident()}
        for at, seconds in listener.told:
            assert abs(at - datetime.now(UTC)) < timedelta(seconds=30)
            assert 0 < seconds < boot_seconds() - began


def test_the_seconds_hold_what_the_server_took(tmp_path: Path) -> None:
    """The time between request and head is told, without what came before it."""
    context, ca_file = loopback_tls(tmp_path)
    listener = Listener()
    pace = Pace(slow_seconds=0.4)
    with (
        ProtimeSimulator(tls=context, pace=pace) as simulator,
        client_of(simulator, ca_file=ca_file, told_time=listener) as client,
    ):
        simulator.faults.add("slow", on=Target.TOKENS)
        assert client.greet() is None
        assert client.greet() is None
        slow, quick = (seconds for _, seconds in listener.told)
        assert slow >= 0.4 > quick


def test_plain_http_tells_nothing() -> None:
    """Anybody on the way could have written what is not protected."""
    listener = Listener()
    with ProtimeSimulator() as simulator, client_of(simulator, told_time=listener) as client:
        assert isinstance(client.deliver(clocking()), Delivered)
        simulator.faults.add("portal", times=2, on=Target.ALL)
        assert isinstance(client.deliver(clocking()), Unavailable)
    assert listener.told == []


def test_a_server_that_proves_nothing_tells_nothing(tmp_path: Path) -> None:
    """Without an accepted certificate there is no answer, and no time."""
    context, _ = loopback_tls(tmp_path)
    listener = Listener()
    with (
        ProtimeSimulator(tls=context) as simulator,
        client_of(simulator, told_time=listener) as client,
    ):
        assert client.greet() is not None
    assert listener.told == []


def test_a_tunnel_tells_the_time_of_its_far_end(tmp_path: Path) -> None:
    """A proxy on the way passes it on; what the proxy itself says is not heard."""
    context, ca_file = loopback_tls(tmp_path)
    listener = Listener()
    with (
        ProtimeSimulator(tls=context) as simulator,
        TunnelProxy(int(simulator.url.rpartition(":")[2])) as proxy,
        TunnelProxy(1, refusal=f"HTTP/1.1 407 No\r\nDate: {DATE}\r\n\r\n".encode()) as wall,
    ):
        chosen = client_settings(simulator, ca_file=ca_file)
        for one, told in ((wall, 0), (proxy, 1)):
            through = replace(chosen, proxy_url=one.url)
            with closing(ProtimeClient(through, told_time=listener)) as client:
                assert (client.greet() is None) == bool(told)
            assert len(listener.told) == told


def test_the_time_is_told_before_the_body_is_there(tmp_path: Path) -> None:
    """An answer whose body never comes has told the time already."""
    context, ca_file = loopback_tls(tmp_path)
    listener = Listener()
    body_missing = (*answer(201, date=DATE, location="/clockings/7")[:1], Wait())
    with (
        RawServer([body_missing], tls=context) as api,
        RawServer([TOKEN]) as token,
    ):
        chosen = settings(f"https://127.0.0.1:{api.port}/api/v1", token, ca_file=ca_file)
        with closing(ProtimeClient(chosen, told_time=listener)) as client:
            assert client.deliver(clocking()) == Delivered("7")
    assert [at for at, _ in listener.told] == [AT]


def test_a_listener_that_fails_harms_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A delivery succeeds whatever becomes of the time."""
    context, ca_file = loopback_tls(tmp_path)

    def fail(_at: datetime, _seconds: float) -> None:
        raise ZeroDivisionError

    with (
        ProtimeSimulator(tls=context) as simulator,
        client_of(simulator, ca_file=ca_file, told_time=fail) as client,
    ):
        assert isinstance(client.deliver(clocking()), Delivered)
    assert "ZeroDivisionError" in caplog.text
