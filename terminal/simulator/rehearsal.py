"""`badge-terminal simulate protime` without its command line."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from terminal.simulator.api import Target
from terminal.simulator.directory import Directory
from terminal.simulator.directory_file import read_directory
from terminal.simulator.exchanges import Exchange
from terminal.simulator.faults import Faults
from terminal.simulator.ledger import BookedClocking
from terminal.simulator.message import Answer
from terminal.simulator.server import ProtimeSimulator, tls_context
from terminal.simulator.tokens import Client

_MINUTES_PER_HOUR = 60
_REFUSED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a person wants to rehearse with.

    Attributes:
        directory_file: TOML; the example directory without it.
        badges: Badge numbers that the directory is to know as well.
        faults: Each as `NAME[:TIMES][@SORT]`: `503-seconds`, `drop-after-booking:3`,
            `portal:always@all`. TIMES is 1 unless given; SORT is clockings unless given.
        random_faults: How likely each request meets a fault.
        seed: Makes the random faults the same every time.
    """

    port: int = 0
    directory_file: Path | None = None
    badges: Sequence[str] = ()
    faults: Sequence[str] = ()
    random_faults: float = 0.0
    seed: int | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


def rehearse(rehearsal: Rehearsal, on_event: Callable[[str], None], stop: threading.Event) -> None:
    """Run a simulator until `stop` is set.

    `on_event` is given one line at a time: first what to put into the configuration, then
    each booking, refusal and fault. It is called on several threads, one at a time.

    Raises:
        OSError: The port is taken, or a file cannot be read.
        ValueError: A fault, a probability or the directory file is not as it must be.
    """
    lock = threading.Lock()

    def tell(exchange: Exchange) -> None:
        with lock:
            on_event(describe(exchange))

    simulator = _simulator(rehearsal, tell)
    with ExitStack() as stack:
        with lock:
            stack.enter_context(simulator)
            plan_faults(simulator.faults, rehearsal)
            for line in _introduction(simulator):
                on_event(line)
        stop.wait()


def plan_faults(faults: Faults, rehearsal: Rehearsal) -> None:
    """Set up the faults of a rehearsal.

    Raises:
        ValueError: One is not as it must be; the message names it.
    """
    for text in rehearsal.faults:
        name, times, target = read_fault(text)
        faults.add(name, times=times, on=target)
    faults.at_random(rehearsal.random_faults, seed=rehearsal.seed)


def read_fault(text: str) -> tuple[str, int | None, Target]:
    """Return name, times (None for always) and sort of requests of `NAME[:TIMES][@SORT]`.

    Raises:
        ValueError: The text does not have that form.
    """
    rest, _, sort = text.partition("@")
    name, _, times = rest.partition(":")
    if times not in ("", "always") and not times.isdecimal():
        raise ValueError(f"'{text}': after the colon stands a number or 'always'")
    if sort and sort not in list(Target):
        raise ValueError(f"'{text}': after the @ stands one of {', '.join(Target)}")
    count = None if times == "always" else int(times or 1)
    return name, count, Target(sort or Target.CLOCKINGS)


def describe(exchange: Exchange) -> str:
    """Return one line for a person about a request and what became of it."""
    request, answer = exchange.request, exchange.answer
    what = "no answer" if answer is None else f"{answer.status}"
    parts = [f"#{request.number} {request.method} {request.path.rpartition('/')[2]}: {what}"]
    if exchange.clocking is not None:
        parts.append(f"booked {_describe_clocking(exchange.clocking)}")
    if exchange.fault is not None:
        parts.append(f"fault {exchange.fault}")
    elif answer is not None and answer.status >= _REFUSED:
        parts.append(_describe_refusal(answer))
    return ", ".join(parts)


def _simulator(rehearsal: Rehearsal, tell: Callable[[Exchange], None]) -> ProtimeSimulator:
    if (rehearsal.cert_file is None) != (rehearsal.key_file is None):
        raise ValueError("a certificate and its key are given together, or neither")
    tls = None
    if rehearsal.cert_file is not None and rehearsal.key_file is not None:
        tls = tls_context(str(rehearsal.cert_file), str(rehearsal.key_file))
    path = rehearsal.directory_file
    directory = Directory.example() if path is None else read_directory(path)
    directory = directory.with_badges(rehearsal.badges)
    return ProtimeSimulator(directory, rehearsal.port, tls=tls, on_exchange=tell)


def _introduction(simulator: ProtimeSimulator) -> Iterator[str]:
    client = Client()
    yield f"simulated Protime at {simulator.url}; put this into the configuration:"
    yield f'  [protime] api_url = "{simulator.api_url}"'
    yield f'            token_url = "{simulator.token_url}"'
    yield f'            client_id = "{client.id}"'
    yield f"            the client secret is {client.secret}"
    badges = [one.badge_number for one in simulator.directory.people if one.badge_number]
    codes = [one.external_code for one in simulator.directory.terminals if one.external_code]
    yield f"badges: {', '.join(badges) or 'none'}; terminal codes: {', '.join(codes) or 'none'}"


def _describe_clocking(clocking: BookedClocking) -> str:
    booking = clocking.booking
    hours, minutes = divmod(booking.time_of_day_in_minutes, _MINUTES_PER_HOUR)
    when = f"{booking.date} {hours:02}:{minutes:02}"
    person = clocking.posted["person"] if clocking.posted else {}
    named = person.get("externalReferences", {"id": booking.person_id})
    who = " ".join(f"{name} {value}" for name, value in named.items())
    return f"{clocking.id}: {booking.kind} of {who} at {when}"


def _describe_refusal(answer: Answer) -> str:
    content = json.loads(answer.body)
    error = content.get("error", content)
    if not isinstance(error, dict):
        return f"refused: {error}"
    problems = [f"{one['field']} {one['message']}" for one in error.get("validationErrors", [])]
    return "refused: " + "; ".join(problems or error.get("reasons") or [error["message"]])
