"""What the token endpoint may do."""

from terminal.model import Unavailable
from tests.parts.server_behaviours.row import (
    SHORT_SECONDS,
    ServerBehaviour,
    json_answer,
    page_answer,
)
from tests.parts.server_script import Close, Hang, Script, answer


def _row(
    name: str,
    words: str,
    *token: Script,
    retry_after_seconds: float | None = None,
    is_configuration_fault: bool = False,
    timeout_seconds: float = 10.0,
) -> ServerBehaviour:
    return ServerBehaviour(
        name=f"token: {name}",
        verdict=Unavailable,
        words=words,
        posts=0,
        token=token,
        retry_after_seconds=retry_after_seconds,
        is_configuration_fault=is_configuration_fault,
        timeout_seconds=timeout_seconds,
    )


WITHOUT_TOKEN = (
    *(
        _row(
            f"{status}",
            f"no access token: HTTP {status} {error} (check client_id",
            *json_answer(status, f'{{"error":"{error}"}}'),
            is_configuration_fault=True,
        )
        for status, error in ((400, "invalid_scope"), (401, "invalid_client"), (403, "denied"))
    ),
    _row("404", "(check tenant and environment)", answer(404)),
    _row("500", "no access token: HTTP 500", answer(500)),
    _row("429", "HTTP 429", answer(429, retry_after="30"), retry_after_seconds=30.0),
    _row("503", "HTTP 503", answer(503, retry_after="45"), retry_after_seconds=45.0),
    _row("portal page", "offline", *page_answer(200)),
    _row("403 page", "offline", *page_answer(403)),
    _row("redirect", "offline", answer(302, location="https://login.hotel.example/")),
    _row("no JSON", "makes no sense", answer(200, "welcome")),
    _row("no token in it", "without an access token", *json_answer(200, '{"expires_in":1}')),
    _row(
        "token with a line break",
        "without an access token",
        *json_answer(200, '{"access_token":"a\\r\\nEvil: 1"}'),
    ),
    _row(
        "scope missing",
        "lacks the scope connector-protimeapi-clockings.write",
        *json_answer(200, '{"access_token":"a","scope":"connector-protimeapi-clockings.read"}'),
        is_configuration_fault=True,
    ),
    _row("connection closed", "no access token", (Close(),)),
    _row("no answer", "no access token: no answer came", (Hang(),), timeout_seconds=SHORT_SECONDS),
)
