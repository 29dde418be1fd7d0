"""A look at all of a large outbox while it takes swipes already."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread, get_native_id

from terminal.outbox.checks import check_pages, check_words, is_small
from terminal.outbox.connection import open_looking
from terminal.outbox.trouble import is_damage

_NICENESS = 10
"""Whatever else there is to do goes before this."""

_INTERRUPT_AGAIN_SECONDS = 0.02
"""Between two statements there is nothing to interrupt."""


class Inspection:
    """Looks at everything in the file once, in a thread of its own.

    A million clockings take seconds, a minute on a small machine: nobody waits at the door for
    that. Until it is over nothing may be folded into the file, so that whatever it finds, the file
    is as it was and a rescue finds all of it.

    Args:
        path: The outbox, which is open. A small one was looked at when it was opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._trouble: sqlite3.Error | None = None
        self._thread = Thread(target=self._run, name="inspection", daemon=True)
        self._has_begun = self._is_over = is_small(path)

    def is_over(self) -> bool:
        """Return whether all was looked at; the first question begins it.

        Raises:
            sqlite3.DatabaseError: The file is damaged.
        """
        if not self._has_begun:
            self._has_begun = True
            self._thread.start()
        if self._trouble and is_damage(self._trouble):
            raise self._trouble
        return self._is_over

    def close(self) -> None:
        """End it early."""
        while self._thread.is_alive():
            if connection := self._connection:
                with suppress(sqlite3.Error):  # closed by now
                    connection.interrupt()
            self._thread.join(_INTERRUPT_AGAIN_SECONDS)

    def _run(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICENESS)
        try:
            with closing(open_looking(self._path)) as self._connection:
                check_pages(self._connection)
                check_words(self._connection)
        except sqlite3.Error as error:
            # If it is trouble of the disk, whoever uses the file meets it, too.
            self._trouble = error
        self._is_over = True
