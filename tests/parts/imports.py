"""Runs the command `badge-terminal` and tells which thread imported what.

python -m tests.parts.imports FILE ARGUMENT...

A module counts for the thread that first asked for it, which is the one that waits for it.
"""

import json
import sys
import threading
from pathlib import Path


def main(told: Path, *arguments: str) -> None:
    """Become the command; at its end, write what each thread imported, by the thread's name."""
    asked: dict[str, str] = {}
    known = set(sys.modules)

    def note(event: str, details: tuple[object, ...]) -> None:
        if event == "import" and details[0] not in sys.modules:  # what is in there is to be missed
            asked.setdefault(str(details[0]), threading.current_thread().name)

    sys.addaudithook(note)
    sys.argv = ["badge-terminal", *arguments]
    from terminal.cli import main as command  # noqa: PLC0415 - what is watched

    try:
        command()
    finally:
        threads = {name: asked[name] for name in sys.modules if name in asked and name not in known}
        told.write_text(json.dumps(threads))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
