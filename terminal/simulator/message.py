"""A request and an answer of the simulated Protime, and the three documented error bodies."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, read completely.

    Attributes:
        number: Counts all requests but those to the control interface, from 1.
        url: The address as the client must have built it, to measure its length.
    """

    number: int
    method: str
    url: str
    headers: Message
    body: bytes

    @property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.url).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The decoded query parameters."""
        return parse_qs(urlsplit(self.url).query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """Return a header's text, empty where it is missing."""
        return str(self.headers.get(name, ""))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before it is put on the wire."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: object, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer with a JSON body."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status, body, {"Content-Type": "application/json", **(headers or {})})


def html_answer(status: int, text: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer as a proxy or a portal gives it, not Protime."""
    body = f"<!DOCTYPE html><html><body><h1>{text}</h1></body></html>".encode()
    return Answer(status, body, {"Content-Type": "text/html", **(headers or {})})


def plain_error(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return the ordinary error body: `error` with `code` and `message`."""
    return json_answer(status, {"error": {"code": code, "message": message}}, headers)


def refusal(reasons: Sequence[str], status: int = 400) -> Answer:
    """Return the error body of a broken rule: `error` with `reasons`."""
    error = {
        "code": "BadRequest",
        "message": "The request was invalid",
        "reasons": list(reasons),
    }
    return json_answer(status, {"error": error})


def validation_error(problems: Sequence[tuple[str, str]]) -> Answer:
    """Return the error body of a body that does not fit: `validationErrors`, no `error` around.

    The inner layout of `validationErrors` is not documented; this one is a guess.
    """
    return json_answer(
        400,
        {
            "code": "BadRequest",
            "message": "The request was invalid",
            "validationErrors": [{"field": path, "message": text} for path, text in problems],
        },
    )
