"""Answers that say a clocking was booked, or seem to."""

from terminal.model import Delivered, Uncertain
from tests.parts.server_behaviours.row import (
    CREATED,
    LOCATION,
    SHORT_SECONDS,
    Network,
    ServerBehaviour,
    json_answer,
)
from tests.parts.server_script import Close, Dribble, Flood, Reset, Send, answer, head

BOOKINGS = (
    ServerBehaviour(name="201 with location", verdict=Delivered, words="19250"),
    ServerBehaviour(
        name="201 with absolute location",
        verdict=Delivered,
        words="8192",
        api=(answer(201, location="https://acme.myprotime.eu/api/v1/clockings/8192?x=1"),),
    ),
    ServerBehaviour(
        name="201 with chunked body",
        verdict=Delivered,
        words="19250",
        api=(
            (
                Send(head(201, location=LOCATION, transfer_encoding="chunked")),
                Send(b"2\r\n{}\r\n0\r\n\r\n"),
            ),
        ),
    ),
    ServerBehaviour(
        name="201 after 100-continue and early hints",
        verdict=Delivered,
        words="19250",
        api=((Send(head(100)), Send(head(103, link="</x>")), *CREATED),),
    ),
    ServerBehaviour(
        name="201, body cut off by a close",
        verdict=Delivered,
        words="19250",
        api=((Send(head(201, location=LOCATION, content_length="99") + b"{"), Close()),),
    ),
    ServerBehaviour(
        name="201, body cut off by a reset",
        verdict=Delivered,
        words="19250",
        api=((Send(head(201, location=LOCATION, content_length="99")), Reset()),),
    ),
    ServerBehaviour(
        name="201, body endless",
        verdict=Delivered,
        words="19250",
        api=((Send(head(201, location=LOCATION)), Flood(b" " * 4096)),),
    ),
    ServerBehaviour(
        name="201, body dribbles beyond the deadline",
        verdict=Delivered,
        words="19250",
        api=((Send(head(201, location=LOCATION, content_length="999")), Dribble(b" " * 999)),),
        timeout_seconds=SHORT_SECONDS,
    ),
    ServerBehaviour(
        name="201, headers dribble within the deadline",
        verdict=Delivered,
        words="19250",
        api=((Dribble(head(201, location=LOCATION, content_length="0"), 0.001),),),
    ),
    ServerBehaviour(
        name="first token refused, second taken",
        verdict=Delivered,
        words="19250",
        posts=2,
        api=(answer(401), CREATED),
    ),
    ServerBehaviour(name="201 over TLS", verdict=Delivered, words="19250", network=Network.TLS),
)


SUCCESSES_IN_DOUBT = (
    ServerBehaviour(
        name="201 without location", verdict=Uncertain, words="no known id", api=(answer(201),)
    ),
    ServerBehaviour(
        name="201 with the location of nothing",
        verdict=Uncertain,
        words="no known id",
        api=(answer(201, location="/connector/protimeapi/api/v1/clockings/"),),
    ),
    ServerBehaviour(
        name="201 with the location of something else",
        verdict=Uncertain,
        words="no known id",
        api=(answer(201, location="/portal/welcome"),),
    ),
    ServerBehaviour(
        name="201 with an impossible location",
        verdict=Uncertain,
        words="no known id",
        api=(answer(201, location="http://[clockings/1"),),
    ),
    ServerBehaviour(
        name="202 with status monitor",
        verdict=Uncertain,
        words="HTTP 202",
        api=(
            answer(
                202,
                operation_location="/connector/protimeapi/api/v1/status-monitor/clockings/931",
            ),
        ),
    ),
    ServerBehaviour(
        name="200 with JSON", verdict=Uncertain, words="HTTP 200", api=json_answer(200, '{"id":1}')
    ),
    ServerBehaviour(name="204", verdict=Uncertain, words="HTTP 204", api=((Send(head(204)),),)),
)
