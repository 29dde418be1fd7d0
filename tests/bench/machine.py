"""Where and when figures were measured: without that, none of them can be compared."""

import os
import platform
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Self

_LIBRARIES = ("httpx", "sqlite-utils", "pyscard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The machine, its software and the day.

    Attributes:
        processor: Its model and how many of it may be used.
        system: Distribution and kernel.
        software: Python, SQLite and the libraries that take part.
    """

    processor: str
    system: str
    software: str
    day: date

    @classmethod
    def here(cls) -> Self:
        """Return those of this process."""
        libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
        python = f"Python {platform.python_version()}"
        return cls(
            processor=f"{len(os.sched_getaffinity(0))} cores of {_processor()}",
            system=f"{_distribution()}, Linux {platform.release()}",
            software=f"{python}, SQLite {sqlite3.sqlite_version}, {libraries}",
            day=datetime.now(UTC).date(),
        )

    def in_words(self) -> str:
        """Return all of it in one line."""
        return f"{self.day}; {self.processor}; {self.system}; {self.software}"


def _processor() -> str:
    found = re.search(
        r"^(?:model name|Model)\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE
    )
    return found[1].strip() if found else platform.machine()


def _distribution() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
