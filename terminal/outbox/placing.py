"""Swipes that were stored before places were: what was to be told of them is kept with them."""

import sqlite3

from terminal.model import Place
from terminal.outbox.checksum import SEAL
from terminal.outbox.places import written
from terminal.outbox.soundness import is_sound

_WAITING = "SELECT * FROM clockings WHERE state <> 'delivered' AND state <> 'closed'"
_PLACE = "UPDATE clockings SET place = ? WHERE seq = ?"


def place_waiting(connection: sqlite3.Connection, stood_at: Place | None) -> None:
    """Give all that may still be sent the place that the terminal told of until now.

    A row that is damaged stays as it is: a new checksum would make it look sound.
    """
    if stood_at is None:
        return
    seqs = [(row["seq"],) for row in connection.execute(_WAITING) if is_sound(row)]
    connection.executemany(_PLACE, [(written(stood_at), seq) for (seq,) in seqs])
    connection.executemany(SEAL, seqs)
