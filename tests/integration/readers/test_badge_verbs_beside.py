"""`badge learn` on a real pcscd, beside the terminal that runs on the same reader."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from terminal import config
from terminal.bootstrap.numbering import badge_rule
from terminal.simulator import ProtimeSimulator
from terminal.simulator.virtual_badge import SHORTEST_SECONDS, VirtualBadge
from tests.parts.daemon import Daemon, configuration
from tests.parts.pcscd import Pcscd

ACCEPTED = ("accepted", "accepted-offline")
BADGES = [("04A3B2C1", "0077836993"), ("00000102", "0000000258")]


@pytest.fixture
def running(tmp_path: Path, pcscd: Pcscd) -> Iterator[tuple[Path, Daemon]]:
    """Return a terminal that runs on the virtual reader and a console, and its configuration."""
    del pcscd
    with ProtimeSimulator() as protime:
        file = configuration(tmp_path, protime, ("console", "pcsc"))
        daemon = Daemon(file, tmp_path / "log")
        try:
            for _ in range(2):
                daemon.wait_for_cue("ready")
            yield file, daemon
        finally:
            daemon.kill()


def test_a_rule_is_learned_while_the_terminal_runs(running: tuple[Path, Daemon]) -> None:
    """Both see each badge; the terminal stores it, the lesson learns from it, and says so."""
    file, daemon = running
    words = ["--config", str(file), "--reader", "pcsc", "--json", "--yes"]
    words += [word for _, number in BADGES for word in ("--number", number)]
    learn = subprocess.Popen(
        [sys.executable, "-m", "terminal", "badge", "learn", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with learn:
        assert learn.stderr
        assert "it stores and books these swipes as well" in learn.stderr.readline()
        assert "Virtual PCD" in learn.stderr.readline()
        for identifier, _ in BADGES:
            with VirtualBadge(bytes.fromhex(identifier)):
                daemon.wait_for_cue(*ACCEPTED)
                assert " fit" in learn.stderr.readline()
                if identifier == BADGES[0][0]:
                    assert "another badge" in learn.stderr.readline()
            Event().wait(SHORTEST_SECONDS)
        assert learn.stdout
        told = json.loads(learn.stdout.read())

    assert (learn.returncode, told["rules"]) == (0, [{"preset": "uid-decimal-10"}])
    learned = config.load(file).badge
    assert [rule.preset for rule in learned.rules] == ["uid-decimal-10", "typed"]
    assert badge_rule(learned)(bytes.fromhex("04A3B2C1")).value == "0077836993"
