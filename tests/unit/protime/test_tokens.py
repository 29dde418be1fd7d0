"""One token for all threads, renewed in time by one of them."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest

from terminal.model import Unavailable
from terminal.protime.answers import Answer
from terminal.protime.token_answers import READ_SCOPE, WRITE_SCOPE, refuses_a_scope, token_of
from terminal.protime.tokens import Token, Tokens

NOW = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


class Issuer:
    """Hands out what it was given, in turn, at a time that a test sets."""

    def __init__(self, *outcomes: Token | Unavailable) -> None:
        self.outcomes = list(outcomes)
        self.requests = 0
        self.seconds = 1000.0
        self.took_seconds = 0.0

    def fetch(self) -> Token | Unavailable:
        self.requests += 1
        self.seconds += self.took_seconds
        return self.outcomes.pop(0)

    def clock(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    ("lifetime_seconds", "good_until"), [(1800.0, 1740.0), (100.0, 90.0), (10.0, 9.0)]
)
def test_a_token_is_renewed_before_it_expires(lifetime_seconds: float, good_until: float) -> None:
    """It is used until a tenth, at most a minute, of the lifetime that came with it is left."""
    first, second = Token("first", lifetime_seconds), Token("second", lifetime_seconds)
    issuer = Issuer(first, second)
    tokens = Tokens(issuer.fetch, issuer.clock)
    assert tokens.get(1) is first
    issuer.seconds += good_until - 0.1
    assert tokens.get(1) is first
    issuer.seconds += 0.2
    assert tokens.get(1) is second


def test_a_lifetime_counts_from_the_request() -> None:
    """A slow answer does not make a token last longer."""
    issuer = Issuer(Token("first", 100), Token("second", 100))
    issuer.took_seconds = 50
    tokens = Tokens(issuer.fetch, issuer.clock)
    tokens.get(1)
    issuer.seconds += 41
    assert tokens.get(1) == Token("second", 100)


def test_only_the_refused_token_is_dropped() -> None:
    """A late refusal of an old token leaves the new one alone."""
    first, second = Token("first"), Token("second")
    issuer = Issuer(first, second)
    tokens = Tokens(issuer.fetch, issuer.clock)
    tokens.drop(first)
    tokens.get(1)
    tokens.drop(first)
    assert tokens.get(1) is second
    tokens.drop(first)
    assert tokens.get(1) is second
    assert issuer.requests == 2


def test_a_failure_is_not_kept() -> None:
    """After a failed renewal the next one who asks tries again."""
    issuer = Issuer(Unavailable(reason="down"), Token("second"))
    tokens = Tokens(issuer.fetch, issuer.clock)
    assert tokens.get(1) == Unavailable(reason="down")
    assert tokens.get(1) == Token("second")


@pytest.mark.parametrize("outcome", [Token("one"), Unavailable(reason="down")])
def test_eight_threads_make_one_request(outcome: Token | Unavailable) -> None:
    """Who comes while a renewal is underway shares what comes of it, good or bad."""
    together, answer = Barrier(9), Event()
    requests: list[int] = []

    def fetch() -> Token | Unavailable:
        requests.append(1)
        assert answer.wait(10)
        return outcome

    tokens = Tokens(fetch, lambda: 0.0)

    def ask() -> Token | Unavailable:
        together.wait(10)
        return tokens.get(10)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        together.wait(10)
        assert all(not one.done() for one in asked)
        # All eight are past the barrier; the short wait lets them reach the lock.
        answer.wait(0.2)
        answer.set()
        assert [one.result(10) for one in asked] == [outcome] * 8
    assert len(requests) == 1


def test_waiting_for_another_ones_renewal_is_bounded() -> None:
    """A thread's own deadline counts also while another thread renews."""
    answer, underway = Event(), Event()

    def fetch() -> Token:
        underway.set()
        assert answer.wait(10)
        return Token("late")

    tokens = Tokens(fetch, lambda: 0.0)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(tokens.get, 10)
        assert underway.wait(10)
        assert isinstance(tokens.get(0.05), Unavailable)
        answer.set()
        assert first.result(10) == Token("late")


def test_an_exception_does_not_block_the_others() -> None:
    """After a fetch that raised, the next one may try."""

    def fetch() -> Token:
        raise RuntimeError

    tokens = Tokens(fetch, lambda: 0.0)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            tokens.get(0.1)


def test_a_token_is_not_shown() -> None:
    """A token's representation does not hold it."""
    assert "secret" not in repr(Token("secret"))


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [
        ("1800", 1800.0),
        ('"1800"', 1800.0),
        ("-1", 0.0),
        ("null", math.inf),
        ('"soon"', math.inf),
        ("NaN", math.inf),
        ("[]", math.inf),
        ("1" + "0" * 400, math.inf),
    ],
)
def test_lifetime_of_a_token(expires_in: str, seconds: float) -> None:
    """What the server said, or until it is refused."""
    body = f'{{"access_token":"a","expires_in":{expires_in}}}'.encode()
    answer = Answer(status=200, headers={}, body=body)
    assert token_of(answer, [WRITE_SCOPE], NOW) == Token("a", seconds)


@pytest.mark.parametrize(
    ("granted", "may_read"),
    [
        (f',"scope":"{WRITE_SCOPE} {READ_SCOPE}"', True),
        (f',"scope":"{WRITE_SCOPE}"', False),
        ("", True),
        (',"scope":null', True),
    ],
)
def test_a_token_without_the_scope_for_reading_delivers(granted: str, *, may_read: bool) -> None:
    """What is granted is read from the answer; one that does not say granted what was asked."""
    body = f'{{"access_token":"a"{granted}}}'.encode()
    answer = Answer(status=200, headers={}, body=body)
    assert token_of(answer, [WRITE_SCOPE, READ_SCOPE], NOW) == Token("a", may_read=may_read)


def test_a_token_without_the_scope_for_writing_is_our_fault() -> None:
    """Nothing can be delivered with it, and nothing gets better by itself."""
    body = f'{{"access_token":"a","scope":"{READ_SCOPE}"}}'.encode()
    answer = Answer(status=200, headers={}, body=body)
    refusal = token_of(answer, [WRITE_SCOPE, READ_SCOPE], NOW)
    assert isinstance(refusal, Unavailable)
    assert refusal.is_configuration_fault
    assert WRITE_SCOPE in refusal.reason


@pytest.mark.parametrize(
    ("status", "body", "refuses"),
    [
        (400, b'{"error":"invalid_scope"}', True),
        (401, b'{"error":"invalid_scope"}', True),
        (403, b'{"error":"invalid_scope"}', True),
        (400, b'{"error":"invalid_client"}', False),
        (400, b"invalid_scope", False),
        (500, b'{"error":"invalid_scope"}', False),
        (200, b'{"error":"invalid_scope"}', False),
    ],
)
def test_which_answers_refuse_a_scope(status: int, body: bytes, *, refuses: bool) -> None:
    """Only the error that OAuth2 has for it, so that no other fault hides the scope."""
    assert refuses_a_scope(Answer(status=status, headers={}, body=body)) is refuses


@pytest.mark.parametrize("value", ["", "a b", "a\\u0007", "é", 'x","access_token":7,"y":"'])
def test_what_is_no_token(value: str) -> None:
    """A token that does not fit a header is none."""
    body = f'{{"access_token":"{value}"}}'.encode()
    answer = Answer(status=200, headers={}, body=body)
    assert isinstance(token_of(answer, [], NOW), Unavailable)
