"""A rival: a terminal that imports all that it will ever need before it takes a badge."""

import sqlite3
import sys

import gpiozero
import httpx
import smartcard
import sqlite_utils


def main() -> None:
    """Store what is typed, durably, and say so."""
    database = sqlite_utils.Database(sqlite3.connect(sys.argv[1], isolation_level=None))
    database.conn.execute("PRAGMA journal_mode = wal")
    database.conn.execute("PRAGMA synchronous = full")
    client = httpx.Client()
    swipes = database.table("swipes")
    for line in sys.stdin:
        swipes.insert({"badge": line.strip()})
        print("ACCEPTED", flush=True)
    client.close()


if __name__ == "__main__":
    if all((gpiozero, smartcard)):
        main()
