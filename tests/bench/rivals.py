"""What a drain is measured against: the least that httpx needs, and what one writes at first."""

import sqlite3
import ssl
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx

from terminal import __version__
from terminal.config import Config
from terminal.local_time import booked_time
from terminal.model import Clocking, State
from terminal.protime.payload import Naming, body_of
from terminal.protime.user_agent import user_agent
from tests.bench.sending_half import BRUSSELS, swiped


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How so many clockings were sent.

    Attributes:
        rate: How many in a second.
        cpu_seconds: What one cost this process, all threads together.
    """

    rate: float
    cpu_seconds: float


def bodies(number: int) -> list[bytes]:
    """Return what the terminal would post."""
    return [body_of(_clocking(seq), _naming()) for seq in range(number)]


def bare_posts(config: Config, contents: Sequence[bytes]) -> Sent:
    """Post with one httpx client in as many threads as the terminal has connections."""
    threads = config.protime.connections
    with httpx.Client(verify=_tls(config), headers=_headers(config)) as client:
        shares = [contents[each::threads] for each in range(threads)]
        posting = [Thread(target=_post_all, args=(client, config, share)) for share in shares]
        cpu, begin = time.process_time(), time.perf_counter()
        for thread in posting:
            thread.start()
        for thread in posting:
            thread.join()
        seconds = time.perf_counter() - begin
        cpu_seconds = (time.process_time() - cpu) / len(contents)
    return Sent(rate=len(contents) / seconds, cpu_seconds=cpu_seconds)


def naive_store(path: Path, number: int) -> None:
    """Make a table as one makes it at first, without an index, and with a history."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE clockings (id INTEGER PRIMARY KEY, body BLOB, sent INT)")
        body = bodies(1)[0]
        connection.executemany(
            "INSERT INTO clockings (body, sent) VALUES (?, 1)", ([body] for _ in range(number))
        )
        connection.commit()


def naive_drain(config: Config, path: Path, contents: Sequence[bytes]) -> Sent:
    """Send one after the other: a connection for each request and for each look at the table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany(
            "INSERT INTO clockings (body, sent) VALUES (?, 0)", ([each] for each in contents)
        )
        connection.commit()
    # Charitable: by default httpx.post() would read all authorities of the system each time.
    tls = _tls(config)
    cpu, begin = time.process_time(), time.perf_counter()
    while _send_next(config, path, tls):
        pass
    seconds = time.perf_counter() - begin
    cpu_seconds = (time.process_time() - cpu) / len(contents)
    return Sent(rate=len(contents) / seconds, cpu_seconds=cpu_seconds)


def _send_next(config: Config, path: Path, tls: ssl.SSLContext) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        unsent = "SELECT id, body FROM clockings WHERE sent = 0 ORDER BY id LIMIT 1"
        row = connection.execute(unsent).fetchone()
    if row is None:
        return False
    number, body = row
    url = f"{config.protime.api_url}/clockings"
    assert httpx.post(url, content=body, headers=_headers(config), verify=tls).status_code == 201
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE clockings SET sent = 1 WHERE id = ?", [number])
        connection.commit()
    return True


def _post_all(client: httpx.Client, config: Config, contents: Iterable[bytes]) -> None:
    url = f"{config.protime.api_url}/clockings"
    for content in contents:
        assert client.post(url, content=content).status_code == 201


def _tls(config: Config) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=config.protime.ca_file)


def _headers(config: Config) -> dict[str, str]:
    return {
        "Authorization": "Bearer not-a-secret",
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": user_agent(__version__, config.protime.company),
    }


def _clocking(seq: int) -> Clocking:
    swipe = swiped(seq)
    return Clocking(
        seq=seq,
        id=str(seq),
        swipe=swipe,
        booked=booked_time(swipe.moment.at, BRUSSELS),
        state=State.SENDING,
        attempts=1,
        next_attempt_at=None,
        protime_id=None,
        last_error=None,
        changed_at=swipe.moment.at,
    )


def _naming() -> Naming:
    return Naming(terminal_reference="@external-code", terminal_code="PI-01")
