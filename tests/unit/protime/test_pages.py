"""What an answer to a request for a page means."""

from datetime import UTC, datetime

import pytest

from terminal.model import MayNotRead, Unavailable
from terminal.protime.answers import Answer, Ending
from terminal.protime.pages import NoList, Page, page_of

NOW = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html; charset=utf-8"}


def outcome(answer: Answer) -> Unavailable | MayNotRead:
    """Return what an answer that is no page means."""
    with pytest.raises(NoList) as caught:
        page_of(answer, NOW)
    assert str(caught.value) == caught.value.outcome.reason
    return caught.value.outcome


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (b'{"value":[]}', Page([], None)),
        (b'{"value":[],"nextLink":null}', Page([], None)),
        (b'{"value":[],"nextLink":""}', Page([], None)),
        (b'{"value":[7,{}],"nextLink":"/x","more":1}', Page([7, {}], "/x")),
    ],
)
def test_a_page(body: bytes, page: Page) -> None:
    """Items of whatever sort, and where the list goes on."""
    assert page_of(Answer(status=200, headers=JSON, body=body), NOW) == page


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b'{"value":null}',
        b'{"value":{}}',
        b'{"value":[],"nextLink":7}',
        b'{"value":[',
        b'{"value":[' + b"[" * 100_000,
        b'{"value":[' + b"9" * 5000 + b"]}",
        b'\xff{"value":[]}',
    ],
)
def test_what_makes_no_sense(body: bytes) -> None:
    """Success without a list is no empty list."""
    answer = Answer(status=200, headers=JSON, body=body)
    assert outcome(answer) == Unavailable(reason="a page of the list of clockings makes no sense")


@pytest.mark.parametrize("ending", [Ending.CUT_OFF, Ending.BROKEN])
def test_half_a_page(ending: Ending) -> None:
    """What did not arrive in full is not compared with, even if it looks whole."""
    answer = Answer(status=200, headers=JSON, body=b'{"value":[]}', ending=ending)
    assert isinstance(outcome(answer), Unavailable)


@pytest.mark.parametrize("status", [401, 403])
def test_refused(status: int) -> None:
    """Protime itself says that this terminal may not read, in its own words."""
    body = b'{"error":{"code":"Forbidden","message":"lacks the scope"}}'
    answer = Answer(status=status, headers=JSON, body=body)
    assert outcome(answer) == MayNotRead(f"HTTP {status} Forbidden: lacks the scope")


@pytest.mark.parametrize(
    "status", [200, 202, 301, 302, 307, 400, 401, 403, 404, 407, 500, 502, 511]
)
def test_web_pages(status: int) -> None:
    """A portal or proxy is not Protime, whatever status it chooses."""
    body = b"<!doctype html><title>Sign in</title>"
    headers = {**HTML, "location": "https://portal.example/?session=1"}
    answered = outcome(Answer(status=status, headers=headers, body=body))
    assert isinstance(answered, Unavailable)
    assert "session" not in answered.reason
    assert not answered.is_configuration_fault
    assert answered.reason.startswith("offline: ") == (status < 500 or status == 511)


@pytest.mark.parametrize("status", [201, 202, 204, 400, 404, 409, 414, 429, 500, 503, 504])
def test_anything_else(status: int) -> None:
    """It is asked again later, as late as the server wants."""
    headers = {**JSON, "retry-after": "17"}
    answered = outcome(Answer(status=status, headers=headers, body=b'{"value":[]}'))
    assert isinstance(answered, Unavailable)
    assert answered.reason.startswith(f"HTTP {status}")
    assert answered.retry_after_seconds == 17
    assert not answered.is_configuration_fault
