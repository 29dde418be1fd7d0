"""Rules of answers that the verdict table over real sockets does not reach."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Delivered, Rejected, Unavailable, Uncertain
from terminal.protime.answers import Answer, Ending, verdict_of
from terminal.protime.retry_after import retry_after_seconds
from terminal.protime.words import is_html, one_line, server_words

NOW = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


@given(
    status=st.integers(100, 999),
    body=st.binary(max_size=200),
    ending=st.sampled_from(Ending),
    headers=st.dictionaries(
        st.sampled_from(["location", "retry-after", "date", "content-type"]), st.text(max_size=60)
    ),
)
def test_every_answer_has_a_verdict(
    status: int, body: bytes, ending: Ending, headers: dict[str, str]
) -> None:
    """Whatever comes back means something, and only 201 means that it was booked."""
    answer = Answer(status=status, headers=headers, body=body, ending=ending)
    verdict = verdict_of(answer, NOW)
    match verdict:
        case Delivered(protime_id=protime_id):
            assert status == 201
            assert protime_id in headers["location"]
        case Rejected(reason=reason) | Uncertain(reason=reason) | Unavailable(reason=reason):
            assert reason
            assert reason.isprintable()
            assert len(reason) <= 301


@given(status=st.integers(400, 499), body=st.binary(max_size=200))
def test_only_json_refuses_a_clocking(status: int, body: bytes) -> None:
    """Bytes that are no JSON object never make a dead letter."""
    body = b"x" + body
    assert not isinstance(verdict_of(Answer(status=status, headers={}, body=body), NOW), Rejected)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "60"}, 60.0),
        ({"retry-after": " 5 "}, 5.0),
        ({"retry-after": "9" * 400}, 3600.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "Mon, 02 Mar 2026 12:02:00 GMT"}, 120.0),
        ({"retry-after": "Mon, 02 Mar 2026 12:02:00 -0000"}, 120.0),
        ({"retry-after": "Mon, 02 Mar 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Tue, 03 Mar 2026 12:00:00 GMT"}, 3600.0),
        ({"retry-after": "Mon, 99 Mar 2026 12:02:00 GMT"}, None),
        (
            {
                "retry-after": "Thu, 01 Jan 1970 00:01:00 GMT",
                "date": "Thu, 01 Jan 1970 00:00:00 GMT",
            },
            60.0,
        ),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds or a date, within an hour; a date counts from the server's own clock."""
    assert retry_after_seconds(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error":{"code":"E1","message":"text"}}', "E1: text"),
        (
            b'{"error":{"code":"Bad","message":"m","reasons":["a","b"]}}',
            "Bad: m; a; b",
        ),
        (b'{"code":"BadRequest","validationErrors":["a",{"f":["b"]}]}', "BadRequest; a; f: b"),
        (b'{"title":"t","detail":"d","errors":{"date":["r"]}}', "t: d; date: r"),
        (b'{"error":"invalid_client","error_description":"d"}', "invalid_client: d"),
        (b'{"error":{}, "traceId":"7"}', "traceId: 7"),
        (b'{"error":{"code":4,"message":null}, "x":"y"}', "x: y"),
        (b"{}", ""),
        (b'["a"]', '["a"]'),
        (b'{"a":{"b":{"c":{"d":{"e":"too deep"}}}}}', ""),
        (b'{"a":[[[["too deep"]]]]}', ""),
        (b"\xff plain\ttext", "\ufffd plain text"),
        (b"[" * 60000, "[" * 299 + "…"),
    ],
)
def test_server_words(body: bytes, words: str) -> None:
    """All three documented shapes, related ones and nonsense become one line."""
    assert server_words(body) == words


@given(text=st.text(max_size=600))
def test_one_line_is_one_short_line(text: str) -> None:
    """No text of a server can break a log line or steer a terminal window."""
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= 300


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html", b"{}", True),
        ("Application/XHTML+xml", b"", True),
        ("", b"\xef\xbb\xbf  <HTML>", True),
        ("application/json", b"<!doctype HTML>", True),
        ("application/json", b'{"a":"<html>"}', False),
    ],
)
def test_is_html(content_type: str, body: bytes, expected: bool) -> None:  # noqa: FBT001 - a column
    """A page is known by its label or by its look."""
    assert is_html(content_type, body) is expected
