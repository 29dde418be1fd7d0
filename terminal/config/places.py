"""Files and addresses that other tables have in common."""

from typing import Annotated

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
