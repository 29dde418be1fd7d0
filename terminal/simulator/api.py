"""What the simulated Protime answers when nothing is wrong with it: no sockets, no faults."""

import re
from dataclasses import dataclass
from enum import StrEnum

from terminal.simulator.body import BodyRefused, read_body
from terminal.simulator.listing import Reading
from terminal.simulator.message import (
    Answer,
    Request,
    plain_error,
    refusal,
    validation_error,
)
from terminal.simulator.rules import RulesBroken, resolve
from terminal.simulator.tokens import READ_CLOCKINGS, WRITE_CLOCKINGS, Tokens

API_PATH = "/connector/protimeapi/api/v1"
LONGEST_URL = 4096
_CLOCKINGS = f"{API_PATH}/clockings"
_ONE_CLOCKING = re.compile(re.escape(_CLOCKINGS) + r"/(\d{1,18})")
_USER_AGENT = re.compile(r"[^\s/()]+/[^\s/()]+ \([^()]*[^\s()][^()]*\)")
_LONGEST_SHOWN = 200


class Target(StrEnum):
    """The sort of request a fault can be meant for."""

    CLOCKINGS = "clockings"
    TOKENS = "tokens"
    READS = "reads"
    ALL = "all"


@dataclass(slots=True)
class Api:
    """The token endpoint and the clockings of one tenant.

    Attributes:
        missing_scope_status: 401 by the page "Create a clocking", 403 by the general table.
    """

    tenant: str
    tokens: Tokens
    reading: Reading
    missing_scope_status: int = 401

    @property
    def token_path(self) -> str:
        """The path of the token endpoint."""
        return f"/tenants/{self.tenant}/connect/token"

    def target(self, request: Request) -> Target:
        """Tell which sort of request this is; ALL for one that is none of them."""
        if request.path == self.token_path:
            return Target.TOKENS
        if request.path == _CLOCKINGS and request.method == "POST":
            return Target.CLOCKINGS
        return Target.READS if request.method == "GET" else Target.ALL

    def answer(self, request: Request) -> Answer:
        """Answer a request, strictly."""
        if len(request.url) > LONGEST_URL:
            return plain_error(414, "UriTooLong", f"The URI is longer than {LONGEST_URL}")
        if request.path == self.token_path:
            is_post = request.method == "POST"
            return self.tokens.answer(request) if is_post else _method_refused("POST")
        if not request.path.startswith(f"{API_PATH}/"):
            return _not_found(request)
        return self._answer_api(request)

    def _answer_api(self, request: Request) -> Answer:
        if not _USER_AGENT.fullmatch(request.header("User-Agent")):
            return plain_error(
                400, "BadRequest", "A User-Agent in the form Name/Version (Company) is required"
            )
        kind, _, token = request.header("Authorization").partition(" ")
        scopes = self.tokens.scopes_of(token) if kind == "Bearer" else None
        if scopes is None:
            return unauthorized("The access token is missing, not valid or expired")
        if "application/json" not in request.header("Accept").lower():
            return plain_error(406, "NotAcceptable", "Accept must name application/json")
        return self._answer_clockings(request, scopes)

    def _answer_clockings(self, request: Request, scopes: frozenset[str]) -> Answer:
        one = _ONE_CLOCKING.fullmatch(request.path)
        if request.path != _CLOCKINGS and not one:
            return _not_found(request)
        match request.method:
            case "POST" if not one:
                return self._lack_of(scopes, WRITE_CLOCKINGS) or self._create(request)
            case "GET":
                lack = self._lack_of(scopes, READ_CLOCKINGS)
                return lack or self._read(request, int(one[1]) if one else None)
            case _:
                return _method_refused("GET" if one else "GET, POST")

    def _lack_of(self, scopes: frozenset[str], needed: str) -> Answer | None:
        if needed in scopes:
            return None
        message = f"The access token lacks the scope {needed}"
        if self.missing_scope_status == 401:  # noqa: PLR2004 - a status, named by its number
            return unauthorized(message)
        return plain_error(self.missing_scope_status, "Forbidden", message)

    def _create(self, request: Request) -> Answer:
        if not _is_json(request.header("Content-Type")):
            return plain_error(415, "UnsupportedMediaType", "Content-Type: application/json")
        try:
            posted = read_body(request.body)
            booking = resolve(self.reading.directory, posted)
        except BodyRefused as error:
            return validation_error(error.problems)
        except RulesBroken as error:
            return refusal(error.reasons)
        clocking = self.reading.ledger.book(booking, posted, request.number)
        return Answer(201, headers={"Location": f"{_CLOCKINGS}/{clocking.id}"})

    def _read(self, request: Request, clocking_id: int | None) -> Answer:
        if clocking_id is None:
            return self.reading.page(request)
        return self.reading.one(request, clocking_id)


def unauthorized(message: str) -> Answer:
    """Return the answer to a token that is missing, expired or not good enough."""
    return plain_error(401, "Unauthorized", message, {"WWW-Authenticate": "Bearer"})


def _not_found(request: Request) -> Answer:
    return plain_error(404, "NotFound", f"There is no {request.path[:_LONGEST_SHOWN]}")


def _method_refused(allowed: str) -> Answer:
    return plain_error(405, "MethodNotAllowed", f"Only {allowed}", {"Allow": allowed})


def _is_json(content_type: str) -> bool:
    kind, _, parameter = content_type.partition(";")
    is_utf8 = parameter.strip().lower() in ("", "charset=utf-8")
    return kind.strip().lower() == "application/json" and is_utf8
