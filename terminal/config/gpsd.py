"""`[gpsd]`: what tells a terminal that moves where it is; see `sections`."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from terminal.config.paths import is_ip_address
from terminal.config.problems import Problem, shown

Address = Annotated[
    str,
    Meta(
        pattern=r"^([0-9a-fA-F.:]{2,45})?\Z",
        description='the IP address at which gpsd listens, such as "127.0.0.1", or "" for no gpsd',
    ),
]
Port = Annotated[int, Meta(ge=1, le=65535, description="a port from 1 to 65535")]
Age = Annotated[float, Meta(ge=2, le=3600, description="a number of seconds from 2 to 3600")]
Precision = Annotated[
    float, Meta(ge=0, le=100_000, description="a number of metres up to 100000, or 0 for any")
]


class Gpsd(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[gpsd]`: where a receiver's fixes come from, and which are good enough; off by default."""

    address: Address = ""
    port: Port = 2947
    oldest_fix_seconds: Age = 60
    precision_metres: Precision = 0


def gpsd_problems(gpsd: Gpsd, *, is_fixed: bool) -> Iterator[Problem]:
    """Yield what contradicts itself.

    Args:
        gpsd: The table.
        is_fixed: Whether the place of the terminal is configured, too.
    """
    if gpsd == Gpsd():
        return
    if not gpsd.address:
        yield Problem(
            "gpsd.address",
            "is empty, so that the rest of [gpsd] means nothing",
            'Write address = "127.0.0.1", or take [gpsd] out',
        )
        return
    if not is_ip_address(gpsd.address):
        yield Problem(
            "gpsd.address",
            f"is {shown(gpsd.address)}, which is no IP address",
            "Write 127.0.0.1 for gpsd on this machine",
        )
    if is_fixed:
        yield Problem(
            "gpsd.address",
            "is set, and so is terminal.geolocation: the terminal cannot both move and stand still",
            "Take terminal.geolocation out if it moves, or else [gpsd]",
        )
