"""Every statement of the daemon that touches the outbox after the schema is made."""

# ruff: noqa: S608 - what is put into the statements are constants of this module

from terminal.outbox.rows import NEW_COLUMNS

NO_SEQ_IS_LARGER = 2**63 - 1

LONGEST_WAIT = "+1 hour"
"""No attempt is planned further ahead. One that is was planned by a wrong clock: it is due."""

UNDELIVERED = "state <> 'delivered'"
"""The condition of the partial index. SQLite uses that index only where these words stand."""

PUT = (
    f"INSERT INTO clockings ({', '.join(NEW_COLUMNS)}) VALUES ({', '.join('?' * len(NEW_COLUMNS))})"
)

BEFORE = "SELECT * FROM clockings WHERE seq < ? ORDER BY seq DESC LIMIT ?"

IN_DOUBT = f"""(
    SELECT badge_number, date, time_of_day_in_minutes FROM clockings
    WHERE state = 'uncertain' AND {UNDELIVERED} AND date IS NOT NULL
)"""
"""While one is uncertain, what else its badge has in that minute waits: Protime's list could not
tell the two apart. So nothing of that badge and minute is underway while the list is read."""

UNMISTAKABLE = f"(badge_number, date, time_of_day_in_minutes) NOT IN {IN_DOUBT}"

# Fresh ones go before those that failed before, so that no failing one keeps others from being
# tried; one for each badge, the oldest; none of a badge that has one underway or waiting. Those
# that failed go in turn, by the time for which each was put off. A fresh one may be older than one
# of its badge that failed: it was held, or rejected, or waited for a doubt.
DUE = f"""
WITH waiting AS (
    SELECT badge_number FROM clockings WHERE state = 'sending' AND {UNDELIVERED}
    UNION ALL
    SELECT badge_number FROM clockings
    WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at > :now
      AND next_attempt_at <= strftime('%Y-%m-%dT%H:%M:%fZ', :now, '{LONGEST_WAIT}')
),
again AS (
    SELECT min(seq) AS failed_seq, badge_number AS failed_badge, next_attempt_at AS put_off_to
    FROM clockings
    WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NOT NULL
      AND {UNMISTAKABLE}
    GROUP BY badge_number
),
fresh AS (
    SELECT seq, badge_number FROM clockings LEFT JOIN again ON failed_badge = badge_number
    WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NULL
      AND badge_number NOT IN (SELECT badge_number FROM waiting)
      AND seq <= coalesce(failed_seq, seq)
      AND {UNMISTAKABLE}
    ORDER BY seq LIMIT :room * 8
)
SELECT min(seq) AS seq, 0 AS turn, NULL AS put_off_to FROM fresh GROUP BY badge_number
UNION ALL
SELECT failed_seq AS seq, 1 AS turn, put_off_to FROM again
WHERE failed_badge NOT IN (SELECT badge_number FROM waiting)
  AND NOT EXISTS (
    SELECT 1 FROM clockings
    WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NULL
      AND seq < failed_seq AND badge_number = failed_badge AND {UNMISTAKABLE}
  )
ORDER BY turn, put_off_to, seq LIMIT :room
"""

ANY_PENDING = f"SELECT 1 FROM clockings WHERE state = 'pending' AND {UNDELIVERED} LIMIT 1"

SET_BACK = f"""
SELECT 1 FROM clockings WHERE state = 'uncertain' AND {UNDELIVERED}
UNION ALL
SELECT 1 FROM clockings
WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NOT NULL
LIMIT 1
"""
"""Whether anything failed before or is in doubt."""

FRESH = f"""
SELECT min(seq) AS seq FROM (
    SELECT seq, badge_number FROM clockings
    WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NULL
      AND badge_number NOT IN (
        SELECT badge_number FROM clockings WHERE state = 'sending' AND {UNDELIVERED}
      )
    ORDER BY seq LIMIT :room * 8
)
GROUP BY badge_number ORDER BY min(seq) LIMIT :room
"""
"""What `DUE` comes to where nothing is set back, in a third of its time (decision record 0042)."""

# All in one statement: with each step a thread gives up the interpreter, and waits to have it again
# with the lock in its hand.
MARK_SENDING = """
UPDATE clockings SET state = 'sending', attempts = attempts + 1, changed_at = ?
WHERE seq IN (SELECT value FROM json_each(?)) AND state = 'pending' RETURNING *
"""

SETTLE = """
UPDATE clockings SET state = ?, next_attempt_at = ?, protime_id = ?, last_error = ?, changed_at = ?
WHERE seq = ? AND state = 'sending'
"""

FOREIGN_WRITES = "PRAGMA data_version"
"""A number that changes with each commit of another connection, and with none of the own one
(SQLite, "Pragma statements", data_version)."""

NEXT_ATTEMPT = f"""
SELECT next_attempt_at FROM clockings
WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NOT NULL AND {UNMISTAKABLE}
ORDER BY next_attempt_at LIMIT 1
"""

BRING_FORWARD = f"""
UPDATE clockings SET next_attempt_at = :now
WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at > :now
"""

HELD = f"""
SELECT * FROM clockings
WHERE state = 'held' AND {UNDELIVERED} AND next_attempt_at IS NULL AND seq > ? ORDER BY seq
"""

STILL_HELD = "SELECT * FROM clockings WHERE seq = ? AND state = 'held'"

# A held one has attempts only where it was rescued from a damaged file, or restored from a backup
# of a terminal that is lost: its row may be older than what became of it.
RELEASE = """
UPDATE clockings
SET true_at = ?, date = ?, time_of_day_in_minutes = ?, true_at_error_seconds = ?,
    state = iif(attempts = 0, 'pending', 'uncertain'), changed_at = ?
WHERE seq = ? AND state = 'held'
"""

COUNT = f"SELECT count(*) FROM clockings WHERE state = ? AND {UNDELIVERED}"

REPORT = """
INSERT INTO parts (part, condition, detail, since) VALUES (:part, :condition, :detail, :now)
ON CONFLICT (part) DO UPDATE SET
    since = iif(condition = excluded.condition, since, excluded.since),
    condition = excluded.condition,
    detail = excluded.detail
"""

# What is there only where it is configured.
CONFIGURED_PARTS = (
    "SELECT part FROM parts WHERE part LIKE 'reader %' OR part IN ('buttons', 'place')"
)
FORGET_PART = "DELETE FROM parts WHERE part = ?"

UNCERTAIN = f"SELECT * FROM clockings WHERE state = 'uncertain' AND {UNDELIVERED} ORDER BY seq"

# Clockings of the same minute lie close together: seq counts up with time.
KNOWN_IDS = """
SELECT protime_id FROM clockings
WHERE seq BETWEEN ? AND ? AND badge_number = ? AND protime_id IS NOT NULL
"""

NAMELESS = """
SELECT 1 FROM clockings
WHERE seq BETWEEN ? AND ? AND badge_number = ? AND kind = ?
  AND date = ? AND time_of_day_in_minutes = ?
  AND state IN ('delivered', 'closed') AND attempts > 0 AND protime_id IS NULL LIMIT 1
"""

CONCLUDE = """
UPDATE clockings SET state = ?, next_attempt_at = ?, protime_id = ?, last_error = ?, changed_at = ?
WHERE seq = ? AND state = 'uncertain'
"""

RECONSIDER = """
UPDATE clockings SET state = 'pending', next_attempt_at = NULL, changed_at = ?
WHERE seq = ? AND state = 'rejected'
"""

DOUBT_SENDING = f"""
UPDATE clockings SET state = 'uncertain', changed_at = ?,
    last_error = 'the terminal stopped before it saw an answer from Protime'
WHERE state = 'sending' AND {UNDELIVERED}
"""

UNFINISHED = f"""
SELECT * FROM clockings
WHERE state IN ('held', 'pending', 'sending', 'uncertain') AND {UNDELIVERED}
"""

REJECT_DAMAGED = """
UPDATE clockings SET state = 'rejected', next_attempt_at = NULL, last_error = ?, changed_at = ?
WHERE seq = ?
"""

# At a start everything may be tried at once: a wait planned by a wrong clock ends here too.
FORGET_BACKOFF = f"""
UPDATE clockings SET next_attempt_at = NULL
WHERE state = 'pending' AND {UNDELIVERED} AND next_attempt_at IS NOT NULL
"""

BOOT = "SELECT * FROM boots WHERE boot_id = ?"

NOTE_BOOT = """
INSERT INTO boots
    (boot_id, started_at, error_seconds, seen_boottime_ns, seen_at, seen_error_seconds)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (boot_id) DO UPDATE SET
    started_at = excluded.started_at,
    error_seconds = excluded.error_seconds,
    seen_boottime_ns = excluded.seen_boottime_ns,
    seen_at = excluded.seen_at,
    seen_error_seconds = excluded.seen_error_seconds
"""

# It counts, since SQLite writes nothing, and syncs nothing, for a row that stays as it was.
TOUCH = """
INSERT INTO parts (part, condition, detail, since) VALUES ('outbox', 'in use', '1', '')
ON CONFLICT (part) DO UPDATE SET detail = CAST(detail AS INTEGER) + 1
"""
