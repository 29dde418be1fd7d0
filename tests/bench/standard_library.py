"""A rival: what sends clockings with nothing but Python's standard library, in its threads."""

import http.client
import queue
import sqlite3
import ssl
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

THREADS = 4
OTHER_THREADS = 4
"""As a terminal has them for its readers, its lamps and its network."""


def main(outbox: Path, url: str, ca_file: str, number: int) -> None:
    """Send so many, note each durably, then say so and wait for the end of stdin."""
    sent: queue.SimpleQueue[int] = queue.SimpleQueue()
    work: queue.SimpleQueue[int] = queue.SimpleQueue()
    for each in range(number):
        work.put(each)
    for _ in range(OTHER_THREADS):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    for _ in range(THREADS):
        threading.Thread(target=_send, args=(work, sent, url, ca_file), daemon=True).start()
    _note(outbox, sent, number)
    print("sent", flush=True)
    sys.stdin.read()


def _send(
    work: "queue.SimpleQueue[int]", sent: "queue.SimpleQueue[int]", url: str, ca_file: str
) -> None:
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(
        parts.netloc, context=ssl.create_default_context(cafile=ca_file)
    )
    while True:
        number = work.get()
        body = b'{"kind":"InOut","person":"@badge-number=%014d"}' % number
        connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == http.client.CREATED
        sent.put(number)


def _note(outbox: Path, sent: "queue.SimpleQueue[int]", number: int) -> None:
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
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
