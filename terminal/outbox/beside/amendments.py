"""The ways in which a person can change a clocking, as statements."""

# ruff: noqa: S608 - what is put into the statements are constants of this module

from terminal.model import Activity, ExternalReference, Reason
from terminal.model.struct import Struct
from terminal.outbox.beside.decisions import Ruling
from terminal.outbox.checksum import SEAL
from terminal.outbox.selections import written

ERASED = "erased"
"""Stands in place of a badge number, and of what was selected, after an erasure."""


class Amendment(Struct, frozen=True, kw_only=True):
    """One way to change a clocking.

    Attributes:
        ruling: What a person decides by it.
        statement: Changes the clocking `:seq` if it is in a state that allows it.
        afterwards: What follows where it did, in the same commit.
        only_if_sound: Whether a row that its checksum contradicts must stay as it is.
    """

    ruling: Ruling
    statement: str
    afterwards: tuple[str, ...] = ()
    only_if_sound: bool = False


_SEAL = SEAL.replace("?", ":seq")

_RETRY = "UPDATE clockings SET state = 'pending', next_attempt_at = NULL, changed_at = :at"

RETRY_REJECTED = Amendment(
    ruling=Ruling.RETRY, statement=f"{_RETRY} WHERE seq = :seq AND state = 'rejected'"
)

RETRY_UNCERTAIN = Amendment(
    ruling=Ruling.RETRY, statement=f"{_RETRY} WHERE seq = :seq AND state = 'uncertain'"
)

# Like a release by the daemon: only one that was rescued or restored has attempts, and may have
# been delivered before.
DATE = Amendment(
    ruling=Ruling.DATE,
    statement="""
    UPDATE clockings SET state = iif(attempts = 0, 'pending', 'uncertain'), changed_at = :at,
        next_attempt_at = NULL, true_at = :true_at, date = :date,
        time_of_day_in_minutes = :minutes, true_at_error_seconds = :error_seconds
    WHERE seq = :seq AND state = 'held'
    """,
    afterwards=(_SEAL,),
    only_if_sound=True,
)

MARK_BOOKED = Amendment(
    ruling=Ruling.BOOKED,
    statement="""
    UPDATE clockings SET state = 'delivered', protime_id = :protime_id, last_error = NULL,
        changed_at = :at
    WHERE seq = :seq AND state = 'uncertain'
    """,
)

CLOSE = Amendment(
    ruling=Ruling.CLOSE,
    statement="""
    UPDATE clockings SET state = 'closed', next_attempt_at = NULL, changed_at = :at
    WHERE seq = :seq AND state IN ('held', 'uncertain', 'rejected')
    """,
)

# `changed_at` stays: how long it is kept counts from there.
ERASE = Amendment(
    ruling=Ruling.ERASE,
    statement=f"""
    UPDATE clockings SET badge_number = '{ERASED}', protime_id = NULL, last_error = NULL,
        place = NULL, selection = CASE kind
            WHEN 'Reason' THEN '{written(Reason(ExternalReference(ERASED, ERASED)))}'
            WHEN 'Activity' THEN '{written(Activity(()))}'
        END
    WHERE seq = :seq AND state IN ('delivered', 'closed') AND badge_number = :badge_number
    """,
    afterwards=("UPDATE decisions SET reason = '' WHERE seq = :seq", _SEAL),
)

STORED = "SELECT * FROM clockings WHERE seq = :seq"

DECIDE = """
INSERT INTO decisions (seq, at, decision, reason, by) VALUES (:seq, :at, :ruling, :reason, :by)
"""

ACKNOWLEDGE = """
UPDATE incidents SET acknowledged_at = :at, reason = :reason, by = :by
WHERE number = :number AND acknowledged_at IS NULL
"""
