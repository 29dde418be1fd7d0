"""Answers of somebody other than Protime: portals, proxies, broken bodies."""

from terminal.model import Unavailable
from tests.parts.server_behaviours.row import (
    JSON,
    PAGE,
    ServerBehaviour,
    page_answer,
)
from tests.parts.server_script import Close, Send, answer, head

STRANGERS = (
    ServerBehaviour(name="portal page", verdict=Unavailable, words="offline", api=page_answer(200)),
    ServerBehaviour(
        name="portal page without a label",
        verdict=Unavailable,
        words="offline",
        api=(answer(200, f"\n {PAGE}"),),
    ),
    ServerBehaviour(
        name="portal page, broken off",
        verdict=Unavailable,
        words="offline",
        api=(
            (Send(head(200, content_type="text/html", content_length="99") + b"<html>"), Close()),
        ),
    ),
    ServerBehaviour(
        name="redirect to a portal",
        verdict=Unavailable,
        words="redirected instead of answered (HTTP 302 to login.hotel.example)",
        api=(answer(302, location="https://login.hotel.example/?session=private"),),
    ),
    ServerBehaviour(
        name="redirect that asks to post again",
        verdict=Unavailable,
        words="HTTP 307 to the same host",
        api=(answer(307, location="/elsewhere"),),
    ),
    ServerBehaviour(
        name="redirect to nowhere",
        verdict=Unavailable,
        words="impossible address",
        api=(answer(308, location="http://[/"),),
    ),
    ServerBehaviour(name="403 page", verdict=Unavailable, words="offline", api=page_answer(403)),
    ServerBehaviour(name="404 page", verdict=Unavailable, words="offline", api=page_answer(404)),
    ServerBehaviour(name="401 page", verdict=Unavailable, words="offline", api=page_answer(401)),
    ServerBehaviour(
        name="proxy wants a sign-in", verdict=Unavailable, words="HTTP 407", api=page_answer(407)
    ),
    ServerBehaviour(
        name="network wants a sign-in", verdict=Unavailable, words="HTTP 511", api=page_answer(511)
    ),
    ServerBehaviour(
        name="400 in plain text",
        verdict=Unavailable,
        words="HTTP 400 blocked by policy",
        api=(answer(400, "blocked by policy", content_type="text/plain"),),
    ),
    ServerBehaviour(
        name="404 without a body", verdict=Unavailable, words="HTTP 404", api=(answer(404),)
    ),
    ServerBehaviour(
        name="400, body broken off",
        verdict=Unavailable,
        words="HTTP 400",
        api=((Send(head(400, content_type=JSON, content_length="99") + b'{"er'), Close()),),
    ),
)
