"""Says what of the outboxes in a folder Protime does not have yet; nothing if it has all.

    python3 undelivered.py FOLDER

It knows of SQLite and of the states of a clocking, and of nothing else of the terminal: it has
to work when the rest does not. A rehearsal's outbox is for nobody but the rehearsal.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

UNDELIVERED = "SELECT count(*) FROM clockings WHERE state NOT IN ('delivered', 'closed')"


def said_of(outbox: Path) -> str:
    """Return what is to be said of one outbox."""
    try:
        with closing(sqlite3.connect(f"{outbox.as_uri()}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute(UNDELIVERED).fetchone()
    except sqlite3.Error as error:
        return f"{outbox} cannot be read ({error})"
    return f"{outbox}: {count} not delivered" if count else ""


def main(folder: Path) -> None:
    """Print a line for each file that is not done with."""
    outboxes = [file for file in folder.glob("*.db") if file.name != "rehearsal.db"]
    damaged = [f"{file} was set aside as damaged" for file in folder.glob("*.damaged-*[0-9Z]")]
    for line in sorted([*map(said_of, outboxes), *damaged]):
        if line:
            print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
