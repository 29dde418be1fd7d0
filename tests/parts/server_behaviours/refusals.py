"""Answers by which Protime takes no clocking, or not now."""

from terminal.model import Rejected, Unavailable, Uncertain
from tests.parts.server_behaviours.row import (
    DATE,
    DATE_90_SECONDS_LATER,
    JSON,
    UNKNOWN_BADGE,
    ServerBehaviour,
    error_body,
    json_answer,
    page_answer,
)
from tests.parts.server_script import Flood, Send, answer, head

REFUSALS = (
    ServerBehaviour(
        name="400 with an error",
        verdict=Rejected,
        words="HTTP 400 BadRequest: Unknown person",
        api=json_answer(400, error_body("Unknown person")),
    ),
    ServerBehaviour(
        name="400 with reasons",
        verdict=Rejected,
        words="The request was invalid; No person has this badge; Ask the administrator",
        api=json_answer(400, UNKNOWN_BADGE),
    ),
    ServerBehaviour(
        name="400 with validation errors",
        verdict=Rejected,
        words="Invalid model; property: date; text: is required",
        api=json_answer(
            400,
            '{"code":"BadRequest","message":"Invalid model",'
            '"validationErrors":[{"property":"date","text":"is required"}]}',
        ),
    ),
    ServerBehaviour(
        name="400 without a label",
        verdict=Rejected,
        words="Unknown person",
        api=(answer(400, error_body("Unknown person")),),
    ),
    ServerBehaviour(
        name="400 with control characters",
        verdict=Rejected,
        words="BadRequest: one two three",
        api=json_answer(400, error_body("one\\r\\ntwo \\u001b\\u202e three")),
    ),
    ServerBehaviour(
        name="400 with a long story",
        verdict=Rejected,
        words="xxx…",
        api=json_answer(400, error_body("x" * 4000)),
    ),
    ServerBehaviour(
        name="400, endless JSON",
        verdict=Rejected,
        words="HTTP 400",
        api=((Send(head(400, content_type=JSON) + b'{"reasons":["'), Flood(b"x" * 4096)),),
    ),
    *(
        ServerBehaviour(
            name=f"{status} with an error",
            verdict=Rejected,
            words=f"HTTP {status} No: not this one",
            api=json_answer(status, error_body("not this one", "No")),
        )
        for status in (404, 409, 410, 413, 414, 415, 422)
    ),
)


OUR_OWN_FAULTS = (
    ServerBehaviour(
        name="every token refused",
        verdict=Unavailable,
        words="HTTP 401 Unauthorized: insufficient scope",
        posts=2,
        api=json_answer(401, error_body("insufficient scope", "Unauthorized")),
        is_configuration_fault=True,
    ),
    ServerBehaviour(
        name="403 without a body",
        verdict=Unavailable,
        words="HTTP 403",
        api=(answer(403),),
        is_configuration_fault=True,
    ),
    ServerBehaviour(
        name="405",
        verdict=Unavailable,
        words="HTTP 405",
        api=json_answer(405, error_body("no such method")),
    ),
)


LOADS = (
    ServerBehaviour(
        name="429 with seconds",
        verdict=Unavailable,
        words="HTTP 429 TooMany: slow down",
        api=json_answer(429, error_body("slow down", "TooMany"), retry_after="60"),
        retry_after_seconds=60.0,
    ),
    ServerBehaviour(
        name="429 with a date",
        verdict=Unavailable,
        words="HTTP 429",
        api=(answer(429, date=DATE, retry_after=DATE_90_SECONDS_LATER),),
        retry_after_seconds=90.0,
    ),
    ServerBehaviour(
        name="429 with a date gone by",
        verdict=Unavailable,
        words="HTTP 429",
        api=(answer(429, date=DATE_90_SECONDS_LATER, retry_after=DATE),),
        retry_after_seconds=0.0,
    ),
    ServerBehaviour(
        name="429 for longer than a day",
        verdict=Unavailable,
        words="HTTP 429",
        api=(answer(429, retry_after="99999999"),),
        retry_after_seconds=3600.0,
    ),
    ServerBehaviour(
        name="429 with nonsense",
        verdict=Unavailable,
        words="HTTP 429",
        api=(answer(429, retry_after="soon"),),
    ),
    ServerBehaviour(name="408", verdict=Unavailable, words="HTTP 408", api=(answer(408),)),
    ServerBehaviour(name="425", verdict=Unavailable, words="HTTP 425", api=(answer(425),)),
    ServerBehaviour(
        name="503 page of a maintenance",
        verdict=Unavailable,
        words="HTTP 503",
        api=page_answer(503, retry_after="120"),
        retry_after_seconds=120.0,
        may_be_booked=True,
    ),
    *(
        ServerBehaviour(
            name=f"{status}",
            verdict=Uncertain,
            words=f"HTTP {status}",
            api=json_answer(status, "{}"),
        )
        for status in (500, 501, 502, 504, 505, 599)
    ),
    ServerBehaviour(
        name="502 page of a gateway", verdict=Uncertain, words="HTTP 502", api=page_answer(502)
    ),
)
