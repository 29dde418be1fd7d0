"""How others watch the terminal; see `sections`."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from terminal.config.paths import (
    OptionalPath,
    SecretPath,
    Url,
    is_ip_address,
    is_private_enough,
)
from terminal.config.problems import Problem, shown

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


def metrics_problems(metrics: Metrics) -> Iterator[Problem]:
    """Yield what nobody could scrape."""
    # A start that nobody watches looks at nothing.
    if metrics != Metrics() and not is_ip_address(metrics.address):
        yield Problem(
            "metrics.address",
            f"is {shown(metrics.address)}, which is no IP address",
            "Write 127.0.0.1 for this machine alone, or 0.0.0.0 for its whole network",
        )
    if metrics.textfile and not metrics.textfile.endswith(".prom"):
        yield Problem(
            "metrics.textfile",
            f"is {shown(metrics.textfile)}, but the node exporter reads *.prom only",
            "Let its name end in .prom, such as /run/badge-terminal/badge-terminal.prom",
        )


def report_problems(report: Report) -> Iterator[Problem]:
    """Yield what would tell others how the terminal is."""
    if report.url and not is_private_enough(report.url):
        yield Problem(
            "report.url",
            "would tell everybody on the way how this terminal is, or leads to no valid host",
            "Write https://; plain http:// goes only to 127.0.0.1, [::1] or localhost",
        )
