"""Protime over HTTP, as sync knows it."""

import logging
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial

from terminal.model import Clocking, ReadBack, Rejected, Unavailable, Uncertain, Verdict
from terminal.protime.access import Access
from terminal.protime.addresses import Addresses
from terminal.protime.answers import Answer, verdict_of
from terminal.protime.comparison import compare, wanted_references
from terminal.protime.lists import Lists
from terminal.protime.names import Resolve, resolve
from terminal.protime.pages import NoList
from terminal.protime.payload import Naming, body_of
from terminal.protime.token_endpoint import TokenEndpoint
from terminal.protime.tokens import Token
from terminal.protime.told_time import ToldTime
from terminal.protime.transport import TransportSettings
from terminal.protime.wire import NoAnswer, Wire
from terminal.protime.words import one_line

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtimeSettings:
    """Everything a client needs to know.

    Attributes:
        client_secret: Read whenever a token is needed, so that a new secret needs no restart.
            May raise OSError or ValueError.
        user_agent: See `terminal.protime.user_agent`.
        timeout_seconds: The most that one attempt takes, from the first look-up of a name to
            the last byte of the answer, a new token included.
        ca_file: The only authorities accepted, in PEM; empty for those of the system.
        proxy_url: An `http://` proxy to tunnel through; empty for none.
    """

    addresses: Addresses
    client_id: str
    client_secret: Callable[[], str] = field(repr=False)
    user_agent: str
    naming: Naming = field(default_factory=Naming)
    timeout_seconds: float = 30.0
    ca_file: str = ""
    proxy_url: str = ""


def wire_for(settings: ProtimeSettings, resolve: Resolve, told_time: ToldTime | None) -> Wire:
    """Return what requests go over; whoever asks for it closes it.

    Raises:
        OSError: `ca_file` cannot be read or holds no certificates.
        ValueError: `proxy_url` is no address of an HTTP proxy.
    """
    return Wire(
        TransportSettings(
            tls=ssl.create_default_context(cafile=settings.ca_file or None),
            user_agent=settings.user_agent,
            proxy_url=settings.proxy_url,
            resolve=resolve,
            told_time=told_time,
        )
    )


def access_over(wire: Wire, settings: ProtimeSettings, clock: Callable[[], float]) -> Access:
    """Return what has the tokens; the clock's seconds never jump."""
    endpoint = TokenEndpoint(
        wire=wire,
        url=settings.addresses.token_url,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        clock=clock,
    )
    return Access(endpoint.fetch, clock, wire.attempt)


def lists_over(wire: Wire, access: Access, settings: ProtimeSettings) -> Lists:
    """Return what reads lists of clockings."""
    return Lists(
        wire=wire,
        access=access,
        api_url=settings.addresses.api_url,
        timeout_seconds=settings.timeout_seconds,
    )


class ProtimeClient:
    """Meets the port `Protime`. May be used by several threads at once.

    Args:
        settings: Everything it needs to know.
        resolve: Looks up a host name.
        clock: Seconds that never jump, by which tokens age.
        told_time: Is told the time in Protime's answers over https; see its type.

    Raises:
        OSError: `ca_file` cannot be read or holds no certificates.
        ValueError: `proxy_url` is no address of an HTTP proxy.
    """

    def __init__(
        self,
        settings: ProtimeSettings,
        *,
        resolve: Resolve = resolve,
        clock: Callable[[], float] = time.monotonic,
        told_time: ToldTime | None = None,
    ) -> None:
        self._settings = settings
        self._wire = wire_for(settings, resolve, told_time)
        self._access = access_over(self._wire, settings, clock)
        self._lists = lists_over(self._wire, self._access, settings)

    def greet(self) -> Unavailable | None:
        """Ask for a new token with the scopes needed; None if it was given."""
        self._wire.attempt.start(self._settings.timeout_seconds)
        try:
            # The token at hand would say that Protime could be reached a while ago.
            token = self._access.renew()
        except Exception as error:
            logger.exception("greeting Protime failed unexpectedly")
            return Unavailable(reason=_unexpected(error))
        return token if isinstance(token, Unavailable) else None

    def deliver(self, clocking: Clocking) -> Verdict:
        """Try once to book a clocking. Bounded by the deadline; never raises."""
        self._wire.attempt.start(self._settings.timeout_seconds)
        try:
            return self._deliver(clocking)
        except Exception as error:
            logger.exception("delivery failed unexpectedly seq=%d", clocking.seq)
            if self._wire.attempt.was_sent:
                return Uncertain(_unexpected(error))
            return Unavailable(reason=_unexpected(error))

    def read_back(self, day: date, clockings: Sequence[Clocking]) -> ReadBack:
        """Ask what Protime has. Each page has the deadline of an attempt; never raises."""
        naming = self._settings.naming
        try:
            items = self._lists.around(day, wanted_references(clockings, naming))
            return compare(items, day, clockings, naming)
        except NoList as error:
            return error.outcome
        except Exception as error:
            logger.exception("reading back failed unexpectedly day=%s", day)
            return Unavailable(reason=_unexpected(error))

    def may_read(self) -> bool | None:
        """Return whether the newest token may read clockings; None before there was one."""
        return self._access.may_read

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def _deliver(self, clocking: Clocking) -> Verdict:
        try:
            body = body_of(clocking, self._settings.naming)
        except ValueError as error:
            # Trying again would change nothing, and would stop this badge for ever.
            return Rejected(one_line(f"this terminal cannot send it: {error}"))
        try:
            return self._book(body)
        except NoAnswer as error:
            reason = one_line(str(error))
            return Uncertain(reason) if error.was_sent else Unavailable(reason=reason)

    def _book(self, body: bytes) -> Verdict:
        answer = self._access.answer(partial(self._post, body))
        return answer if isinstance(answer, Unavailable) else verdict_of(answer, datetime.now(UTC))

    def _post(self, body: bytes, token: Token) -> Answer:
        headers = {"Authorization": f"Bearer {token.value}", "Content-Type": "application/json"}
        url = f"{self._settings.addresses.api_url}/clockings"
        return self._wire.post(url, headers, body, carries_clocking=True)


def _unexpected(error: Exception) -> str:
    """Return the kind of an error only: its text might hold what must not be shown."""
    return f"a fault in this program, see its log ({type(error).__name__})"
