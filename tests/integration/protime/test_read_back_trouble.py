"""Lists that break off, go astray or go round in circles, over real sockets."""

import json
import logging
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from terminal.model import Delivered, Listed, Unavailable
from terminal.protime.client import ProtimeClient
from terminal.protime.lists import LONGEST_PAGE, MOST_PAGES
from terminal.protime.payload import Naming
from terminal.simulator import ProtimeSimulator
from terminal.simulator.api import Target
from terminal.simulator.fault import Fault, Pace
from terminal.simulator.message import Answer
from tests.parts.clockings import clocking
from tests.parts.raw_server import RawServer
from tests.parts.server_behaviours.row import TOKEN
from tests.parts.server_script import Dribble, Send, answer, head
from tests.parts.server_stage import settings
from tests.parts.shown import record
from tests.parts.simulated import client_of, loopback_tls

DAY = date(2024, 12, 17)
FAITHFUL = Fault(name="none", is_processed=True)


def fill(simulator: ProtimeSimulator, client: ProtimeClient, count: int = 6) -> None:
    """Book some clockings, shown on pages of two."""
    simulator.reading.page_size = 2
    for minute in range(count):
        assert isinstance(client.deliver(clocking(minute=minute)), Delivered)


def next_link(link: object) -> Fault:
    """Return a fault that names another next page than the true one."""

    def answered(true: Answer, _: Pace) -> Answer:
        page = {**json.loads(true.body), "nextLink": link}
        return replace(true, body=json.dumps(page).encode())

    return Fault(name="next link", is_processed=True, answer=answered)


def whole(page: str) -> bytes:
    """Return a page as it goes over the wire."""
    return head(200, content_length=str(len(page))) + page.encode()


@pytest.mark.parametrize(
    "fault",
    [
        "429-seconds",
        "503-date",
        "500",
        "502",
        "504",
        "202-booked",
        "200-booked",
        "endless-body",
        "400-not-json",
        "400-error",
        "404",
        "409",
        "portal",
        "redirect",
        "truncated-body",
        "drop-before-booking",
        "drop-after-booking",
    ],
)
@pytest.mark.parametrize("page", [1, 3])
def test_a_page_that_does_not_come(fault: str, page: int) -> None:
    """Whichever page it is, what came before it is not taken for the whole."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        fill(simulator, client)
        if page > 1:
            simulator.faults.add(FAITHFUL, times=page - 1, on=Target.READS)
        simulator.faults.add(fault, on=Target.READS)
        outcome = client.read_back(DAY, [clocking(minute=0)])
        assert isinstance(outcome, Unavailable)
        assert not outcome.is_configuration_fault
        expected = {"429-seconds": 60.0}.get(fault)
        assert expected is None or outcome.retry_after_seconds == expected
        assert isinstance(client.read_back(DAY, [clocking(minute=0)]), Listed)


@pytest.mark.parametrize("fault", ["black-hole", "slow", "dribbled-head", "dribbled-body"])
def test_a_page_that_takes_too_long(fault: str) -> None:
    """Each page has the deadline of an attempt, however the time goes by."""
    with ProtimeSimulator() as simulator, client_of(simulator, timeout_seconds=0.5) as client:
        fill(simulator, client)
        simulator.faults.add(FAITHFUL, times=2, on=Target.READS)
        simulator.faults.add(fault, on=Target.READS)
        assert isinstance(client.read_back(DAY, [clocking(minute=0)]), Unavailable)


def test_each_page_has_a_deadline_of_its_own() -> None:
    """A list of many pages may take longer than one attempt."""
    links = [f"/api/v1/clockings?page={number}" for number in range(3)]
    pages = [json.dumps({"value": [], "nextLink": link}) for link in links]
    slow = [(Dribble(b"HTTP", 0.1), Send(whole(page).removeprefix(b"HTTP"))) for page in pages]
    last = answer(200, json.dumps({"value": [record(terminal=None)]}))
    with (
        RawServer([*slow, last]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token, timeout_seconds=0.8))) as client,
    ):
        outcome = client.read_back(DAY, [clocking()])
        assert isinstance(outcome, Listed)
        assert outcome.candidates == {1: ("19250",)}


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:{other}/api/v1/clockings?continuationToken=a",
        "//127.0.0.1:{other}/api/v1/clockings?continuationToken=a",
        "@127.0.0.1:{other}/api/v1/clockings",
        "clockings?continuationToken=a",
    ],
)
def test_a_next_page_on_another_host(link: str) -> None:
    """Nobody but Protime's host is shown the token."""
    with (
        ProtimeSimulator() as simulator,
        client_of(simulator) as client,
        RawServer([answer(200, '{"value":[]}')]) as other,
    ):
        simulator.faults.add(next_link(link.format(other=other.port)), on=Target.READS)
        outcome = client.read_back(DAY, [clocking()])
        assert isinstance(outcome, Unavailable)
        assert "not on Protime's host" in outcome.reason
        assert other.connections == 0


def test_a_next_page_in_the_clear(tmp_path: Path) -> None:
    """A list over https is not followed over http, not even to the same port."""
    context, ca_file = loopback_tls(tmp_path)
    with (
        ProtimeSimulator(tls=context) as simulator,
        client_of(simulator, ca_file=ca_file) as client,
    ):
        fill(simulator, client)
        assert isinstance(client.read_back(DAY, [clocking()]), Listed)
        link = simulator.api_url.replace("https:", "http:") + "/clockings?continuationToken=a"
        simulator.faults.add(next_link(link), on=Target.READS)
        outcome = client.read_back(DAY, [clocking()])
        assert isinstance(outcome, Unavailable)
        assert "not on Protime's host" in outcome.reason


def test_pages_in_a_circle() -> None:
    """A page that was shown already ends it."""
    loop = {"value": [], "nextLink": "/api/v1/clockings?filter=a b"}
    with (
        RawServer([answer(200, json.dumps(loop))]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        outcome = client.read_back(DAY, [clocking()])
        assert isinstance(outcome, Unavailable)
        assert "round in a circle" in outcome.reason
        assert [one.target for one in api.requests[1:]] == ["/api/v1/clockings?filter=a%20b"]


def test_pages_without_end() -> None:
    """Always another next page is given up at some point."""
    count = 0

    def answered(_: Answer, __: Pace) -> Answer:
        nonlocal count
        count += 1
        link = f"/connector/protimeapi/api/v1/clockings?continuationToken={count}"
        page = {"value": [], "nextLink": link}
        return Answer(200, json.dumps(page).encode(), {"Content-Type": "application/json"})

    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        simulator.faults.add(Fault(name="more", answer=answered), times=None, on=Target.READS)
        outcome = client.read_back(DAY, [clocking()])
        assert isinstance(outcome, Unavailable)
        assert f"more than {MOST_PAGES} pages" in outcome.reason
        assert count == MOST_PAGES


def test_the_address_of_the_next_page() -> None:
    """What the simulator wrote with raw spaces and quotes arrives as it was meant."""
    naming = Naming(person_reference="My & Own / Näme+1%")
    directory = ProtimeSimulator().directory
    person = replace(
        directory.people[0], external_references={naming.person_reference: "a b/1955'"}
    )
    with (
        ProtimeSimulator(replace(directory, people=[person])) as simulator,
        client_of(simulator, naming=naming) as client,
    ):
        simulator.reading.page_size = 1
        sent = clocking("a b/1955'")
        assert isinstance(client.deliver(sent), Delivered)
        outcome = client.read_back(DAY, [sent])
        assert isinstance(outcome, Listed)
        assert outcome.candidates == {1: ("19250",)}
        read = simulator.exchanges[-1].request
        assert quote(naming.person_reference, safe="") in read.url.replace("/", "%2F")


def test_a_large_page() -> None:
    """A page may be much larger than any answer to a clocking, but not without limit."""
    items = [record(id=number, timeOfDayInMinutes=7) for number in range(4000)]
    large = json.dumps({"value": [*items, record(terminal=None)]})
    assert len(large) > 1_000_000
    huge = (Send(head(200, content_length=str(LONGEST_PAGE + 1)) + b" " * (LONGEST_PAGE + 1)),)
    with (
        RawServer([answer(200, large), huge]) as api,
        RawServer([TOKEN]) as token,
        closing(ProtimeClient(settings(api, token))) as client,
    ):
        outcome = client.read_back(DAY, [clocking()])
        assert isinstance(outcome, Listed)
        assert outcome.candidates == {1: ("19250",)}
        assert client.read_back(DAY, [clocking()]) == Unavailable(
            reason="a page of the list of clockings is longer than is read"
        )


def test_a_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """An exception that nobody expected is logged with its traceback, and nothing is concluded."""

    def faulty() -> str:
        raise RuntimeError

    with RawServer([answer(200, '{"value":[]}')]) as api, RawServer([TOKEN]) as token:
        faulty_settings = replace(settings(api, token), client_secret=faulty)
        with closing(ProtimeClient(faulty_settings)) as client, caplog.at_level(logging.ERROR):
            outcome = client.read_back(DAY, [clocking()])
    assert isinstance(outcome, Unavailable)
    assert "RuntimeError" in outcome.reason
    assert "Traceback" in caplog.text


def test_reading_back_never_leaves_a_clocking_in_doubt() -> None:
    """A list that fails after it was asked for says nothing of a later delivery."""
    with ProtimeSimulator() as simulator, client_of(simulator) as client:
        simulator.faults.add("drop-after-booking", on=Target.READS)
        assert isinstance(client.read_back(DAY, [clocking()]), Unavailable)
        simulator.stop()
        assert isinstance(client.deliver(clocking()), Unavailable)
