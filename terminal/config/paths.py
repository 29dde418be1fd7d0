"""Files and addresses that other tables have in common."""

from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta

OptionalPath = Annotated[
    str,
    Meta(pattern=r"^(/.*)?\Z", description='a path that begins with /, or "" for none'),
]
SecretPath = Annotated[
    str,
    Meta(
        pattern=r"^(/.*)?\Z",
        description='the path of a file, beginning with /, or "" for the systemd credential',
        # Somebody may have put the secret itself here: what it holds is never repeated.
        extra={"private": True},
    ),
]
Url = Annotated[
    str,
    Meta(
        pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?\Z",
        description='an https:// address without user name, ? and #, or ""',
        # A password can hide in an address.
        extra={"private": True},
    ),
]


def is_private_enough(url: str) -> bool:
    """Return whether what goes to an address is encrypted, or stays on this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or _is_loopback(host))


def is_ip_address(text: str) -> bool:
    """Return whether a text is an IP address of either version."""
    from ipaddress import ip_address  # noqa: PLC0415 - most terminals have none configured

    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - only for rehearsals

    return host == "localhost" or (is_ip_address(host) and ip_address(host).is_loopback)
