"""Rules for badge numbers in the running terminal, and what operators read of them."""

import json
from pathlib import Path

from terminal.outbox.beside import open_reading
from terminal.simulator import ProtimeSimulator
from tests.parts.command import run
from tests.parts.daemon import Daemon, configuration

RULES = """
[badge]
[[badge.rules]]
takes = "text"
prefix = "~"
number = "{text[1:]}"
"""


def told(file: Path) -> dict[str, object]:
    """Return what `status` says of badge numbers."""
    parts = json.loads(run("status", "--json", "--config", file).stdout)["parts"]
    (part,) = [each for each in parts if each["part"] == "badge numbers"]
    return {key: part[key] for key in ("condition", "detail")}


def test_a_rule_decides_and_a_collision_is_told(tmp_path: Path) -> None:
    """Two badges that the rule makes one of: both are answered, `status` and the log say so."""
    with ProtimeSimulator() as protime:
        file = configuration(tmp_path, protime)
        file.write_text(file.read_text() + RULES)
        daemon = Daemon(file, tmp_path / "log")
        daemon.wait_for_cue("ready")
        assert told(file) == {"condition": "in order", "detail": ""}

        daemon.type("~A12345", "12345", "~B12345")
        cues = [str(daemon.cue()).removesuffix("-offline") for _ in range(3)]
        assert cues == ["accepted", "unreadable", "repeated"]
        daemon.terminate()

    assert told(file)["condition"] == "collision"
    assert str(told(file)["detail"]).startswith("…45: two different badges")
    assert "no rule takes it: it does not begin with the prefix" in daemon.log()
    assert "12345" not in daemon.log()
    with open_reading(tmp_path / "outbox.db") as outbox:
        (stored,) = outbox.clockings()
    assert stored.swipe.badge_number.value == "12345"
