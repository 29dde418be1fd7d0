"""Where access tokens are had, and with which scopes."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from terminal.model import Unavailable
from terminal.protime.answers import Answer
from terminal.protime.token_answers import READ_SCOPE, WRITE_SCOPE, refuses_a_scope, token_of
from terminal.protime.tokens import Token
from terminal.protime.wire import NoAnswer, Wire
from terminal.protime.words import one_line

SCOPE_MEMORY_SECONDS = 3600.0
"""How long a refusal of the scope for reading is believed: not two requests for each token, and
a scope that is granted later is noticed all the same."""

_ALL = (WRITE_SCOPE, READ_SCOPE)


class TokenEndpoint:
    """Asks for tokens that may create clockings and, where that is granted, read them.

    Used by one thread at a time.

    Args:
        wire: What the requests go over, within the deadline of the calling thread's attempt.
        url: Where tokens are had.
        client_id: Whose tokens.
        client_secret: Read for each token. May raise OSError or ValueError.
        clock: Seconds that never jump.
    """

    def __init__(
        self,
        *,
        wire: Wire,
        url: str,
        client_id: str,
        client_secret: Callable[[], str],
        clock: Callable[[], float],
    ) -> None:
        self._wire = wire
        self._url = url
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._may_not_read_until: float | None = None

    def fetch(self) -> Token | Unavailable:
        """Return a new token, or why there is none."""
        try:
            secret = self._secret()
        except (OSError, ValueError) as error:
            return Unavailable(
                reason=one_line(f"the client secret cannot be read: {error}"),
                is_configuration_fault=True,
            )
        try:
            return self._token(secret)
        except NoAnswer as error:
            return Unavailable(reason=one_line(f"no access token: {error}"))

    def _token(self, secret: str) -> Token | Unavailable:
        if not self._remembers_a_refusal():
            answer = self._post(secret, _ALL)
            if not refuses_a_scope(answer):
                return token_of(answer, _ALL, datetime.now(UTC))
            self._may_not_read_until = self._clock() + SCOPE_MEMORY_SECONDS
        return token_of(self._post(secret, [WRITE_SCOPE]), [WRITE_SCOPE], datetime.now(UTC))

    def _remembers_a_refusal(self) -> bool:
        until = self._may_not_read_until
        return until is not None and self._clock() < until

    def _secret(self) -> str:
        secret = self._client_secret()
        if not secret:
            raise ValueError("it is empty")
        return secret

    def _post(self, secret: str, scopes: Sequence[str]) -> Answer:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": secret,
            "scope": " ".join(scopes),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        content = urlencode(form).encode()
        return self._wire.post(self._url, headers, content, carries_clocking=False)
