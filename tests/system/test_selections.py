"""A terminal at which something can be chosen, as a process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

from terminal.model import Kind
from terminal.outbox.beside import open_reading
from terminal.simulator import ProtimeSimulator
from tests.bench.awake import Awake
from tests.parts.command import run
from tests.parts.daemon import ANSWER_SECONDS, Daemon, configuration

FUNCTION_BADGE = """
[[selections]]
name = "doctor"
kind = "Reason"
reason = { "@absence-code" = "DOCTOR" }
badge = "9001"
"""
BUTTON = FUNCTION_BADGE + "button = 5\n"
FIXED = """
[[selections]]
name = "end"
kind = "ActivityEnd"
"""
IDLE_SECONDS = 10.0
MOST_WAKE_UPS = 1.2 * IDLE_SECONDS


@contextmanager
def terminal(folder: Path, selections: str, *, fixed: str = "") -> Iterator[Daemon]:
    """Run a terminal with these selections, where a choice waits for three seconds."""
    with ProtimeSimulator() as protime:
        file = configuration(folder, protime, repeat_window_seconds=0)
        text = file.read_text().replace("[terminal]", "[terminal]\nselection_timeout_seconds = 3")
        if fixed:
            text = text.replace('kind = "console"', f'kind = "console"\nselection = "{fixed}"')
        file.write_text(text + selections)
        daemon = Daemon(file, folder / "log")
        try:
            daemon.wait_for_cue("ready")
            yield daemon
            assert daemon.terminate() == 0
        finally:
            daemon.kill()


def kinds(folder: Path) -> list[Kind]:
    """Return the kinds of what is stored, the newest first."""
    with open_reading(folder / "outbox.db") as outbox:
        return [each.swipe.selection.kind for each in outbox.clockings()]


def wait_for(daemon: Daemon, words: str) -> None:
    """Wait until these words are in the log."""
    deadline = monotonic() + ANSWER_SECONDS
    while words not in daemon.log():
        assert monotonic() < deadline, daemon.log()
        Event().wait(0.05)


def test_what_nobody_swiped_for_ends_when_its_time_is_over(tmp_path: Path) -> None:
    """Without a button: a function badge wakes the one who waits for its end."""
    with terminal(tmp_path, FUNCTION_BADGE) as daemon:
        wait_for(daemon, "ready workers=4")
        daemon.type("9001")
        daemon.wait_for_cue("chosen")
        began = monotonic()
        daemon.wait_for_cue("selection-over")
        waited = monotonic() - began
        daemon.type("1955")
        daemon.wait_for_cue("accepted", "accepted-offline")

    assert 2.5 < waited < 6
    assert kinds(tmp_path) == [Kind.IN_OUT]
    assert 'selection over selection=doctor reason="timed out"' in daemon.log()
    assert "9001" not in daemon.log()


def test_it_sleeps_while_nothing_is_chosen(tmp_path: Path) -> None:
    """One thread more, which looks up as seldom as a reader does."""
    with terminal(tmp_path, FUNCTION_BADGE) as daemon:
        daemon.type("1955")
        wait_for(daemon, "read-back on")
        Event().wait(1.0)
        before = Awake.of(daemon.process.pid)
        Event().wait(IDLE_SECONDS)
        idle = Awake.of(daemon.process.pid).since(before)

    assert idle.wake_ups <= MOST_WAKE_UPS


def test_buttons_without_pins_are_a_fault_and_no_more(tmp_path: Path) -> None:
    """On a machine without GPIO: it is shown, logged and in `status`; swipes and badges go on."""
    with terminal(tmp_path, BUTTON) as daemon:
        daemon.wait_for_cue("reader-fault")
        daemon.type("9001", "1955")
        daemon.wait_for_cue("chosen")
        daemon.wait_for_cue("accepted", "accepted-offline")
        status = run("status", "--json", "--config", tmp_path / "terminal.toml")

    parts = {each["part"]: each for each in json.loads(status.stdout)["parts"]}
    assert parts["buttons"]["condition"] == "lost"
    assert "no GPIO for the buttons" in parts["buttons"]["detail"]
    assert "buttons lost reason=" in daemon.log()
    assert kinds(tmp_path) == [Kind.REASON]
    with open_reading(tmp_path / "outbox.db") as outbox:
        assert {each.part: each.condition for each in outbox.parts()}["buttons"] == "off"


def test_a_reader_has_its_own_selection_without_anything_to_choose(tmp_path: Path) -> None:
    """No thread more for that."""
    with terminal(tmp_path, FIXED, fixed="end") as daemon:
        wait_for(daemon, "ready workers=3")
        daemon.type("1955")
        daemon.wait_for_cue("accepted", "accepted-offline")

    assert kinds(tmp_path) == [Kind.ACTIVITY_END]
