"""What can be configured: one class for each table of the file, with defaults and limits.

Each limit is said twice on purpose: to msgspec as a rule, and as the words in which a person
reads it when the rule is broken. Keys without a default must be written; their example is what
the error message proposes.
"""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from terminal.config.badge import Badge
from terminal.config.gpsd import Gpsd
from terminal.config.paths import OptionalPath, SecretPath, Url
from terminal.config.pins import Pin
from terminal.config.readers import Reader
from terminal.config.selections import Selection
from terminal.config.watched import Metrics, Report

Name = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z",
        description="1 to 63 small letters, digits and hyphens, beginning with a letter or digit",
        examples=["front-door"],
    ),
]
TimeZone = Annotated[
    ZoneInfo,
    Meta(description="the IANA name of a time zone", examples=["Europe/Brussels"]),
]
Tenant = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z",
        description="the first part of your myProtime address: acme of https://acme.myprotime.eu",
        examples=["acme"],
    ),
]
Company = Annotated[
    str,
    Meta(
        # It becomes the comment of a User-Agent header, which is plain ASCII.
        pattern=r"^[!-'*-\[\]-~]([ -'*-\[\]-~]{0,98}[!-'*-\[\]-~])?\Z",
        description="at most 100 characters, without accents, brackets () and backslashes",
        examples=["Acme Corp"],
    ),
]
Words = Annotated[
    str,
    Meta(
        pattern=r"^(\S(.{0,98}\S)?)?\Z",
        description="at most 100 characters on one line, without space at the ends",
    ),
]
ClientId = Annotated[
    str,
    Meta(
        pattern=r"^[!-~]{1,200}\Z",
        description="the client id that Protime gave you, without spaces",
        examples=["the-client-id-from-protime"],
    ),
]
AbsolutePath = Annotated[Path, Meta(description="a path that begins with /")]
RepeatWindow = Annotated[
    float,
    Meta(ge=0, le=3600, description="a number of seconds from 60 to 3600"),
]
SelectionTimeout = Annotated[
    float, Meta(ge=3, le=60, description="a number of seconds from 3 to 60")
]
Timeout = Annotated[float, Meta(ge=1, le=60, description="a number of seconds from 1 to 60")]
Delay = Annotated[float, Meta(ge=1, le=3600, description="a number of seconds from 1 to 3600")]
Connections = Annotated[int, Meta(ge=1, le=16, description="a whole number from 1 to 16")]
Days = Annotated[int, Meta(ge=1, le=3650, description="a whole number of days from 1 to 3650")]
Longitude = Annotated[
    float, Meta(ge=-180, le=180, description="degrees from -180 to 180", examples=[4.392225])
]
Latitude = Annotated[
    float, Meta(ge=-90, le=90, description="degrees from -90 to 90", examples=[51.144127])
]


class Geolocation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the terminal stands, in degrees."""

    longitude: Longitude
    latitude: Latitude


class Terminal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[terminal]`: this device and its place of work."""

    name: Name
    time_zone: TimeZone
    repeat_window_seconds: RepeatWindow = 60
    clock_trust: Literal["synchronised", "always"] = "synchronised"
    selection_timeout_seconds: SelectionTimeout = 10
    geolocation: Geolocation | None = None


class Protime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[protime]`: where clockings go, and under which names."""

    tenant: Tenant
    environment: Literal["production", "sandbox"] = "production"
    company: Company
    client_id: ClientId
    client_secret_file: SecretPath = ""
    person_reference: Words = "@badge-number"
    terminal_reference: Words = "@external-code"
    terminal_code: Words = ""
    connections: Connections = 4
    timeout_seconds: Timeout = 30
    uncertain: Literal["resend", "hold"] = "resend"
    read_back_delay_seconds: Delay = 60
    api_url: Url = ""
    token_url: Url = ""
    ca_file: OptionalPath = ""


class Outbox(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[outbox]`: the file that keeps the clockings."""

    path: AbsolutePath = Path("/var/lib/badge-terminal/outbox.db")
    keep_delivered_days: Days = 90


class Feedback(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[feedback]`: what is wired to which pin; a key left out means that part is not there."""

    green_led: Pin | None = None
    red_led: Pin | None = None
    buzzer: Pin | None = None


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole configuration, checked."""

    terminal: Terminal
    gpsd: Gpsd = Gpsd()
    protime: Protime
    badge: Badge = Badge()
    readers: tuple[Reader, ...]
    selections: tuple[Selection, ...] = ()
    outbox: Outbox = Outbox()
    feedback: Feedback = Feedback()
    metrics: Metrics = Metrics()
    report: Report = Report()
