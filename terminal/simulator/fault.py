"""The faults that the simulator can be told to have."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum

from terminal.simulator.api import API_PATH, unauthorized
from terminal.simulator.message import (
    Answer,
    html_answer,
    json_answer,
    plain_error,
    refusal,
    validation_error,
)

PORTAL_PATH = "/simulator/portal"
_PORTAL = "Welcome to the guest network. Please sign in."
_TEXTS = {500: "InternalServerError", 502: "Bad Gateway", 503: "ServiceUnavailable"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long things take while a fault is on."""

    slow_seconds: float = 45.0
    dribble_seconds: float = 1.0
    refuse_seconds: float = 30.0
    retry_after_seconds: int = 60


class Manner(Enum):
    """What happens to the connection."""

    WHOLE = "the answer is sent as it should be"
    DRIBBLED_HEAD = "every byte of the answer takes its time"
    DRIBBLED_BODY = "the headers at once, then every byte of the body takes its time"
    ENDLESS = "the headers, then a body that never ends"
    TRUNCATED = "less body than Content-Length promises, then the connection closes"
    DROPPED = "the connection closes without an answer"
    WITHHELD = "no answer, the connection stays open"
    REFUSED = "the connection closes, and nothing listens for a while"


AnswerMaker = Callable[[Answer, Pace], Answer]
"""Makes the false answer from the true one (of an unprocessed request: an empty 503)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that can go wrong with a request.

    Attributes:
        is_processed: Whether the request is processed (and a clocking booked) all the same.
        answer: Makes the answer; None for the true one.
        wait_before: Whether it waits `slow_seconds` before it processes the request.
        wait_after: Whether it waits `slow_seconds` before it answers.
        withdraws_tokens: Whether every token handed out so far becomes invalid first.
        is_passing: Whether a terminal gets over it by itself, so that it may come at random.
    """

    name: str
    is_processed: bool = False
    answer: AnswerMaker | None = None
    manner: Manner = Manner.WHOLE
    wait_before: bool = False
    wait_after: bool = False
    withdraws_tokens: bool = False
    is_passing: bool = True


def catalogue() -> Mapping[str, Fault]:
    """Return every named fault."""
    faults = [*_connection_faults(), *_server_faults(), *_odd_answers(), *_refusals()]
    return {fault.name: fault for fault in faults}


def _connection_faults() -> Iterator[Fault]:
    yield Fault(name="refuse", manner=Manner.REFUSED)
    yield Fault(name="black-hole", manner=Manner.WITHHELD)
    yield Fault(name="black-hole-after-booking", manner=Manner.WITHHELD, is_processed=True)
    yield Fault(name="drop-before-booking", manner=Manner.DROPPED)
    yield Fault(name="drop-after-booking", manner=Manner.DROPPED, is_processed=True)
    yield Fault(name="slow", is_processed=True, wait_after=True)
    yield Fault(name="late-booking", is_processed=True, wait_before=True)
    yield Fault(name="dribbled-head", is_processed=True, manner=Manner.DRIBBLED_HEAD)
    yield Fault(name="dribbled-body", is_processed=True, manner=Manner.DRIBBLED_BODY)
    yield Fault(name="endless-body", is_processed=True, manner=Manner.ENDLESS)
    yield Fault(name="truncated-body", is_processed=True, manner=Manner.TRUNCATED)


def _server_faults() -> Iterator[Fault]:
    for status in (500, 502, 503, 504):
        yield Fault(name=f"{status}", answer=_always(_server_error(status)))
        yield Fault(
            name=f"{status}-after-booking",
            answer=_always(_server_error(status)),
            is_processed=True,
        )
    yield Fault(name="429", answer=_always(_wait(429)))
    for status in (429, 503):
        yield Fault(name=f"{status}-seconds", answer=_wait_seconds(status))
        yield Fault(name=f"{status}-date", answer=_wait_until(status))


def _odd_answers() -> Iterator[Fault]:
    monitor = {"Operation-Location": f"{API_PATH}/status-monitor/clockings/931"}
    accepted = _always(Answer(202, headers=monitor))
    yield Fault(name="202-booked", answer=accepted, is_processed=True)
    yield Fault(name="202-not-booked", answer=accepted)
    yield Fault(name="200-booked", answer=_always(json_answer(200, {})), is_processed=True)
    yield Fault(name="201-without-location", answer=_relocated(None), is_processed=True)
    odd = _relocated("https://nowhere.invalid/clockings/?id=;")
    yield Fault(name="201-odd-location", answer=odd, is_processed=True)
    yield Fault(name="portal", answer=_always(portal_page()))
    redirect = html_answer(302, "Found", {"Location": PORTAL_PATH})
    yield Fault(name="redirect", answer=_always(redirect))


def _refusals() -> Iterator[Fault]:
    yield Fault(name="expired-token", is_processed=True, withdraws_tokens=True)
    yield _refused("401", unauthorized("The access token is not valid"))
    yield _refused("403", plain_error(403, "Forbidden", "The scope is missing"))
    yield _refused("400-not-json", Answer(400, b"Bad Request", {"Content-Type": "text/plain"}))
    yield _refused("400-error", plain_error(400, "BadRequest", "Simulated"))
    yield _refused("400-reasons", refusal(["Simulated: the person is not in service"]))
    yield _refused("400-validation", validation_error([("person", "Simulated: is required")]))
    yield _refused("404", plain_error(404, "NotFound", "Simulated"))
    yield _refused("409", plain_error(409, "Conflict", "Simulated"))
    yield _refused("422", refusal(["Simulated"], 422))


def portal_page() -> Answer:
    """Return what a captive portal answers to everything."""
    return html_answer(200, _PORTAL)


def _refused(name: str, answer: Answer) -> Fault:
    return Fault(name=name, answer=_always(answer), is_passing=False)


def _always(answer: Answer) -> AnswerMaker:
    return lambda _, __: answer


def _server_error(status: int) -> Answer:
    if status in (502, 504):  # these come from a proxy
        return html_answer(status, _TEXTS.get(status, "Gateway Timeout"))
    return plain_error(status, _TEXTS[status], "Simulated")


def _wait(status: int, retry_after: str | None = None) -> Answer:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    code = {429: "TooManyRequests"}.get(status, "ServiceUnavailable")
    return plain_error(status, code, "Simulated", headers)


def _wait_seconds(status: int) -> AnswerMaker:
    return lambda _, pace: _wait(status, str(pace.retry_after_seconds))


def _wait_until(status: int) -> AnswerMaker:
    def answer(_: Answer, pace: Pace) -> Answer:
        until = datetime.now(UTC) + timedelta(seconds=pace.retry_after_seconds)
        return _wait(status, format_datetime(until, usegmt=True))

    return answer


def _relocated(location: str | None) -> AnswerMaker:
    """Change the `Location` of a creation; anything else is answered as it is."""

    def answer(true: Answer, _: Pace) -> Answer:
        if true.status != 201:  # noqa: PLR2004 - a status, named by its number
            return true
        return Answer(201, true.body, {} if location is None else {"Location": location})

    return answer
