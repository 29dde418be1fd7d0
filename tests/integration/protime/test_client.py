"""What the client sends, keeps and never shows, over real sockets."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from terminal.model import Delivered, Rejected, Unavailable, Uncertain
from terminal.protime.client import ProtimeClient
from terminal.protime.token_answers import READ_SCOPE, WRITE_SCOPE
from tests.parts.clockings import clocking
from tests.parts.raw_server import RawServer
from tests.parts.server_behaviours.row import CREATED, TOKEN
from tests.parts.server_script import Close, Script, Wait, answer
from tests.parts.server_stage import SECRET, settings

if TYPE_CHECKING:
    from terminal.ports import Protime


def token_answer(value: str, expires_in: int = 1800) -> Script:
    """Return the answer that hands out a token."""
    return answer(200, json.dumps({"access_token": value, "expires_in": expires_in}))


def test_what_is_sent() -> None:
    """Both requests are as documented, each with the mandatory User-Agent."""
    with (
        RawServer([CREATED]) as api,
        RawServer([token_answer("abc")]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        port: Protime = client
        assert port.deliver(clocking()) == Delivered("19250")
        asked, posted = token.requests[0], api.requests[0]
        assert (asked.method, asked.target) == ("POST", "/connect/token")
        assert parse_qs(asked.body.decode()) == {
            "grant_type": ["client_credentials"],
            "client_id": ["terminal"],
            "client_secret": [SECRET],
            "scope": [f"{WRITE_SCOPE} {READ_SCOPE}"],
        }
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
        assert (posted.method, posted.target) == ("POST", "/api/v1/clockings")
        assert posted.headers["authorization"] == "Bearer abc"
        assert posted.headers["content-type"] == "application/json"
        assert posted.headers["accept"] == "application/json"
        assert json.loads(posted.body)["kind"] == "InOut"
        for request in (asked, posted):
            assert request.headers["user-agent"] == "badge-terminal/0 (Test)"


def test_connections_and_token_are_reused() -> None:
    """Many clockings in a row take one connection and one token."""
    with RawServer([CREATED]) as api, RawServer([TOKEN]) as token:
        with closing(ProtimeClient(settings(api, token))) as client:
            for _ in range(20):
                assert client.deliver(clocking()) == Delivered("19250")
        assert (api.connections, len(api.requests)) == (1, 20)
        assert (token.connections, len(token.requests)) == (1, 1)


def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    """An idle connection is looked at before a clocking is trusted to it."""
    with RawServer([(*CREATED, Close())]) as api, RawServer([TOKEN]) as token:
        with closing(ProtimeClient(settings(api, token))) as client:
            for _ in range(5):
                assert client.deliver(clocking()) == Delivered("19250")
                assert api.has_closed.wait(10)
                api.has_closed.clear()
        assert api.connections == len(api.requests) == 5


def test_a_token_is_renewed_before_it_expires() -> None:
    """The lifetime that came with a token decides, and a delivery never meets its end."""
    seconds = [0.0]
    tokens = [token_answer("one", 600), token_answer("two", 600)]
    with RawServer([CREATED]) as api, RawServer(tokens) as token:
        with closing(ProtimeClient(settings(api, token), clock=lambda: seconds[0])) as client:
            for moment in (0.0, 539.0, 541.0):
                seconds[0] = moment
                client.deliver(clocking())
        used = [request.headers["authorization"] for request in api.requests]
        assert used == ["Bearer one", "Bearer one", "Bearer two"]


def test_eight_threads_ask_for_one_token() -> None:
    """Threads that all find no token make one request, and deliver side by side."""
    slow_token: Script = (Wait(), *TOKEN)
    with RawServer([CREATED]) as api, RawServer([slow_token]) as token:
        together = Barrier(9)
        with closing(ProtimeClient(settings(api, token))) as client:

            def deliver(seq: int) -> object:
                together.wait(10)
                return client.deliver(clocking(seq=seq))

            with ThreadPoolExecutor(8) as pool:
                verdicts = [pool.submit(deliver, seq) for seq in range(8)]
                together.wait(10)
                token.go_on.wait(0.2)
                token.go_on.set()
                assert {one.result(10) for one in verdicts} == {Delivered("19250")}
        assert len(token.requests) == 1
        assert len(api.requests) == 8


def test_a_refused_token_is_replaced_once() -> None:
    """After a 401 the same clocking goes out again under a new token."""
    refusal = answer(401)
    with (
        RawServer([refusal, CREATED]) as api,
        RawServer([token_answer("old"), token_answer("new")]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        assert client.deliver(clocking()) == Delivered("19250")
        first, second = api.requests
        assert first.body == second.body
        assert second.headers["authorization"] == "Bearer new"


def test_a_refused_token_that_cannot_be_replaced() -> None:
    """A clocking whose token was refused is surely not booked when no new one can be had."""
    with (
        RawServer([answer(401)]) as api,
        RawServer([TOKEN, answer(503)]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        assert isinstance(client.deliver(clocking()), Unavailable)
        assert len(api.requests) == 1


def test_a_greeting_brings_a_token() -> None:
    """Greeting asks for a token and nothing else, and the next delivery uses it."""
    with (
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        assert client.greet() is None
        assert (len(token.requests), len(api.requests)) == (1, 0)
        client.deliver(clocking())
        assert len(token.requests) == 1


def test_each_greeting_asks_anew() -> None:
    """A token from before says nothing about whether Protime can be reached now."""
    with (
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        assert client.greet() is None
        token.close()

        assert isinstance(client.greet(), Unavailable)


def test_a_greeting_tells_what_is_wrong() -> None:
    """Refused credentials are told before any clocking is risked."""
    with (
        RawServer([CREATED]) as api,
        RawServer([answer(400, '{"error":"invalid_client"}')]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        refusal = client.greet()
        assert refusal is not None
        assert refusal.is_configuration_fault
        assert "invalid_client" in refusal.reason


def test_the_secret_is_read_when_needed() -> None:
    """A new secret is used with the next token, without a restart."""
    secrets = iter(["old", "new"])
    with RawServer([answer(401), CREATED]) as api, RawServer([TOKEN]) as token:
        chosen = replace(settings(api, token), client_secret=lambda: next(secrets))
        with closing(ProtimeClient(chosen)) as client:
            client.deliver(clocking())
        used = [parse_qs(request.body.decode())["client_secret"] for request in token.requests]
        assert used == [["old"], ["new"]]


def _missing() -> str:
    raise FileNotFoundError(2, "No such file or directory", "/etc/secret")


@pytest.mark.parametrize("secret", [_missing, str])
def test_a_missing_secret_is_our_fault(secret: Callable[[], str]) -> None:
    """Without a secret nothing is asked, and the configuration is named as the cause."""
    with RawServer([CREATED]) as api, RawServer([TOKEN]) as token:
        with closing(ProtimeClient(replace(settings(api, token), client_secret=secret))) as client:
            verdict = client.deliver(clocking())
        assert isinstance(verdict, Unavailable)
        assert verdict.is_configuration_fault
        assert verdict.reason.startswith("the client secret cannot be read: ")
        assert token.connections == 0


def test_a_clocking_that_cannot_be_sent_becomes_a_dead_letter() -> None:
    """What no attempt can ever change does not come back for ever."""
    with (
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        verdict = client.deliver(clocking(minute=1440))
        assert isinstance(verdict, Rejected)
        assert "minute 1440" in verdict.reason
        assert api.connections == 0


def test_secrets_are_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    """Neither secret nor token is in any log, at whatever level, nor in the settings."""
    with (
        caplog.at_level(logging.DEBUG),
        RawServer([answer(401)]) as api,
        RawServer([token_answer("the-token")]) as token,
    ):
        chosen = settings(api, token)
        with closing(ProtimeClient(chosen)) as client:
            shown = f"{client.deliver(clocking())!r} {chosen!r} {caplog.text}"
        assert "httpcore" in caplog.text
    assert SECRET not in shown
    assert "the-token" not in shown


class BreakingClock:
    """Works a number of times, then raises."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self) -> float:
        self.times -= 1
        if self.times < 0:
            raise ZeroDivisionError
        return 0.0


def test_a_fault_of_ours_before_sending(caplog: pytest.LogCaptureFixture) -> None:
    """An exception that nobody expected is logged with its traceback, and nothing is lost."""
    with (
        RawServer([CREATED]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token), clock=BreakingClock(0))) as client,
    ):
        assert isinstance(client.deliver(clocking(seq=17)), Unavailable)
        assert isinstance(client.greet(), Unavailable)
    assert "seq=17" in caplog.text
    assert caplog.text.count("Traceback") == 2


def test_a_fault_of_ours_after_sending(caplog: pytest.LogCaptureFixture) -> None:
    """Once a clocking was on its way, an unexpected exception leaves it uncertain."""
    # The clock is read once for each token that is asked for.
    with (
        RawServer([answer(401)]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token), clock=BreakingClock(1))) as client,
    ):
        assert isinstance(client.deliver(clocking()), Uncertain)
        assert len(api.requests) == 1
    assert "Traceback" in caplog.text


def test_a_closed_client_still_answers() -> None:
    """A delivery that comes after the end is put off, and opens nothing."""
    with RawServer([CREATED]) as api, RawServer([TOKEN]) as token:
        client = ProtimeClient(settings(api, token))
        client.close()
        verdict = client.deliver(clocking())
        assert isinstance(verdict, Unavailable)
        assert "the client has been closed" in verdict.reason
        assert (api.connections, token.connections) == (0, 0)


def test_a_fault_of_this_program_before_anything_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    """The clocking is put off, not lost in an exception."""

    def faulty() -> str:
        raise RuntimeError

    with RawServer([CREATED]) as api, RawServer([TOKEN]) as token:
        changed = replace(settings(api, token), client_secret=faulty)
        with closing(ProtimeClient(changed)) as client:
            assert isinstance(client.deliver(clocking()), Unavailable)
        assert api.connections == 0
    assert "RuntimeError" in caplog.text


def test_a_wrong_ca_file_is_told_at_once() -> None:
    """A client that could never trust anybody is not built."""
    with (
        RawServer([CREATED]) as api,
        pytest.raises(FileNotFoundError),
    ):
        ProtimeClient(settings(api, api, ca_file="/nowhere/ca.pem"))


@pytest.mark.parametrize("proxy_url", ["https://proxy.example", "proxy.example:3128", "http://"])
def test_a_wrong_proxy_is_told_at_once(proxy_url: str) -> None:
    """A proxy that could never be used is refused when the client is built."""
    with (
        RawServer([CREATED]) as api,
        pytest.raises(ValueError, match=r"^the proxy"),
    ):
        ProtimeClient(replace(settings(api, api), proxy_url=proxy_url))
