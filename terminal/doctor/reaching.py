"""Whether requests get as far as Protime."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity

NAMES = Check("name-resolution", "looking up the two hosts of Protime")
REACHED = Check("connection", "a connection to each host, TLS included")
PORTAL = Check("portal", "who answers: Protime, or a page of somebody in between")
NO_NAMES = Ailment(
    NAMES,
    Severity.FAULT,
    "Clockings are kept, and sent once the name is found",
    "`getent hosts {host}`: if nothing is found, look at the network and its DNS server; if "
    "only this name is not, look at `tenant` and `environment` in the configuration",
)
NO_CONNECTION = Ailment(
    REACHED,
    Severity.FAULT,
    "Clockings are kept, and sent once there is a connection",
    "let the terminal reach {host} through the firewall, port {port}; in a rehearsal, start "
    "`badge-terminal simulate protime`",
)
BAD_CERTIFICATE = Ailment(
    REACHED,
    Severity.FAULT,
    "Somebody in between opens the connection, or this clock is wrong: nothing is sent",
    "is the date right? `date`; does a proxy of the company open TLS, write its certificate's "
    "file as `ca_file`; else `sudo apt-get install --reinstall ca-certificates`",
)
SOMEBODY_ELSE = Ailment(
    PORTAL,
    Severity.FAULT,
    "The network wants a sign-in or a proxy: nothing is sent, nothing is lost",
    "have the network's people let this terminal past the sign-in: its address is shown by "
    "`ip -brief link`",
)


@dataclass(frozen=True, slots=True)
class Host:
    """One of the two hosts, and how far a request got.

    Attributes:
        name: Of the host.
        trouble: Empty, or one of `name`, `connection`, `certificate`, `portal`.
        words: What was said of the trouble.
        port: Of the service there.
    """

    name: str
    trouble: str = ""
    words: str = ""
    port: int = 443


def findings(host: Host) -> Iterator[Finding]:
    """Examine the way to a host."""
    said = f"{host.name}: {host.words}"
    match host.trouble:
        case "name":
            yield NO_NAMES.seen(said, host.name, host=host.name)
        case "connection":
            yield NO_CONNECTION.seen(said, host.name, host=host.name, port=str(host.port))
        case "certificate":
            yield BAD_CERTIFICATE.seen(said, host.name)
        case "portal":
            yield SOMEBODY_ELSE.seen(said, host.name)
        case _:
            yield NAMES.well(f"{host.name} is found", host.name)
            yield REACHED.well(f"{host.name} answers", host.name)
            yield PORTAL.well(f"{host.name} speaks for itself", host.name)
