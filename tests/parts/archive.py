"""An outbox as it is after many years: full of clockings that were delivered."""

import sqlite3
from contextlib import closing
from pathlib import Path

from terminal.outbox.checksum import CHECKED_COLUMNS, teach
from terminal.outbox.connection import open_durable

MILLION = 1_000_000

_MOMENT = "strftime('%Y-%m-%dT%H:%M:%S.000000Z', 1700000000 + number * 7, 'unixepoch')"

_CHECKED = ", ".join(CHECKED_COLUMNS)

_FILL = f"""
WITH RECURSIVE numbers (number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?
),
swiped AS (
    SELECT
        printf('%032x', number) AS id, printf('%014d', number % 500) AS badge_number,
        'InOut' AS kind, NULL AS selection, 'front-door' AS reader, {_MOMENT} AS swiped_at,
        '0123456789abcdef0123456789abcdef' AS boot_id, number * 7000000000 AS boottime_ns,
        1 AS clock_trusted, {_MOMENT} AS true_at,
        date(1700000000 + number * 7, 'unixepoch') AS date,
        number * 7 / 60 % 1440 AS time_of_day_in_minutes, NULL AS place,
        number
    FROM numbers
)
INSERT INTO clockings ({_CHECKED}, state, attempts, protime_id, changed_at, checksum)
SELECT {_CHECKED}, 'delivered', 1, number, swiped_at, checksum_of({_CHECKED}) FROM swiped
"""


def fill(path: Path, clockings: int) -> None:
    """Make an outbox with so many delivered clockings, in seconds even if they are a million."""
    open_durable(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        teach(connection)
        # Nobody relies on it yet: opening it as an outbox makes it durable again.
        connection.execute("PRAGMA journal_mode = off")
        connection.execute("PRAGMA synchronous = off")
        connection.execute("BEGIN")
        connection.execute(_FILL, (clockings,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = wal")


def a_million(folder: Path) -> Path:
    """Return an outbox with a million delivered clockings, made if it is not there yet."""
    path = folder / "million.db"
    if not path.exists():
        fill(path, MILLION)
    return path
