"""Whether Protime signs this terminal in, and for what."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

SECRET = Check("secret", "the client secret: the file or credential that it is read from")
TOKEN = Check("token", "a new access token for `client_id` and the secret")
SCOPES = Check("scopes", "the scopes that the token was granted")
NO_SECRET = Ailment(
    SECRET,
    Severity.FAULT,
    "The terminal cannot sign in to Protime: clockings are kept, and not sent",
    "sudo badge-terminal secret: it asks for the secret, tries it, and the terminal takes it",
)
TOKEN_REFUSED = Ailment(
    TOKEN,
    Severity.FAULT,
    "Protime does not know this client, or its secret: clockings are kept, and not sent",
    "compare `client_id`, `tenant` and `environment` with what Protime gave you, and give the "
    "secret again: `sudo badge-terminal secret`; if all is right, have Protime renew it",
)
NO_TOKEN = Ailment(
    TOKEN,
    Severity.FAULT,
    "Protime has trouble giving out tokens: clockings are kept, and sent later",
    "wait and look again: `sudo badge-terminal doctor`; if it stays, tell Protime",
)
MAY_NOT_WRITE = Ailment(
    SCOPES,
    Severity.FAULT,
    "Protime does not let this client book clockings",
    "ask Protime to grant connector-protimeapi-clockings.write to this client",
)
MAY_NOT_READ = Ailment(
    SCOPES,
    Severity.WARNING,
    "Where an answer was lost, the terminal cannot look: it may book twice, or leave it to you",
    "ask Protime to grant connector-protimeapi-clockings.read to this client too",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What came of asking for a token.

    Attributes:
        is_granted: Whether there is one; a token without the scope for writing is none.
        is_our_fault: Whether Protime blames the client.
        lacks_write: Whether the scope for writing is all that is missing.
        may_read: Whether the token may read clockings.
        words: What Protime said where there is none.
    """

    is_granted: bool
    is_our_fault: bool = False
    lacks_write: bool = False
    may_read: bool = False
    words: str = ""


def findings(secret: str | Unseen, signing: Signing | Unseen) -> Iterator[Finding]:
    """Examine the secret, empty if nothing is wrong with it, and the token."""
    yield _secret(secret)
    yield from _token(signing)


def _secret(seen: str | Unseen) -> Finding:
    if isinstance(seen, Unseen):
        return SECRET.unknown(seen)
    return NO_SECRET.seen(seen) if seen else SECRET.well("readable, one line, closed to others")


def _token(seen: Signing | Unseen) -> Iterator[Finding]:
    if isinstance(seen, Unseen):
        yield from (TOKEN.unknown(seen), SCOPES.unknown(seen))
    elif seen.lacks_write:
        yield TOKEN.well("granted")
        yield MAY_NOT_WRITE.seen(seen.words)
    elif not seen.is_granted:
        yield (TOKEN_REFUSED if seen.is_our_fault else NO_TOKEN).seen(seen.words)
    else:
        yield TOKEN.well("granted")
        read = "connector-protimeapi-clockings.read"
        yield SCOPES.well("write and read") if seen.may_read else MAY_NOT_READ.seen(f"no {read}")
