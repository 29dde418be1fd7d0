"""Bytes that are taken one after the other."""


class BreaksOff(ValueError):
    """There are fewer bytes than were announced."""


class Octets:
    """A row of bytes, and how far it has been taken.

    Attributes:
        taken: How many bytes have been taken.
    """

    def __init__(self, row: bytes) -> None:
        self.taken = 0
        self._row = row

    def __bool__(self) -> bool:
        return self.taken < len(self._row)

    def take(self, count: int) -> bytes:
        """Return the next bytes.

        Raises:
            BreaksOff: There are not so many.
        """
        end = self.taken + count
        if end > len(self._row):
            raise BreaksOff("it breaks off: it was written only in part")
        part = self._row[self.taken : end]
        self.taken = end
        return part

    def number(self, count: int = 1) -> int:
        """Return the next bytes as a number, the most significant first.

        Raises:
            BreaksOff: There are not so many.
        """
        return int.from_bytes(self.take(count))
