"""The terminal on a real network that breaks: cables, addresses, filters, name servers."""

import os
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
import trustme

from terminal.model import Clocking, State
from terminal.outbox.beside import open_reading
from terminal.simulator import ProtimeSimulator
from tests.parts.daemon import Daemon, configuration
from tests.parts.mute_names import NameServer
from tests.parts.need import need
from tests.parts.networks import PROTIME, Networks
from tests.parts.relay import Relay

HOST = "protime.test"
TIMEOUT_SECONDS = 3.0
READ_BACK_SECONDS = 1.0
NEW_ADDRESS = "10.77.0.3"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def networks() -> Iterator[Networks]:
    """Return two machines and a cable."""
    need("ip", "nft", "unshare")
    with ExitStack() as stack:
        try:
            networks = stack.enter_context(Networks())
        except subprocess.CalledProcessError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no network namespaces here, root may make them: {error.stderr.strip()}")
        yield networks


def certified(authority: trustme.CA) -> ssl.SSLContext:
    """Return what serves https with a certificate for Protime's address and name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(PROTIME, HOST).configure_cert(context)
    return context


class Office:
    """A terminal, a cable, and Protime behind a relay."""

    def __init__(self, networks: Networks, folder: Path, stack: ExitStack) -> None:
        self.networks = networks
        self.folder = folder
        self._stack = stack
        authority = trustme.CA()
        self.protime = ProtimeSimulator(tls=certified(authority))
        networks.at_protime(self.protime.start)
        stack.callback(self.protime.stop)
        self.relay = networks.at_protime(lambda: Relay(PROTIME, port_of(self.protime)))
        stack.callback(self.relay.close)
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.daemon: Daemon

    def open(self, *prefix: str, host: str = PROTIME) -> None:
        """Start the terminal, and wait until it takes badges."""
        file = configuration(
            self.folder,
            self.protime,
            timeout_seconds=TIMEOUT_SECONDS,
            read_back_delay_seconds=READ_BACK_SECONDS,
        )
        text = file.read_text().replace(self.protime.url, f"https://{host}:{self.relay.port}")
        ca_file = f'ca_file = "{self.folder / "ca.pem"}"\n\n[outbox]'
        file.write_text(text.replace("[outbox]", ca_file))
        self.daemon = Daemon(file, self.folder / "log", [*self.networks.prefix, *prefix])
        self._stack.callback(self.daemon.kill)
        self.daemon.wait_for_cue("ready")

    def swipe(self, badge: str = "1955") -> None:
        """Present a badge, and wait for the beep."""
        self.daemon.type(badge)
        self.daemon.wait_for_cue("accepted", "accepted-offline")

    def clockings(self) -> list[Clocking]:
        """Return what the outbox has, as another program sees it."""
        with open_reading(self.folder / "outbox.db") as outbox:
            return outbox.clockings()

    def has(self, state: State, number: int = 1) -> bool:
        """Return whether so many clockings, and none else, are in a state."""
        return [each.state for each in self.clockings()] == [state] * number

    def booked(self) -> int:
        """Return how many clockings Protime has."""
        return len(self.protime.ledger.booked)


def port_of(protime: ProtimeSimulator) -> int:
    """Return where it listens."""
    return int(protime.url.rpartition(":")[2])


@pytest.fixture
def office(networks: Networks, tmp_path: Path) -> Iterator[Office]:
    """Return an office whose terminal is not open yet; the network is whole again afterwards."""
    with ExitStack() as stack:
        stack.callback(networks.filter_nothing)
        stack.callback(networks.plug_in)
        yield Office(networks, tmp_path, stack)


def until(is_reached: Callable[[], bool], seconds: float = 20.0) -> float:
    """Wait until something is so, and return how long that took."""
    began = monotonic()
    while not is_reached():
        assert monotonic() < began + seconds
        Event().wait(0.02)
    return monotonic() - began


def test_a_cable_that_is_plugged_in_again_is_used_at_once(office: Office) -> None:
    """Four seconds at least are left of the wait after the fourth failure; it is cut short."""
    office.networks.pull()
    office.open()
    office.swipe()
    until(lambda: office.clockings()[0].attempts == 4 and office.has(State.PENDING))

    office.networks.plug_in()
    took_seconds = until(lambda: office.has(State.DELIVERED))

    assert took_seconds < 3.9
    assert "network changed, trying again soon" in office.daemon.log()
    assert office.booked() == 1


def test_a_connection_from_a_lost_address_is_not_used(office: Office) -> None:
    """It is open, and what is sent into it would arrive without an answer."""
    office.open()
    office.swipe("1955")
    until(lambda: office.has(State.DELIVERED))
    office.networks.move_in(NEW_ADDRESS)

    office.swipe("00042")
    took_seconds = until(lambda: office.has(State.DELIVERED, 2))

    assert took_seconds < TIMEOUT_SECONDS
    assert office.booked() == 2
    assert "uncertain" not in office.daemon.log()


def test_an_answer_that_is_lost_leaves_a_doubt_within_the_deadline(office: Office) -> None:
    """A filter swallows all that Protime says after the request has reached it."""
    office.open()
    until(lambda: "link up" in office.daemon.log())
    office.networks.filter("output", "drop")

    office.swipe("1955")
    took_seconds = until(lambda: office.has(State.UNCERTAIN))

    assert took_seconds < TIMEOUT_SECONDS + 1.5
    assert office.booked() == 1
    office.swipe("00042")
    office.networks.filter_nothing()
    until(lambda: office.has(State.DELIVERED, 2))
    assert office.booked() == 2


@pytest.mark.parametrize(
    "verdict",
    ["reject with tcp reset", "reject with icmpx type admin-prohibited", "drop"],
)
def test_a_filter_in_the_way_is_waited_out(office: Office, verdict: str) -> None:
    """Refused, forbidden or swallowed before anything was sent: it is pending, then sent once."""
    office.networks.filter("input", verdict)
    office.open()
    office.swipe()
    until(lambda: "link down" in office.daemon.log())
    [waiting] = office.clockings()
    assert waiting.state in {State.PENDING, State.SENDING}

    office.networks.filter_nothing()
    until(lambda: office.has(State.DELIVERED))

    assert office.booked() == 1
    assert "uncertain" not in office.daemon.log()


def test_a_name_server_that_is_silent_holds_up_nobody(office: Office) -> None:
    """Attempts end within their deadline, badges are taken, and an answer is used."""
    with closing(silent_names(office)) as names:
        until(lambda: "link down" in office.daemon.log(), TIMEOUT_SECONDS + 3)
        office.swipe()
        assert names.asked
        assert office.booked() == 0

        names.speak.set()
        until(lambda: office.has(State.DELIVERED))

    assert office.booked() == 1


def test_a_terminal_ends_at_once_while_a_name_server_is_silent(office: Office) -> None:
    """A look-up that nothing can end keeps no process."""
    with closing(silent_names(office)) as names:
        until(lambda: names.asked > 0)
        began = monotonic()

        assert office.daemon.terminate() == 0

    assert monotonic() - began < TIMEOUT_SECONDS


def silent_names(office: Office) -> NameServer:
    """Open the terminal with a name server that says nothing, and return that."""
    names = office.networks.at_protime(lambda: NameServer(PROTIME, PROTIME))
    resolver = office.folder / "resolv.conf"
    resolver.write_text(f"nameserver {PROTIME}\noptions timeout:2 attempts:1\n")
    with_it = f'mount --bind {resolver} /etc/resolv.conf && exec "$@"'
    office.open("unshare", "--mount", "sh", "-c", with_it, "sh", host=HOST)
    return names


def test_an_impostor_on_the_way_is_told_nothing(office: Office) -> None:
    """A portal that takes every connection has no certificate for Protime; then it lets go."""
    portal = ProtimeSimulator(tls=certified(trustme.CA()))
    with ExitStack() as stack:
        office.networks.at_protime(portal.start)
        stack.callback(portal.stop)
        office.relay.target = port_of(portal)
        office.open()
        office.swipe()
        until(lambda: "link down" in office.daemon.log())

        assert portal.counters.requests == 0
        assert "certificate is not accepted" in office.daemon.log()
        office.relay.target = port_of(office.protime)
        until(lambda: office.has(State.DELIVERED))

    assert office.booked() == 1
