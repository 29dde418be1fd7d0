"""Requests that need an access token."""

from collections.abc import Callable

from terminal.model import Unavailable
from terminal.protime.answers import Answer, refuses_the_token
from terminal.protime.attempt import Attempt
from terminal.protime.tokens import Token, Tokens


class Access:
    """Sends with a token, and once more with a new one where the first was refused.

    Args:
        fetch: Asks for a new token, in the calling thread and within its deadline.
        clock: Seconds that never jump, by which tokens age.
        attempt: Whose deadline counts.
    """

    def __init__(
        self,
        fetch: Callable[[], Token | Unavailable],
        clock: Callable[[], float],
        attempt: Attempt,
    ) -> None:
        self._tokens = Tokens(fetch, clock)
        self._attempt = attempt

    @property
    def may_read(self) -> bool | None:
        """Whether the newest token may read clockings; None before there was one."""
        granted = self._tokens.granted
        return None if granted is None else granted.may_read

    def renew(self) -> Token | Unavailable:
        """Return a token that was asked for just now, or why there is none."""
        self._tokens.forget()
        return self._token()

    def answer(self, send: Callable[[Token], Answer]) -> Answer | Unavailable:
        """Return the answer to what `send` sends, or why there is no token to send it with."""
        token = self._token()
        if isinstance(token, Unavailable):
            return token
        answer = send(token)
        if not refuses_the_token(answer):
            return answer
        self._tokens.drop(token)
        token = self._token()
        return token if isinstance(token, Unavailable) else send(token)

    def _token(self) -> Token | Unavailable:
        try:
            return self._tokens.get(self._attempt.left_seconds())
        except TimeoutError as error:
            return Unavailable(reason=str(error))
