"""How others watch the terminal; see `sections`."""

from typing import Annotated

from msgspec import Meta, Struct

from terminal.config.places import OptionalPath, SecretPath, Url

Port = Annotated[int, Meta(ge=0, le=65535, description="a port from 1 to 65535, or 0 for none")]
Address = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-fA-F.:]{2,45}\Z",
        description="an IP address of this machine, such as 127.0.0.1, 0.0.0.0 or ::",
    ),
]
TextfileInterval = Annotated[
    float, Meta(ge=5, le=3600, description="a number of seconds from 5 to 3600")
]
ReportInterval = Annotated[
    float, Meta(ge=30, le=86400, description="a number of seconds from 30 to 86400")
]


class Metrics(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[metrics]`: what Prometheus reads; off where neither a port nor a file is given."""

    port: Port = 0
    address: Address = "127.0.0.1"
    textfile: OptionalPath = ""
    textfile_interval_seconds: TextfileInterval = 30


class Report(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[report]`: where heartbeats go; off where no address is given."""

    url: Url = ""
    interval_seconds: ReportInterval = 300
    secret_file: SecretPath = ""
    ca_file: OptionalPath = ""
