"""Looks at Protime for an examination: asks for a token and reads, but never books."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from terminal.doctor import Unseen
from terminal.doctor.protime import Listed, Protime
from terminal.doctor.reaching import Host
from terminal.doctor.signing import Signing
from terminal.model import Unavailable
from terminal.protime.access import Access
from terminal.protime.client import ProtimeSettings, access_over, lists_over, wire_for
from terminal.protime.names import Resolve, resolve
from terminal.protime.pages import NoList
from terminal.protime.probe import host_name, reach
from terminal.protime.token_answers import WRITE_SCOPE
from terminal.protime.under_code import under_code
from terminal.protime.wire import Wire

_HALF_A_SECOND = timedelta(seconds=0.5)
_NO_TOKEN = Unseen("there is no access token", "see the check `token`")
_NOT_REACHED = Unseen("Protime was not reached", "see the checks `name-resolution` to `portal`")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secret, as far as it could be had.

    Attributes:
        value: Returns it; None if it could not be had.
        trouble: What is wrong with it, empty if nothing is; `Unseen` where this user may not
            read it.
    """

    value: Callable[[], str] | None
    trouble: str | Unseen = ""


Known = Callable[[], frozenset[str] | None]
"""Protime's identifiers of the clockings in the outbox; None where some are still underway."""


class Examination:
    """Examines the way to Protime, once.

    Args:
        settings: What the terminal works with; its secret is not asked.
        credentials: The secret.
        day: Today, by the workplace's wall clock.
        known: Asked after Protime's list was read.
        resolve: Looks up a host name.
    """

    def __init__(
        self,
        settings: ProtimeSettings,
        credentials: Credentials,
        day: date,
        known: Known,
        resolve: Resolve = resolve,
    ) -> None:
        self._resolve = resolve
        self._settings = settings
        self._credentials = credentials
        self._day = day
        self._known = known
        self._skews: list[timedelta] = []

    def examine(self, refused_code: str = "") -> Protime:
        """Return what was seen.

        Args:
            refused_code: What the newest refusal says that blames the terminal's code.

        Raises:
            OSError: `ca_file` cannot be used.
            ValueError: The proxy's address is none.
        """
        with closing(wire_for(self._settings, self._resolve, self._told_time)) as wire:
            hosts = self._hosts(wire)
            access = self._access(wire)
            signing = self._signing(access, hosts, wire)
            listed = self._listed(signing, access, wire)
        return Protime(
            hosts=hosts,
            secret=self._credentials.trouble,
            signing=signing,
            listed=listed,
            skew=self._skew(),
            refused_code=refused_code,
        )

    def _told_time(self, at: datetime, passed_seconds: float) -> None:
        # A header has whole seconds: on average it is half a second older than it says.
        written_at = at + _HALF_A_SECOND
        self._skews.append(datetime.now(UTC) - timedelta(seconds=passed_seconds / 2) - written_at)

    def _hosts(self, wire: Wire) -> tuple[Host, ...]:
        addresses = self._settings.addresses
        discovery = addresses.token_url.removesuffix("/connect/token")
        wanted = (f"{discovery}/.well-known/openid-configuration", f"{addresses.api_url}/clockings")
        found = {host_name(url): reach(wire, url, self._settings.timeout_seconds) for url in wanted}
        return tuple(found.values())

    def _access(self, wire: Wire) -> Access | None:
        if self._credentials.value is None:
            return None
        settings = replace(self._settings, client_secret=self._credentials.value)
        return access_over(wire, settings, time.monotonic)

    def _signing(
        self, access: Access | None, hosts: tuple[Host, ...], wire: Wire
    ) -> Signing | Unseen:
        if access is None:
            return Unseen("there is no secret to ask with", "see the check `secret`")
        token_host = host_name(self._settings.addresses.token_url)
        if any(host.trouble for host in hosts if host.name == token_host):
            return _NOT_REACHED
        wire.attempt.start(self._settings.timeout_seconds)
        token = access.renew()
        if isinstance(token, Unavailable):
            return _refused(token)
        return Signing(is_granted=True, may_read=token.may_read)

    def _listed(
        self, signing: Signing | Unseen, access: Access | None, wire: Wire
    ) -> Listed | Unseen:
        if access is None or isinstance(signing, Unseen) or not signing.is_granted:
            return _NO_TOKEN
        if not signing.may_read:
            return Unseen("this client may not read", "see the check `scopes`")
        lists = lists_over(wire, access, self._settings)
        naming = self._settings.naming
        wanted = [("terminals", naming.terminal_reference)]
        try:
            items = list(lists.around(self._day, [one for one in wanted if one[1] not in _OWN]))
        except NoList as error:
            return Listed(refusal=error.outcome.reason)
        ids = under_code(items, naming)
        known = self._known()
        # Of what is underway, Protime may have more than the outbox knows of.
        foreign = 0 if known is None else len(ids - known)
        return Listed(ours=len(ids & (known or frozenset())), foreign=foreign)

    def _skew(self) -> timedelta | Unseen:
        if not self._skews:
            return Unseen("no answer over https told the time", "see the check `connection`")
        return min(self._skews, key=abs)


_OWN = frozenset({"", "id"})


def _refused(token: Unavailable) -> Signing:
    lacks_write = WRITE_SCOPE in token.reason or "invalid_scope" in token.reason
    return Signing(
        is_granted=False,
        is_our_fault=token.is_configuration_fault,
        lacks_write=lacks_write and token.is_configuration_fault,
        words=token.reason,
    )
