"""What an answer of the token endpoint means."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from terminal.model import Unavailable
from terminal.protime.answers import Answer, offline, said, unavailable
from terminal.protime.tokens import Token
from terminal.protime.words import json_object, one_line

WRITE_SCOPE = "connector-protimeapi-clockings.write"
"""The scope that creating a clocking needs."""

READ_SCOPE = "connector-protimeapi-clockings.read"
"""The scope that reading back needs; without it, a terminal still delivers."""

_CREDENTIALS_ARE_TO_BLAME = frozenset({400, 401, 403})


def token_of(answer: Answer, scopes: Sequence[str], now: datetime) -> Token | Unavailable:
    """Return the token in an answer, or why there is none.

    Args:
        answer: The answer of the token endpoint.
        scopes: What was asked for.
        now: What this terminal takes for the time, UTC.
    """
    if answer.status == 200:  # noqa: PLR2004 - a status
        return _granted(answer, scopes)
    is_redirected = 300 <= answer.status < 400  # noqa: PLR2004 - statuses
    if answer.wants_a_sign_in or is_redirected or answer.is_strange_page:
        return offline(answer)
    refusal = unavailable(answer, now, blames_us=answer.status in _CREDENTIALS_ARE_TO_BLAME)
    return Unavailable(
        reason=one_line(f"no access token: {refusal.reason}{_advice(answer.status)}"),
        retry_after_seconds=refusal.retry_after_seconds,
        is_configuration_fault=refusal.is_configuration_fault,
    )


def refuses_a_scope(answer: Answer) -> bool:
    """Return whether the scopes asked for are what it refuses, as RFC 6749 section 5.2 says it."""
    if answer.status not in _CREDENTIALS_ARE_TO_BLAME:
        return False
    return (json_object(answer.body) or {}).get("error") == "invalid_scope"


def _advice(status: int) -> str:
    if status in _CREDENTIALS_ARE_TO_BLAME:
        return " (check client_id, client secret and scopes)"
    return " (check tenant and environment)" if status == 404 else ""  # noqa: PLR2004 - a status


def _granted(answer: Answer, scopes: Sequence[str]) -> Token | Unavailable:
    fields = json_object(answer.body)
    if fields is None:
        return offline(answer) if answer.is_page else _useless(answer)
    value = fields.get("access_token")
    if not isinstance(value, str) or not _fits_a_header(value):
        return Unavailable(reason="the token endpoint answered without an access token")
    granted = _scopes_granted(fields.get("scope"), scopes)
    if WRITE_SCOPE in scopes and WRITE_SCOPE not in granted:
        return Unavailable(
            reason=f"the access token lacks the scope {WRITE_SCOPE}: "
            "ask Protime to grant it to this client",
            is_configuration_fault=True,
        )
    return Token(value, _lifetime_seconds(fields), may_read=READ_SCOPE in granted)


def _useless(answer: Answer) -> Unavailable:
    return Unavailable(reason=f"the token endpoint makes no sense: {said(answer)}"[:300])


def _fits_a_header(value: str) -> bool:
    return value.isascii() and value.isprintable() and value != "" and " " not in value


def _scopes_granted(named: object, asked: Sequence[str]) -> Sequence[str]:
    """Return the scopes granted; a server that names none has granted what was asked for."""
    return named.split() if isinstance(named, str) else asked


def _lifetime_seconds(fields: dict[str, Any]) -> float:
    try:
        lifetime = float(fields["expires_in"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return math.inf
    return math.inf if math.isnan(lifetime) else max(lifetime, 0.0)
