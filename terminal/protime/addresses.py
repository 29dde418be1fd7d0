"""Where a tenant's Protime is found."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_DOMAINS = {"production": "myprotime.eu", "sandbox": "myprotimesandbox.eu"}
_TENANT = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The two addresses a terminal needs, on two hosts.

    Attributes:
        api_url: The interface without a collection and without a slash at its end.
        token_url: Where access tokens are had.
    """

    api_url: str
    token_url: str


def addresses(
    tenant: str, environment: str, *, api_url: str = "", token_url: str = ""
) -> Addresses:
    """Return a tenant's addresses, with either replaced where one is given.

    Raises:
        ValueError: The tenant or environment cannot be, or a given address would send badges
            and secrets in the clear.
    """
    return Addresses(
        api_url=_checked("api_url", api_url) if api_url else _api(tenant, environment),
        token_url=_checked("token_url", token_url) if token_url else _token(tenant, environment),
    )


def _api(tenant: str, environment: str) -> str:
    return f"https://{_label(tenant)}.{_domain(environment)}/connector/protimeapi/api/v1"


def _token(tenant: str, environment: str) -> str:
    domain = _domain(environment)
    return f"https://authentication.{domain}/tenants/{_label(tenant)}/connect/token"


def _label(tenant: str) -> str:
    if not _TENANT.fullmatch(tenant):
        raise ValueError(
            f"tenant: {tenant!r} is no tenant: give the first part of your myProtime address, "
            'such as "acme" for https://acme.myprotime.eu'
        )
    return tenant


def _domain(environment: str) -> str:
    if environment not in _DOMAINS:
        raise ValueError(f"environment: {environment!r} is neither production nor sandbox")
    return _DOMAINS[environment]


def _checked(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        is_safe = _is_safe(parts)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    if not is_safe:
        raise ValueError(
            f"{name}: give an https:// address (http:// only to this machine itself) "
            "without user name, query or fragment"
        )
    return url.rstrip("/")


def _is_safe(parts: SplitResult) -> bool:
    has_extras = parts.username is not None or parts.query or parts.fragment
    # Reading the port is what raises for one that is out of range.
    if not parts.hostname or has_extras or parts.port == 0:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
