"""An outbox as it is after many years: full of clockings that were delivered."""

from pathlib import Path

from terminal.outbox.checksum import CHECKED_COLUMNS
from terminal.outbox.connection import open_durable

_MOMENT = "strftime('%Y-%m-%dT%H:%M:%S.000000Z', 1700000000 + number * 7, 'unixepoch')"

_FILL = f"""
WITH RECURSIVE numbers (number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?
)
INSERT INTO clockings (
    id, badge_number, kind, reader, swiped_at, boot_id, boottime_ns, clock_trusted, true_at,
    date, time_of_day_in_minutes, state, attempts, protime_id, changed_at
)
SELECT
    lower(hex(randomblob(16))), printf('%014d', number % 500), 'InOut', 'front-door', {_MOMENT},
    '0123456789abcdef0123456789abcdef', number * 7000000000, 1, {_MOMENT},
    date(1700000000 + number * 7, 'unixepoch'), number * 7 / 60 % 1440,
    'delivered', 1, number, {_MOMENT}
FROM numbers
"""

_SEAL_ALL = f"UPDATE clockings SET checksum = checksum_of({', '.join(CHECKED_COLUMNS)})"


def fill(path: Path, clockings: int) -> None:
    """Make an outbox with so many delivered clockings."""
    connection = open_durable(path)
    connection.execute("BEGIN")
    connection.execute(_FILL, (clockings,))
    connection.execute(_SEAL_ALL)
    connection.execute("COMMIT")
    connection.close()
