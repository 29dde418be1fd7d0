"""How many clockings are gone from the outbox, noted, so that nobody has to count those in it.

Their numbers are given out without a gap: as many as the largest of them are in the file or gone.
"""

# ruff: noqa: S608 - what is put into the statements are constants of this module

_REMOVED = "coalesce((SELECT CAST(detail AS INTEGER) FROM parts WHERE part = 'clockings'), 0)"

IN_THE_FILE = f"((SELECT coalesce(max(seq), 0) FROM clockings) - {_REMOVED})"
"""The number of clockings in the file, found without a look at them."""

NOTE_REMOVED = """
INSERT INTO parts (part, condition, detail, since) VALUES ('clockings', 'removed', :number, '')
ON CONFLICT (part) DO UPDATE SET detail = CAST(detail AS INTEGER) + :number
"""
"""To be run after a removal of so many, in the same commit."""

COUNT_REMOVED = """
INSERT OR REPLACE INTO parts (part, condition, detail, since)
SELECT 'clockings', 'removed', coalesce(max(seq), 0) - count(*), '' FROM clockings
"""
"""To be run where numbers may be missing and nobody took note of it; it looks at them all."""
