"""Running the simulator for a person."""

import http.client
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from terminal.simulator import Directory, ProtimeSimulator, Target
from terminal.simulator.directory_file import read_directory
from terminal.simulator.rehearsal import Rehearsal, read_fault, rehearse
from tests.parts.protime_caller import IN_OUT, ProtimeCaller

DEADLINE_SECONDS = 5.0
DIRECTORY = """
[[people]]
id = 7
badge_number = "0007"
in_service_until = 2030-12-31
[people.external_references]
Locker = "12"

[[terminals]]
id = 1
external_code = "GATE"
"""


@contextmanager
def running(rehearsal: Rehearsal) -> Iterator[Callable[[], str]]:
    """Run a rehearsal on a thread and give its lines, each within a deadline."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    stop = threading.Event()
    thread = threading.Thread(target=rehearse, args=(rehearsal, lines.put, stop))
    thread.start()
    try:
        yield lambda: lines.get(timeout=DEADLINE_SECONDS)
    finally:
        stop.set()
        thread.join(DEADLINE_SECONDS)
    assert not thread.is_alive()


def calling(first_line: str) -> ProtimeCaller:
    """Return a caller of the simulator whose first line names its address."""
    port = urlsplit(first_line.partition(" at ")[2].partition(";")[0]).port
    return ProtimeCaller(ProtimeSimulator(port=port or 0))


def test_tells_what_to_configure_and_what_happens() -> None:
    """The introduction names addresses and badges; then each request is a line."""
    with running(Rehearsal(faults=["502", "drop-after-booking"])) as line:
        introduction = [line() for _ in range(6)]
        with calling(introduction[0]) as caller:
            caller.log_in()
            caller.post()
            with pytest.raises(ConnectionError):
                caller.post()
            caller.post()
            caller.post({**IN_OUT, "person": {"id": 1}})
            caller.post({})
            caller.ask_token(client_id="wrong")
            caller.list("")
            caller.send("GET", "/")
        lines = [line() for _ in range(9)]

    assert "1955" in introduction[5]
    assert 'client_id = "rehearsal"' in introduction[3]
    booked = "InOut of @badge-number 1955 at 2024-12-17 08:20"
    fields = ("person", "date", "timeOfDayInMinutes", "kind")
    missing = "; ".join(f"{name} is required" for name in fields)
    assert lines == [
        "#1 POST token: 200",
        "#2 POST clockings: 502, fault 502",
        f"#3 POST clockings: no answer, booked 19250: {booked}, fault drop-after-booking",
        f"#4 POST clockings: 201, booked 19251: {booked}",
        "#5 POST clockings: 400, refused: people has nothing with id 1",
        f"#6 POST clockings: 400, refused: {missing}",
        "#7 POST token: 400, refused: invalid_client",
        "#8 GET clockings: 400, refused: the filter is missing or ends too early",
        "#9 GET : 404, refused: There is no /",
    ]


def test_a_person_known_by_id_is_named_so() -> None:
    """A line names the person as the terminal did."""
    with running(Rehearsal()) as line:
        with calling(line()) as caller:
            caller.log_in()
            caller.post({**IN_OUT, "person": {"id": 76547}})
        lines = [line() for _ in range(7)]

    assert lines[-1].endswith("booked 19250: InOut of id 76547 at 2024-12-17 08:20")


def test_random_faults_come_by_themselves() -> None:
    """At probability one every request meets a fault."""
    with running(Rehearsal(random_faults=1.0, seed=3)) as line:
        introduction = [line() for _ in range(6)]
        with calling(introduction[0]) as caller:
            caller.connection.timeout = 0.2
            with suppress(OSError, http.client.HTTPException):
                caller.ask_token()
        assert "fault" in line()


def test_serves_https_with_a_directory_of_ones_own(tmp_path: Path) -> None:
    """Certificate, key and directory come from files."""
    certificate = trustme.CA().issue_cert("127.0.0.1")
    files = {name: tmp_path / name for name in ("cert", "key", "directory.toml")}
    certificate.cert_chain_pems[0].write_to_path(files["cert"])
    certificate.private_key_pem.write_to_path(files["key"])
    files["directory.toml"].write_text(DIRECTORY)
    rehearsal = Rehearsal(
        directory_file=files["directory.toml"], cert_file=files["cert"], key_file=files["key"]
    )
    with running(rehearsal) as line:
        introduction = [line() for _ in range(6)]

    assert "https://127.0.0.1:" in introduction[0]
    assert introduction[-1] == "badges: 0007; terminal codes: GATE"


@pytest.mark.parametrize(
    ("rehearsal", "words"),
    [
        (Rehearsal(faults=["nonsense"]), "no fault is called 'nonsense'"),
        (Rehearsal(faults=["500:often"]), "a number or 'always'"),
        (Rehearsal(faults=["500@nobody"]), "clockings, tokens, reads, all"),
        (Rehearsal(faults=["500:0"]), "at least once"),
        (Rehearsal(random_faults=2.0), "a probability is 0 to 1"),
        (Rehearsal(cert_file=Path("cert.pem")), "together"),
    ],
)
def test_a_wish_that_makes_no_sense_is_an_error(rehearsal: Rehearsal, words: str) -> None:
    """It ends at once, and the error names what is wrong."""
    with pytest.raises(ValueError, match=words):
        rehearse(rehearsal, lambda _: None, threading.Event())


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("500", ("500", 1, Target.CLOCKINGS)),
        ("500:3", ("500", 3, Target.CLOCKINGS)),
        ("portal:always@all", ("portal", None, Target.ALL)),
        ("503-date@tokens", ("503-date", 1, Target.TOKENS)),
    ],
)
def test_reads_a_fault(text: str, meaning: tuple[str, int | None, Target]) -> None:
    """Times and sort of request are said in the fault's text."""
    assert read_fault(text) == meaning


def test_reads_a_directory(tmp_path: Path) -> None:
    """A file holds what the fields of a directory hold."""
    path = tmp_path / "directory.toml"
    path.write_text(DIRECTORY)
    directory = read_directory(path)

    assert directory.people[0].references() == {"@badge-number": "0007", "Locker": "12"}
    assert str(directory.people[0].in_service_until) == "2030-12-31"
    assert directory.terminals[0].external_code == "GATE"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[people]", "directory.toml: "),
        ("[[peopel]]\nid = 1", "did you mean 'people'"),
        ("[[people]]\nid = 1\nbadge = '1'", "'badge' in people is not known"),
        ("[[people]]\nid = 1\nxyz = '1'", "there is id, name, badge_number"),
        ("[[people]]\nid = 'one'", "Expected `int`"),
        ("people = 1", "Expected `array`"),
    ],
)
def test_a_wrong_directory_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    """The error names the file and what is wrong in it."""
    path = tmp_path / "directory.toml"
    path.write_text(text)

    with pytest.raises(ValueError, match=r"directory\.toml") as caught:
        read_directory(path)
    assert words in str(caught.value)


def test_adds_people_for_badges() -> None:
    """Tests get as many people as they need, each with an id of its own."""
    directory = Directory.example().with_badges(["A1", "A2"]).with_badges(["A3"])

    ids = [person.id for person in directory.people]
    assert len(set(ids)) == len(ids)
    assert [person.badge_number for person in directory.people[-3:]] == ["A1", "A2", "A3"]
