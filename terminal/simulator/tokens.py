"""The token endpoint: OAuth2 client credentials, tokens that expire, scopes."""

import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass
from time import monotonic
from urllib.parse import parse_qs

from terminal.simulator.message import Answer, Request, json_answer

WRITE_CLOCKINGS = "connector-protimeapi-clockings.write"
READ_CLOCKINGS = "connector-protimeapi-clockings.read"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who may ask for tokens.

    Attributes:
        scopes: What this client may be granted.
        is_granted_fewer: Grant what is allowed of the scopes asked for, rather than refuse
            with `invalid_scope`.
    """

    id: str = "rehearsal"
    secret: str = "not-a-secret"  # noqa: S105 - an example, shown to the person who rehearses
    scopes: Collection[str] = (READ_CLOCKINGS, WRITE_CLOCKINGS)
    is_granted_fewer: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is good for, and until when by the monotonic clock."""

    scopes: frozenset[str]
    expires_at: float


class Tokens:
    """The tokens of one tenant. Safe for several threads."""

    def __init__(self, client: Client, lifetime_seconds: float) -> None:
        self.client = client
        self.lifetime_seconds = lifetime_seconds
        self.granted = 0
        self._lock = threading.Lock()
        self._grants: dict[str, Grant] = {}

    def answer(self, request: Request) -> Answer:
        """Answer a request for a token; the error bodies are those of OAuth2."""
        if request.header("Content-Type").partition(";")[0].strip().lower() != _FORM:
            return _error("invalid_request")
        form = parse_qs(request.body.decode("latin-1"), keep_blank_values=True)
        if any(len(values) > 1 for values in form.values()):
            return _error("invalid_request")
        return self._judge({name: values[0] for name, values in form.items()})

    def scopes_of(self, token: str) -> frozenset[str] | None:
        """Return what a token is good for; None if it is unknown or expired."""
        with self._lock:
            grant = self._grants.get(token)
        return None if grant is None or grant.expires_at <= monotonic() else grant.scopes

    def withdraw_all(self) -> None:
        """Make every token handed out so far invalid."""
        with self._lock:
            self._grants.clear()

    def _judge(self, form: dict[str, str]) -> Answer:
        if "grant_type" not in form:
            return _error("invalid_request")
        if form["grant_type"] != "client_credentials":
            return _error("unsupported_grant_type")
        if not self._is_client(form.get("client_id", ""), form.get("client_secret", "")):
            return _error("invalid_client")
        return self._grant(form.get("scope", "").split())

    def _is_client(self, client_id: str, secret: str) -> bool:
        is_same = secrets.compare_digest(secret.encode(), self.client.secret.encode())
        return is_same and client_id == self.client.id

    def _grant(self, asked: list[str]) -> Answer:
        allowed = [scope for scope in asked if scope in self.client.scopes]
        if not allowed or (len(allowed) < len(asked) and not self.client.is_granted_fewer):
            return _error("invalid_scope")
        token = f"eyJ{secrets.token_urlsafe(24)}.{secrets.token_urlsafe(48)}"
        expires_at = monotonic() + self.lifetime_seconds
        with self._lock:
            self._grants[token] = Grant(frozenset(allowed), expires_at)
            self.granted += 1
        return json_answer(
            200,
            {
                "access_token": token,
                "expires_in": int(self.lifetime_seconds),
                "token_type": "Bearer",
                "scope": " ".join(allowed),
            },
            {"Cache-Control": "no-store"},
        )


def _error(code: str) -> Answer:
    return json_answer(400, {"error": code}, {"Cache-Control": "no-store"})
