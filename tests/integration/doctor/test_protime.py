"""What `doctor` finds of Protime: real servers on this machine, with faults on demand."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from terminal.doctor import Finding, Severity, Unseen, protime, reaching, signing
from terminal.host.look.programs import Programs
from terminal.host.look.secrets import service_secret
from terminal.host.secret import CREDENTIAL, HANDED_OVER, SecretUnavailable
from terminal.model import Delivered
from terminal.protime.addresses import Addresses
from terminal.protime.client import ProtimeSettings
from terminal.protime.examination import Credentials, Examination, Known
from terminal.protime.names import Resolve, resolve
from terminal.protime.payload import Naming
from terminal.protime.under_code import under_code
from terminal.simulator import Client, ProtimeSimulator
from terminal.simulator.api import Target
from tests.parts.clockings import clocking
from tests.parts.patient import Machine, has, severity
from tests.parts.raw_server import RawServer
from tests.parts.server_script import answer
from tests.parts.simulated import DOOR, client_of, client_settings, loopback_tls

TODAY = datetime.now(UTC).date()
WRITE = "connector-protimeapi-clockings.write"
READ = "connector-protimeapi-clockings.read"


@pytest.fixture
def simulator() -> Iterator[ProtimeSimulator]:
    """Run a strict Protime."""
    with ProtimeSimulator() as running:
        yield running


def nothing() -> frozenset[str]:
    """Return that the outbox knows of no clocking that was booked."""
    return frozenset()


def found(
    settings: ProtimeSettings,
    *,
    known: Known = nothing,
    credentials: Credentials | None = None,
    resolve: Resolve = resolve,
    refused_code: str = "",
) -> list[Finding]:
    """Examine Protime."""
    secret = credentials or Credentials(settings.client_secret)
    examination = Examination(settings, secret, TODAY, known, resolve)
    code = settings.naming.terminal_code
    return list(protime.findings(examination.examine(refused_code), code))


def test_all_is_well_over_https(tmp_path: Path) -> None:
    """Everything is asked, and nothing booked."""
    tls, ca_file = loopback_tls(tmp_path)
    with ProtimeSimulator(tls=tls) as simulator:
        told = found(client_settings(simulator, ca_file=ca_file))
        sorts = {each.request.method for each in simulator.exchanges}
        assert not any(
            each.request.method == "POST" and "clockings" in each.request.path
            for each in simulator.exchanges
        )
    assert sorts == {"GET", "POST"}
    assert simulator.counters.booked == 0
    wrong = [each for each in told if each.severity is not Severity.WELL]
    assert [each.check for each in wrong] == [protime.CODE.name]
    assert "nothing was booked under PI-01 today" in wrong[0].what
    assert "0 s ahead" in str(told) or "1 s" in str(told)


def test_a_name_that_is_not_found(simulator: ProtimeSimulator) -> None:
    """Both checks say which name, and what to ask."""

    def unknown(host: str, port: int) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, f"Name or service not known {host} {port}")

    told = found(client_settings(simulator), resolve=unknown)
    assert has(told, reaching.NO_NAMES, "cannot find 127.0.0.1")
    assert severity(told, signing.TOKEN) is Severity.UNKNOWN


def test_a_port_where_nobody_listens(simulator: ProtimeSimulator) -> None:
    """It is a matter of the connection then."""
    simulator.stop()
    told = found(client_settings(simulator))
    assert has(told, reaching.NO_CONNECTION, "refused")
    assert severity(told, protime.SKEW) is Severity.UNKNOWN


def test_a_certificate_of_somebody_else(tmp_path: Path) -> None:
    """A proxy that opens TLS is told from a network that is down."""
    tls, _ = loopback_tls(tmp_path)
    with ProtimeSimulator(tls=tls) as simulator:
        assert has(found(client_settings(simulator)), reaching.BAD_CERTIFICATE, "certificate")


@pytest.mark.parametrize("fault", ["portal", "redirect"])
def test_a_portal(simulator: ProtimeSimulator, fault: str) -> None:
    """Whoever answers in Protime's place is told."""
    simulator.faults.add(fault, times=None, on=Target.ALL)
    assert has(found(client_settings(simulator)), reaching.SOMEBODY_ELSE, "offline")


def test_a_network_that_wants_a_sign_in() -> None:
    """RFC 6585 has a status for it."""
    with RawServer([answer(511)]) as server:
        url = f"http://127.0.0.1:{server.port}"
        settings = ProtimeSettings(
            addresses=Addresses(f"{url}/api", f"{url}/connect/token"),
            client_id="id",
            client_secret=lambda: "secret",
            user_agent="badge-terminal/0 (Test)",
            timeout_seconds=5,
        )
        assert has(found(settings), reaching.SOMEBODY_ELSE, "511")


def test_a_secret_that_is_wrong(simulator: ProtimeSimulator) -> None:
    """Protime's words are shown, and the secret is not."""
    told = found(client_settings(simulator), credentials=Credentials(lambda: "a-wrong-one"))
    assert has(told, signing.TOKEN_REFUSED, "invalid_client")
    assert "a-wrong-one" not in str(told)
    assert severity(told, protime.ACCEPTED) is Severity.UNKNOWN


def test_a_token_endpoint_in_trouble(simulator: ProtimeSimulator) -> None:
    """It is not our fault then."""
    simulator.faults.add("503", times=None, on=Target.TOKENS)
    assert has(found(client_settings(simulator)), signing.NO_TOKEN, "503")


def test_no_secret_at_all(simulator: ProtimeSimulator) -> None:
    """The hosts are looked at all the same; one that may not be read is unknown."""
    told = found(client_settings(simulator), credentials=Credentials(None, "it is empty"))
    assert has(told, signing.NO_SECRET, "it is empty")
    assert severity(told, reaching.REACHED) is Severity.WELL
    assert severity(told, signing.SCOPES) is Severity.UNKNOWN
    hidden = found(client_settings(simulator), credentials=Credentials(None, Unseen("hidden")))
    assert severity(hidden, signing.SECRET) is Severity.UNKNOWN


@pytest.mark.parametrize("fewer", [True, False])
def test_a_client_that_may_not_book(*, fewer: bool) -> None:
    """Whether Protime grants less or refuses, the scope that is missing is named."""
    client = Client(scopes=frozenset({READ}), is_granted_fewer=fewer)
    with ProtimeSimulator(client=client) as simulator:
        told = found(client_settings(simulator))
    assert has(told, signing.MAY_NOT_WRITE)


def test_a_client_that_may_not_read() -> None:
    """That is a warning: it works, but cannot look after a lost answer."""
    with ProtimeSimulator(client=Client(scopes=frozenset({WRITE}))) as simulator:
        told = found(client_settings(simulator))
    assert has(told, signing.MAY_NOT_READ, READ)
    assert severity(told, protime.ACCEPTED) is Severity.UNKNOWN


def test_a_user_agent_that_is_refused(simulator: ProtimeSimulator) -> None:
    """Protime's words are shown."""
    settings = client_settings(simulator)
    wrong = ProtimeSettings(
        addresses=settings.addresses,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        user_agent="curl",
        naming=DOOR,
    )
    assert has(found(wrong), protime.NOT_ACCEPTED, "User-Agent")


def test_clocks_that_differ(simulator: ProtimeSimulator) -> None:
    """Half a minute is too much, in either direction."""
    settings = client_settings(simulator)
    for seconds, words in ((45, "45 s ahead of"), (-45, "45 s behind")):
        one = Examination(settings, Credentials(None), TODAY, nothing)
        seen = one.examine()
        assert isinstance(seen.skew, Unseen)  # over plain http nobody proves who tells the time
        one._told_time(datetime.now(UTC) - timedelta(seconds=seconds + 0.5), 0.0)
        assert has(protime.findings(one.examine(), ""), protime.CLOCKS_DIFFER, words)


def book(simulator: ProtimeSimulator) -> str:
    """Book a clocking of today under the code of this terminal; return Protime's identifier."""
    with client_of(simulator) as client:
        delivered = client.deliver(clocking(day=TODAY))
    assert isinstance(delivered, Delivered)
    return delivered.protime_id


def test_who_books_under_this_code(simulator: ProtimeSimulator) -> None:
    """One that this outbox has not delivered came from another terminal."""
    settings, booked = client_settings(simulator), book(simulator)
    assert has(found(settings), protime.CODE_SHARED, "1 booked under PI-01")
    ours = found(settings, known=lambda: frozenset({booked}))
    assert severity(ours, protime.CODE) is Severity.WELL
    underway = found(settings, known=lambda: None)
    assert severity(underway, protime.CODE) is Severity.UNKNOWN


def test_a_code_that_protime_refused(simulator: ProtimeSimulator) -> None:
    """The newest refusal that blames it is shown."""
    told = found(client_settings(simulator), refused_code="HTTP 400 terminal: unknown")
    assert has(told, protime.CODE_REFUSED, "terminal: unknown")


def test_clockings_without_a_terminal(simulator: ProtimeSimulator) -> None:
    """Without a code there is none to be wrong."""
    told = found(client_settings(simulator, naming=Naming(terminal_reference="")))
    assert severity(told, protime.CODE) is Severity.ABSENT


def test_items_that_make_no_sense_name_nobody() -> None:
    """A list may hold anything."""
    code = {"externalReferences": {"@external-code": "PI-01"}}
    items: list[object] = [
        None,
        {"terminal": code},
        {"id": 1, "terminal": "PI-01"},
        {"id": 2, "terminal": {"externalReferences": "PI-01"}},
        {"id": 3, "terminal": {"externalReferences": {"@external-code": 1}}},
        {"id": 4, "terminal": code, "isGenerated": True},
        {"id": 5, "terminal": code},
        {"id": 6, "terminal": {"id": 765}},
    ]
    assert under_code(items, DOOR) == {"5"}
    by_id = Naming(terminal_reference="id", terminal_code="765")
    assert under_code(items, by_id) == {"6"}


def secret(machine: Machine, file: Path | None = None, folder: str = "") -> str | Unseen:
    """Look for the secret of the service."""
    environment = {"CREDENTIALS_DIRECTORY": folder} if folder else {}
    got = service_secret(file, machine.tree, machine.programs, environment)
    return got if isinstance(got, Unseen) else got.value


def test_where_the_secret_is_looked_for(machine: Machine, tmp_path: Path) -> None:
    """The running service's own copy comes first, then the file that the unit names."""
    with pytest.raises(SecretUnavailable, match="looked for /etc/badge-terminal"):
        secret(machine)
    machine.file(f"/etc/badge-terminal/{CREDENTIAL}", "from-etc\n").chmod(0o600)
    assert secret(machine) == "from-etc"
    own = machine.file(f"/run/credentials/badge-terminal.service/{CREDENTIAL}", "of-service\n")
    own.chmod(0o400)
    assert secret(machine) == "of-service"
    assert secret(machine, folder=str(own.parent)) == "of-service"
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "mine").chmod(0o600)
    assert secret(machine, tmp_path / "mine") == "mine"
    own.write_text("\n")
    with pytest.raises(SecretUnavailable, match="is empty"):
        secret(machine)
    machine.file(HANDED_OVER, "newer\n").chmod(0o400)
    assert secret(machine) == "newer"


def test_a_sealed_secret_is_opened(machine: Machine) -> None:
    """By systemd-creds, where that may be done."""
    machine.file(f"/etc/credstore.encrypted/{CREDENTIAL}", "sealed")
    assert isinstance(secret(machine), Unseen)
    machine.program("systemd-creds", "opened")
    assert secret(machine) == "opened"


def test_a_secret_that_may_not_be_read(machine: Machine) -> None:
    """Only root and the service may; for others it is unknown."""

    class Forbidden(type(machine.root)):  # type: ignore[misc]  # the class depends on the system
        def stat(self, **_: bool) -> None:
            raise PermissionError(13, "Permission denied")

    hidden = Forbidden(machine.file("/secret"))
    seen = service_secret(hidden, machine.tree, Programs(""), {})
    assert isinstance(seen, Unseen)
    assert "Permission denied" in seen.why
