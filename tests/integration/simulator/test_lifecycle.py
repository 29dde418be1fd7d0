"""Starting, stopping, TLS, and what the simulator leaves behind."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from terminal.simulator import Fault, Manner, Pace, ProtimeSimulator, tls_context
from tests.parts.protime_caller import IN_OUT, ProtimeCaller

SOON_SECONDS = 2.0
WAITING = ["black-hole", "slow", "late-booking", "dribbled-head", "dribbled-body", "endless-body"]


def simulator_threads() -> list[str]:
    """Return the names of all threads that a simulator started and did not end."""
    return [one.name for one in threading.enumerate() if one.name.startswith("simulator")]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])
def test_listens_on_loopback_only(host: str) -> None:
    """An address that others could reach is refused before anything is opened."""
    with pytest.raises(ValueError, match="loopback only"):
        ProtimeSimulator(host=host)


def test_may_listen_on_another_loopback_address() -> None:
    """Any address of 127.0.0.0/8 will do."""
    with ProtimeSimulator(host="127.0.0.2") as simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()

    assert simulator.url.startswith("http://127.0.0.2:")


def test_a_port_that_is_taken_is_an_error(simulator: ProtimeSimulator) -> None:
    """Two simulators cannot share a port."""
    port = int(simulator.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        ProtimeSimulator(port=port).start()


def test_stop_and_start_keep_port_and_memory() -> None:
    """After a restart it listens on the same port and knows its tokens and clockings."""
    simulator = ProtimeSimulator()
    simulator.start()
    url = simulator.api_url
    with ProtimeCaller(simulator) as caller:
        caller.log_in()
        caller.post()
        simulator.stop()
        simulator.stop()
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            caller.post()
        with pytest.raises(ConnectionRefusedError):
            caller.post()
        simulator.start()
        assert simulator.api_url == url
        assert caller.post().status == 201
    simulator.stop()

    assert len(simulator.ledger.booked) == 2
    assert simulator_threads() == []


@pytest.mark.parametrize("name", WAITING)
def test_stop_ends_every_wait(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """However long a fault would last, stop is soon done and leaves no thread behind."""
    simulator = ProtimeSimulator(pace=Pace(slow_seconds=600, dribble_seconds=600))
    with simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()
        simulator.faults.add(name)
        caller.connection.request("POST", caller.clockings, b"{}", caller.headers)
        assert until(lambda: simulator.faults.planned == ())
        start = time.monotonic()
        simulator.stop()

    assert time.monotonic() - start < SOON_SECONDS
    assert simulator_threads() == []
    assert capsys.readouterr().err == ""


def test_stop_during_a_late_booking_books_nothing() -> None:
    """What had not been processed when the simulator stopped never is."""
    simulator = ProtimeSimulator(pace=Pace(slow_seconds=600))
    with simulator, ProtimeCaller(simulator) as caller:
        caller.log_in()
        simulator.faults.add("late-booking")
        thread = threading.Thread(target=post_in_vain, args=[caller])
        thread.start()
        assert until(lambda: simulator.faults.planned == ())
        simulator.stop()
        thread.join(SOON_SECONDS)

    assert simulator.ledger.all == ()


def test_stop_ends_a_refusal() -> None:
    """A simulator that is stopped while it refuses does not come back by itself."""
    with ProtimeSimulator(pace=Pace(refuse_seconds=0.05)) as simulator:
        simulator.faults.add("refuse")
    simulator.faults.clear()

    threading.Event().wait(0.1)
    assert simulator_threads() == []


def test_many_callers_at_once(simulator: ProtimeSimulator) -> None:
    """Twenty connections book at the same time, each clocking with an id of its own."""
    threads = [threading.Thread(target=post_ten, args=[simulator]) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ids = [clocking.id for clocking in simulator.ledger.booked]
    assert len(set(ids)) == 200
    assert simulator.counters.connections == 20
    assert simulator.counters.booked == 200


def test_answers_without_the_delay_of_nagle(caller: ProtimeCaller) -> None:
    """Fifty bookings on one connection take far less than one delayed acknowledgement each."""
    start = time.monotonic()
    for _ in range(50):
        assert caller.post().status == 201

    assert time.monotonic() - start < 50 * 0.04


def test_a_request_cut_off_is_forgotten(simulator: ProtimeSimulator) -> None:
    """Half a body books nothing and counts for nothing."""
    host, port = simulator.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""

    assert simulator.counters.requests == 0


def test_an_error_of_its_own_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A defect of the simulator, or of its caller's callback, is printed and not swallowed."""

    def fail(_: object) -> None:
        raise ArithmeticError

    simulator = ProtimeSimulator(on_exchange=fail)
    with (
        simulator,
        ProtimeCaller(simulator) as caller,
        pytest.raises(http.client.RemoteDisconnected),
    ):
        caller.ask_token()
    assert "ArithmeticError" in capsys.readouterr().err


class TestTls:
    """The same over https."""

    @pytest.fixture
    def authority(self) -> trustme.CA:
        """Make an authority of one's own."""
        return trustme.CA()

    @pytest.fixture
    def context(self, authority: trustme.CA, tmp_path: Path) -> ssl.SSLContext:
        """Make the server's side from files, as a rehearsal does."""
        certificate = authority.issue_cert("127.0.0.1")
        cert_file, key_file = tmp_path / "cert.pem", tmp_path / "key.pem"
        certificate.cert_chain_pems[0].write_to_path(cert_file)
        certificate.private_key_pem.write_to_path(key_file)
        return tls_context(str(cert_file), str(key_file))

    def test_books(self, authority: trustme.CA, context: ssl.SSLContext) -> None:
        """A client that trusts the authority books as over http."""
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        simulator = ProtimeSimulator(tls=context)
        with simulator, ProtimeCaller(simulator, trusting) as caller:
            caller.log_in()
            assert caller.post().status == 201
            assert simulator.api_url.startswith("https://")
            assert simulator.exchanges[-1].request.url.startswith("https://")

    def test_faults_work(self, authority: trustme.CA, context: ssl.SSLContext) -> None:
        """Dropping and withholding end as they should, stop included."""
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        simulator = ProtimeSimulator(tls=context)
        with simulator, ProtimeCaller(simulator, trusting) as caller:
            caller.log_in()
            simulator.faults.add("drop-after-booking")
            with pytest.raises((http.client.RemoteDisconnected, ssl.SSLEOFError)):
                caller.post()
            simulator.faults.add(Fault(name="silence", manner=Manner.WITHHELD))
            thread = threading.Thread(target=post_in_vain, args=[caller])
            thread.start()
            assert until(lambda: simulator.faults.planned == ())
            simulator.stop()
            thread.join(SOON_SECONDS)
            assert not thread.is_alive()

        assert simulator_threads() == []

    def test_survives_clients_without_trust_or_manners(self, context: ssl.SSLContext) -> None:
        """A client that distrusts, speaks plainly, or says nothing disturbs nobody."""
        with ProtimeSimulator(tls=context) as simulator:
            distrustful = ProtimeCaller(simulator, ssl.create_default_context())
            with distrustful as caller, pytest.raises(ssl.SSLCertVerificationError):
                caller.ask_token()
            port = int(simulator.url.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as silent:
                silent.sendall(b"GET / HTTP/1.1\r\n\r\n")
                assert b"HTTP" not in silent.recv(1000)
            with socket.create_connection(("127.0.0.1", port)):
                assert until(lambda: "simulator connection" in simulator_threads())
                simulator.stop()

        assert simulator_threads() == []


def post_in_vain(caller: ProtimeCaller) -> None:
    """Post a clocking whose answer never comes."""
    with pytest.raises((http.client.HTTPException, OSError)):
        caller.post()


def post_ten(simulator: ProtimeSimulator) -> None:
    """Book ten clockings on a connection of one's own."""
    with ProtimeCaller(simulator) as caller:
        caller.log_in()
        for _ in range(10):
            caller.post(IN_OUT)


def until(holds: Callable[[], bool]) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + SOON_SECONDS
    while not holds() and time.monotonic() < end:
        threading.Event().wait(0.01)
    return holds()
