"""Answers and networks that break."""

from terminal.model import Unavailable, Uncertain
from tests.parts.server_behaviours.row import (
    JSON,
    LOCATION,
    SHORT_SECONDS,
    Network,
    ServerBehaviour,
)
from tests.parts.server_script import Close, Dribble, Flood, Hang, Reset, Send, head

BROKEN_ANSWERS = (
    ServerBehaviour(
        name="101, another protocol",
        verdict=Uncertain,
        words="no usable answer",
        api=((Send(head(101, upgrade="h2c", connection="upgrade")), Close()),),
    ),
    ServerBehaviour(
        name="close after the request",
        verdict=Uncertain,
        words="disconnected without sending",
        api=((Close(),),),
    ),
    ServerBehaviour(
        name="reset after the request",
        verdict=Uncertain,
        words="no usable answer",
        api=((Reset(),),),
    ),
    ServerBehaviour(
        name="close within the headers",
        verdict=Uncertain,
        words="no usable answer",
        api=((Send(b"HTTP/1.1 201 Created\r\nLoca"), Close()),),
    ),
    ServerBehaviour(
        name="no HTTP at all",
        verdict=Uncertain,
        words="no usable answer",
        api=((Send(b"SSH-2.0-OpenSSH_9.2\r\n"), Close()),),
    ),
    ServerBehaviour(
        name="endless headers",
        verdict=Uncertain,
        words="no usable answer",
        api=((Send(b"HTTP/1.1 201 Created\r\n"), Flood(b"X: " + b"y" * 4096 + b"\r\n")),),
    ),
    ServerBehaviour(
        name="200 with a chunked body cut off",
        verdict=Uncertain,
        words="HTTP 200",
        api=(
            (
                Send(head(200, content_type=JSON, transfer_encoding="chunked") + b'5\r\n{"a"'),
                Close(),
            ),
        ),
    ),
    ServerBehaviour(
        name="no answer within the deadline",
        verdict=Uncertain,
        words="no answer came in time",
        api=((Hang(),),),
        timeout_seconds=SHORT_SECONDS,
    ),
    ServerBehaviour(
        name="headers dribble beyond the deadline",
        verdict=Uncertain,
        words="no answer came in time",
        api=((Dribble(head(201, location=LOCATION) * 9, 0.05),),),
        timeout_seconds=SHORT_SECONDS,
    ),
    ServerBehaviour(
        name="endless 100-continue",
        verdict=Uncertain,
        words="no answer came in time",
        api=((Dribble(head(100) * 99, 0.01),),),
        timeout_seconds=SHORT_SECONDS,
    ),
    ServerBehaviour(
        name="200 dribbles beyond the deadline",
        verdict=Uncertain,
        words="HTTP 200",
        api=((Send(head(200, content_length="999")), Dribble(b" " * 999)),),
        timeout_seconds=SHORT_SECONDS,
    ),
)


BROKEN_WAYS = (
    ServerBehaviour(
        name="host unknown",
        verdict=Unavailable,
        words="protime.invalid",
        posts=0,
        network=Network.UNKNOWN_HOST,
    ),
    ServerBehaviour(
        name="resolver silent",
        verdict=Unavailable,
        words="looking up protime.invalid takes too long",
        posts=0,
        network=Network.SILENT_RESOLVER,
        timeout_seconds=SHORT_SECONDS,
    ),
    ServerBehaviour(
        name="connection refused",
        verdict=Unavailable,
        words="Connection refused",
        posts=0,
        network=Network.REFUSED,
    ),
    ServerBehaviour(
        name="black hole",
        verdict=Unavailable,
        words="timed out",
        posts=0,
        network=Network.BLACK_HOLE,
        timeout_seconds=SHORT_SECONDS,
    ),
)
