"""A rival: what delivers clockings with nothing but Python's standard library.

It does what a terminal does on that way: reads its configuration, dates each clocking in the
time zone of the workplace, posts it as JSON over TLS, notes the answer durably, and logs it.
"""

import http.client
import json
import logging
import sqlite3
import ssl
import sys
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

THREADS = 4
OTHER_THREADS = 4
"""As a terminal has them for its readers, its lamps and its network."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Clocking:
    """What is sent."""

    number: int
    badge: str
    at: datetime


def main(config_file: Path, outbox: Path, number: int) -> None:
    """Deliver so many, note each durably, then wait for the end of stdin."""
    logging.basicConfig(level=logging.INFO)
    config = tomllib.loads(config_file.read_text())
    sent: SimpleQueue[int] = SimpleQueue()
    work = iter(range(number))
    for _ in range(OTHER_THREADS):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    for _ in range(THREADS):
        threading.Thread(target=_send, args=(work, sent, config), daemon=True).start()
    _note(outbox, sent, number)
    sys.stdin.read()


def _send(work: Iterator[int], sent: SimpleQueue[int], config: dict[str, Any]) -> None:
    url = urlsplit(f"{config['protime']['api_url']}/clockings")
    tls = ssl.create_default_context(cafile=config["protime"]["ca_file"])
    connection = http.client.HTTPSConnection(url.netloc, context=tls)
    zone = ZoneInfo(config["terminal"]["time_zone"])
    for number in work:  # which gives each number to one thread
        clocking = Clocking(number, f"{number:014}", datetime.now(UTC))
        headers = {"Authorization": "Bearer not-a-secret", "Content-Type": "application/json"}
        connection.request("POST", url.path, json.dumps(_body(clocking, zone)), headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == http.client.CREATED
        logger.info("delivered %s as %s", clocking, answer.headers["Location"])
        sent.put(clocking.number)


def _body(clocking: Clocking, zone: ZoneInfo) -> dict[str, object]:
    local = clocking.at.astimezone(zone)
    return {
        "kind": "InOut",
        "person": f"@badge-number={clocking.badge}",
        "date": local.date().isoformat(),
        "timeOfDayInMinutes": local.hour * 60 + local.minute,
    }


def _note(outbox: Path, sent: SimpleQueue[int], number: int) -> None:
    connection = sqlite3.connect(outbox, isolation_level=None)
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA synchronous = full")
    connection.execute("CREATE TABLE sent (number INTEGER PRIMARY KEY)")
    noted = 0
    while noted < number:
        batch = [sent.get(), *(sent.get_nowait() for _ in range(sent.qsize()))]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO sent VALUES (?)", [(each,) for each in batch])
        connection.execute("COMMIT")
        noted += len(batch)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
