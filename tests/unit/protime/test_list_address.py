"""Where the pages of a list are, and where they must never be."""

from datetime import date

import pytest

from terminal.protime.list_address import LONGEST_ADDRESS, first_address, next_address
from terminal.protime.pages import NoList

API = "https://acme.myprotime.eu/connector/protimeapi/api/v1"
DAY = date(2024, 3, 1)


def test_the_first_page() -> None:
    """A day with its neighbours, and the references, as the documentation forms them."""
    wanted = [("people", "@badge-number"), ("terminals", "My Code")]
    assert first_address(API, DAY, wanted) == (
        f"{API}/clockings?filter=date%20ge%20%272024-02-29%27%20and%20date%20le%20%272024-03-02%27"
        "&externalReferences=(people,@badge-number)(terminals,My%20Code)"
    )


def test_no_references() -> None:
    """Where nothing is named by a reference, none is asked for."""
    assert "externalReferences" not in first_address(API, DAY, [])


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            "/connector/x?filter=date ge '2024-01-01'&continuationToken=a+b/c==",
            "/connector/x?filter=date%20ge%20'2024-01-01'&continuationToken=a+b/c==",
        ),
        ("/x?a=%20%27&b=(people,@badge-number)", "/x?a=%20%27&b=(people,@badge-number)"),
        ("/x?a=é#\r\nHost: b", "/x?a=%C3%A9%23%0D%0AHost:%20b"),
        ("/x?a=\ud800\\", "/x?a=?%5C"),
        ("https://acme.myprotime.eu/x?a=b", "/x?a=b"),
    ],
)
def test_the_next_page(link: str, address: str) -> None:
    """Raw spaces and the like are encoded, what is encoded stays, and the host is Protime's."""
    assert next_address(API, link) == f"https://acme.myprotime.eu{address}"


@pytest.mark.parametrize(
    "link",
    [
        "//evil.example/x",
        "https://evil.example/x",
        "http://acme.myprotime.eu/x",
        "https://acme.myprotime.eu.evil.example/x",
        "https://acme.myprotime.eu:444/x",
        "https://acme.myprotime.eu//evil.example/x",
        "https://acme.myprotime.eu@evil.example/x",
        "@evil.example/x",
        ".evil.example/x",
        "?continuationToken=a",
        "x",
        " /x",
    ],
)
def test_another_host_gets_nothing(link: str) -> None:
    """Whatever a page names as the next one, the token goes to Protime's host only."""
    with pytest.raises(NoList, match="not on Protime's host"):
        next_address(API, link)


def test_the_longest_address() -> None:
    """Protime takes 4,096 characters; more are not sent."""
    start = len("https://acme.myprotime.eu/")
    assert len(next_address(API, "/" + "x" * (LONGEST_ADDRESS - start))) == LONGEST_ADDRESS
    with pytest.raises(NoList, match="longer than 4096"):
        next_address(API, "/" + "x" * (LONGEST_ADDRESS - start + 1))
    with pytest.raises(NoList, match="longer than 4096"):
        first_address(API, DAY, [("people", "n" * LONGEST_ADDRESS)])
