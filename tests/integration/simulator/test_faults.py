"""Each fault of the simulator, seen from the wire."""

import http.client
import socket
import threading
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from terminal.simulator import Fault, Manner, Pace, ProtimeSimulator, Target
from terminal.simulator.message import Answer
from tests.parts.protime_caller import ProtimeCaller

DEADLINE_SECONDS = 5.0
ANSWERS = [
    ("500", 500, 0),
    ("502", 502, 0),
    ("503", 503, 0),
    ("504", 504, 0),
    ("500-after-booking", 500, 1),
    ("502-after-booking", 502, 1),
    ("503-after-booking", 503, 1),
    ("504-after-booking", 504, 1),
    ("429", 429, 0),
    ("429-seconds", 429, 0),
    ("429-date", 429, 0),
    ("503-seconds", 503, 0),
    ("503-date", 503, 0),
    ("slow", 201, 1),
    ("late-booking", 201, 1),
    ("dribbled-head", 201, 1),
    ("dribbled-body", 201, 1),
    ("202-booked", 202, 1),
    ("202-not-booked", 202, 0),
    ("200-booked", 200, 1),
    ("201-without-location", 201, 1),
    ("201-odd-location", 201, 1),
    ("portal", 200, 0),
    ("redirect", 302, 0),
    ("expired-token", 401, 0),
    ("401", 401, 0),
    ("403", 403, 0),
    ("400-not-json", 400, 0),
    ("400-error", 400, 0),
    ("400-reasons", 400, 0),
    ("400-validation", 400, 0),
    ("404", 404, 0),
    ("409", 409, 0),
    ("422", 422, 0),
]
BROKEN = {
    "refuse": 0,
    "black-hole": 0,
    "black-hole-after-booking": 1,
    "drop-before-booking": 0,
    "drop-after-booking": 1,
    "endless-body": 1,
    "truncated-body": 1,
}


@pytest.mark.parametrize(("name", "status", "booked"), ANSWERS)
def test_answers_falsely_once(
    simulator: ProtimeSimulator, caller: ProtimeCaller, name: str, status: int, booked: int
) -> None:
    """The request meets the fault, is booked or not as its name says, and the next is well."""
    simulator.faults.add(name)
    reply = caller.post()

    assert reply.status == status
    assert len(simulator.ledger.booked) == booked
    assert simulator.exchanges[-1].fault == name
    assert simulator.counters.faults == 1
    caller.log_in()
    assert caller.post().status == 201


def test_every_fault_is_tested(simulator: ProtimeSimulator) -> None:
    """No named fault is missing in the tables above."""
    assert set(simulator.faults.known) == {name for name, *_ in ANSWERS} | set(BROKEN)


def test_every_fault_is_explained(simulator: ProtimeSimulator) -> None:
    """The table for people names each fault, and those that come at random rightly."""
    page = Path(__file__).parents[3] / "docs" / "simulator.md"
    rows = [line.split("|") for line in page.read_text().splitlines() if line.startswith("| `")]
    random = {row[1]: row[4].strip() for row in rows if len(row) == 6}

    for fault in simulator.faults.known.values():
        (comes,) = [text for names, text in random.items() if f"`{fault.name}`" in names]
        assert comes == ("yes" if fault.is_passing else "no")


@pytest.mark.parametrize(
    ("name", "booked"), [(n, b) for n, b in BROKEN.items() if n.startswith("drop")]
)
def test_drops_the_connection(
    simulator: ProtimeSimulator, caller: ProtimeCaller, name: str, booked: int
) -> None:
    """The connection closes without a byte of answer."""
    simulator.faults.add(name)

    with pytest.raises(http.client.RemoteDisconnected):
        caller.post()
    assert len(simulator.ledger.booked) == booked
    assert simulator.exchanges[-1].answer is None


@pytest.mark.parametrize(
    ("name", "booked"), [(n, b) for n, b in BROKEN.items() if n.startswith("black")]
)
def test_never_answers(
    simulator: ProtimeSimulator, caller: ProtimeCaller, name: str, booked: int
) -> None:
    """The client waits in vain; when it goes away, the connection's thread ends."""
    simulator.faults.add(name)
    caller.connection.timeout = 0.1
    caller.connection.close()

    with pytest.raises(TimeoutError):
        caller.post()
    assert threads_of_connections_end()
    assert len(simulator.ledger.booked) == booked


def test_truncates_the_body(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """Less body comes than was promised, though the clocking is booked."""
    simulator.faults.add("truncated-body")

    with pytest.raises(http.client.IncompleteRead):
        caller.post()
    assert len(simulator.ledger.booked) == BROKEN["truncated-body"]


def test_sends_a_body_without_end(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """The headers come, and then more body than anybody wants, until the client goes away."""
    simulator.faults.add("endless-body")
    caller.connection.request("POST", caller.clockings, b"{}", caller.headers)
    response = caller.connection.getresponse()

    assert len(response.read(1_000_000)) == 1_000_000
    response.close()
    caller.connection.close()
    assert threads_of_connections_end()


def test_refuses_connections_at_once_and_for_a_while(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """Nothing listens any more, open connections end, and later all is well again."""
    simulator.faults.add("refuse")

    with pytest.raises(ConnectionRefusedError):
        connect(simulator)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        caller.post()
    assert listens_again(simulator)
    caller.connection.close()
    assert caller.post().status == 201


def test_refuses_connections_until_cleared(simulator: ProtimeSimulator) -> None:
    """A standing refusal lasts; clearing the faults ends it at once."""
    simulator.faults.add("refuse", times=None)
    with pytest.raises(ConnectionRefusedError):
        connect(simulator)
    simulator.faults.clear()

    connect(simulator)


def test_a_later_refusal_replaces_an_earlier_one(simulator: ProtimeSimulator) -> None:
    """The end of a short refusal does not end the standing one that came after it."""
    simulator.faults.add("refuse")
    simulator.faults.add("refuse", times=None)

    threading.Event().wait(2 * simulator.faults.pace.refuse_seconds)
    with pytest.raises(ConnectionRefusedError):
        connect(simulator)


def test_may_refuse_at_random(caller: ProtimeCaller, simulator: ProtimeSimulator) -> None:
    """A refusal that a request draws drops that request and then refuses connections."""
    simulator.faults.known = {"refuse": simulator.faults.named("refuse")}
    simulator.faults.pace = Pace(refuse_seconds=60)
    simulator.faults.at_random(1.0)

    with pytest.raises(http.client.RemoteDisconnected):
        caller.post()
    with pytest.raises(ConnectionRefusedError):
        connect(simulator)


@pytest.mark.parametrize("name", ["429-seconds", "503-seconds"])
def test_asks_to_wait_in_seconds(
    simulator: ProtimeSimulator, caller: ProtimeCaller, name: str
) -> None:
    """Retry-After is a number."""
    simulator.faults.add(name)

    assert caller.post().headers["Retry-After"] == "60"


@pytest.mark.parametrize("name", ["429-date", "503-date"])
def test_asks_to_wait_until_a_date(
    simulator: ProtimeSimulator, caller: ProtimeCaller, name: str
) -> None:
    """Retry-After is an HTTP date a minute ahead."""
    simulator.faults.add(name)
    headers = caller.post().headers

    wait = parsedate_to_datetime(headers["Retry-After"]) - parsedate_to_datetime(headers["Date"])
    assert 59 <= wait.total_seconds() <= 61


def test_a_late_booking_happens_though_the_client_has_gone(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """The client gives up, sees nothing booked, and then it is booked after all."""
    simulator.faults.pace = Pace(slow_seconds=0.5)
    simulator.faults.add("late-booking")
    caller.connection.timeout = 0.05
    caller.connection.close()
    with pytest.raises(TimeoutError):
        caller.post()
    assert simulator.ledger.booked == ()

    assert threads_of_connections_end()
    assert len(simulator.ledger.booked) == 1


def test_dribbles(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """Headers or body come byte by byte."""
    simulator.faults.pace = Pace(dribble_seconds=0.002)
    simulator.faults.add("dribbled-body")
    caller.connection.request("POST", caller.clockings, b"{}", caller.headers)
    response = caller.connection.getresponse()
    start = time.monotonic()
    length = len(response.read())

    assert length > 100
    assert time.monotonic() - start >= 0.002 * length * 0.5


def test_an_expired_token_stays_expired(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """Only a new token helps; the old one is refused again."""
    simulator.faults.add("expired-token")

    assert [caller.post().status, caller.post().status] == [401, 401]
    caller.log_in()
    assert caller.post().status == 201


def test_odd_locations(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """A creation may name no place or a strange one; a refusal is answered as it is."""
    simulator.faults.add("201-without-location")
    simulator.faults.add("201-odd-location", times=2)

    assert "Location" not in caller.post().headers
    assert not caller.post().headers["Location"].startswith("/connector")
    assert caller.post({}).status == 400


def test_the_redirect_leads_to_a_portal(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """Who follows the redirect gets a page with 200, not a clocking."""
    simulator.faults.add("redirect")
    page = caller.send("GET", caller.post().headers["Location"])

    assert page.status == 200
    assert page.body.startswith(b"<!DOCTYPE html>")


def test_faults_come_in_order_and_by_sort_of_request(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """A queue: each fault waits for its own sort of request and comes as often as told."""
    faults = simulator.faults
    faults.add("500", times=2)
    faults.add("404")
    faults.add("503", on=Target.TOKENS)
    faults.add("502", on=Target.READS)

    assert caller.list("date eq '2024-12-17'").status == 502
    assert caller.ask_token().status == 503
    assert [caller.post().status for _ in range(4)] == [500, 500, 404, 201]
    assert faults.planned == ()


def test_a_standing_fault_for_everything_lasts_until_cleared(
    simulator: ProtimeSimulator, caller: ProtimeCaller
) -> None:
    """Without a number of times a fault stands."""
    simulator.faults.add("portal", times=None, on=Target.ALL)

    assert [caller.post().status, caller.ask_token().status, caller.post().status] == [200] * 3
    simulator.faults.clear()
    assert caller.post().status == 201


def test_a_fault_can_be_made_to_measure(simulator: ProtimeSimulator, caller: ProtimeCaller) -> None:
    """A test may combine answer and manner as it likes."""
    teapot = Fault(name="teapot", answer=lambda _, __: Answer(418, b"short"))
    simulator.faults.add(teapot)
    simulator.faults.add(
        Fault(name="cut", answer=lambda _, __: Answer(400, b"{"), manner=Manner.TRUNCATED)
    )

    assert caller.post().status == 418
    with pytest.raises(http.client.IncompleteRead):
        caller.post()


def test_random_faults_are_the_same_for_the_same_seed(simulator: ProtimeSimulator) -> None:
    """A seed decides which requests meet which fault, and only passing faults come."""
    faults = simulator.faults
    del faults.known["refuse"]  # type: ignore[attr-defined] # the catalogue is a dict

    def drawn() -> list[str | None]:
        faults.at_random(0.5, seed=7, on=Target.CLOCKINGS)
        met = [faults.draw(Target.CLOCKINGS) for _ in range(200)]
        assert all(one is None or one.is_passing for one in met)
        return [None if one is None else one.name for one in met]

    first = drawn()
    assert first == drawn()
    assert 50 < first.count(None) < 150
    assert faults.draw(Target.READS) is None
    faults.at_random(0.0)
    assert faults.chance is None


def test_refuses_a_fault_that_makes_no_sense(simulator: ProtimeSimulator) -> None:
    """A misspelt name is answered with those alike; times and probability have bounds."""
    with pytest.raises(ValueError, match="drop-after-booking"):
        simulator.faults.add("drop-after-boking")
    with pytest.raises(ValueError, match="at least once"):
        simulator.faults.add("500", times=0)
    with pytest.raises(ValueError, match="0 to 1"):
        simulator.faults.at_random(1.5)


def connect(simulator: ProtimeSimulator) -> None:
    """Open a connection and close it."""
    host, port = simulator.url.removeprefix("http://").split(":")
    socket.create_connection((host, int(port)), timeout=DEADLINE_SECONDS).close()


def listens_again(simulator: ProtimeSimulator) -> bool:
    """Wait until a connection is accepted."""
    end = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < end:
        try:
            connect(simulator)
        except ConnectionRefusedError:
            threading.Event().wait(0.02)
        else:
            return True
    return False


def threads_of_connections_end() -> bool:
    """Wait until no connection has a thread any more."""
    for thread in threading.enumerate():
        if thread.name == "simulator connection":
            thread.join(DEADLINE_SECONDS)
    return not any(one.name == "simulator connection" for one in threading.enumerate())
