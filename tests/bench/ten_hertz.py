"""Rivals that look for work ten times a second: for nothing, or into a store."""

import sqlite3
import sys
from select import select

EVERY_SECONDS = 0.1


def nothing() -> None:
    """Wake up and sleep on."""
    while True:
        select([], [], [], EVERY_SECONDS)


def store(path: str) -> None:
    """Look for something to send, as one does it at first: with a new connection."""
    while True:
        with sqlite3.connect(path) as connection:
            connection.execute("SELECT * FROM clockings WHERE state = 'pending'").fetchall()
        connection.close()
        select([], [], [], EVERY_SECONDS)


if __name__ == "__main__":
    store(sys.argv[1]) if sys.argv[1:] else nothing()
