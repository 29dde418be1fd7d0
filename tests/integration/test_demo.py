"""The demo as a newcomer meets it: a process with a script, a pipe or a keyboard."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from select import select
from threading import Event
from time import monotonic

import pytest

from tests.parts.command import run

DEMO = [sys.executable, "-m", "terminal", "demo"]
PATIENCE_SECONDS = 60


def played(script: str, *options: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the demo with a script on its standard input."""
    return subprocess.run(
        [*DEMO, *map(str, options)],
        input=script,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_a_script_shows_cue_outbox_and_booking(tmp_path: Path) -> None:
    """A swipe is accepted, a repeat is told, an unknown badge is a dead letter; it exits 0."""
    script = tmp_path / "script.txt"
    script.write_text("# a comment\n1955\n1955\n777  # nobody\n\nbooked\noutbox\nstatus\n")
    ended = subprocess.run(
        [*DEMO, "--script", str(script)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    said = ended.stdout
    assert "> 1955\n  ACCEPTED   " in said
    assert "> 1955\n  REPEATED" in said
    assert "Protime: #2 POST clockings: 201, booked 19250: InOut of @badge-number 1955" in said
    assert "refused: people has nothing with @badge-number '777'" in said
    assert re.search(r"19250 +Ada +\d{4}-\d\d-\d\d +\d\d:\d\d +InOut", said)
    assert re.search(r"2 +\S+ \S+ +777 +InOut +rejected +HTTP 400", said)
    assert "demo: running since" in said
    assert said.endswith("2 swipes accepted: 1 delivered, 0 waiting, 1 refused and kept.\n")


def test_the_network_goes_and_comes_back(tmp_path: Path) -> None:
    """Offline swipes are stored and shown as waiting, and delivered once it is back."""
    script = "offline\n1955\nwait\n00042\noutbox\nbooked\nonline\nwait\nbooked\n"
    ended = played(script, "--keep", tmp_path / "kept")
    assert (ended.returncode, ended.stderr) == (0, "")
    before, after = ended.stdout.split("> online")
    assert "still waiting: the cable is pulled" in before
    assert len(re.findall("pending|sending", before)) == 2
    assert "Ada" not in before.partition("> booked")[2]
    assert "Ada" in after
    assert after.endswith("2 swipes accepted: 2 delivered, 0 waiting, 0 refused and kept.\n")
    log = (tmp_path / "kept" / "terminal.log").read_text()
    assert "clocking delivered seq=2" in log
    assert "00042" not in log


def test_offline_to_the_end(tmp_path: Path) -> None:
    """What cannot be delivered waits visibly, and is delivered by the next demo in its place."""
    ended = played("offline\n1955\n", "--keep", tmp_path)
    assert ended.returncode == 0
    assert "1 swipe accepted: 0 delivered, 1 waiting, 0 refused" in ended.stdout
    again = played("booked\nwait\nbooked\n", "--keep", tmp_path)
    assert again.returncode == 0
    assert "Ada" in again.stdout
    assert "0 swipes accepted: 0 delivered, 0 waiting" in again.stdout


def test_a_fault_leaves_a_clocking_uncertain() -> None:
    """A connection lost after the booking: the demo says that it does not know."""
    ended = played("fault drop-after-booking\n1955\n")
    assert ended.returncode == 0
    assert "no answer, booked 19250" in ended.stdout
    assert "Of 1 waiting it is not known whether Protime booked them." in ended.stdout


def test_function_badges_choose_what_the_next_swipe_is() -> None:
    """A reason, one that is cancelled, an activity: shown as they are chosen, stored, booked."""
    ended = played("9001\n1955\n9001\n9001\n00042\n9002\n1955\noutbox\nbooked\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    said = ended.stdout
    assert (
        "> 9001\n  CHOSEN               Dokter / Médecin / Doctor: swipe within 10 seconds" in said
    )
    assert "> 1955\n  ACCEPTED " in said
    assert "> 9001\n  SELECTION-OVER " in said
    assert re.findall(r"1955 +(\w+ \S+) +delivered", said) == [
        "Activity 00014/10019",
        "Reason DOCTOR",
    ]
    assert re.search(r"Chloé +\S+ +\S+ +InOut", said)
    assert said.endswith("3 swipes accepted: 3 delivered, 0 waiting, 0 refused and kept.\n")


def test_slips_are_answered_kindly() -> None:
    """Unknown words and faults, help, and an end before the end of the script."""
    ended = played("offlin\nxyzzy\nhelp\nfault\nfault 50333\nfault 503\nquit\n1955\n")
    assert ended.returncode == 0
    assert "did you mean `offline`?" in ended.stdout
    assert "xyzzy is no command and no badge number: `help` lists" in ended.stdout
    assert "fault NAME  let Protime go wrong" in ended.stdout
    assert "no fault is called '50333'; there is 503" in ended.stdout
    assert "planned: 503" in ended.stdout
    assert "0 swipes accepted" in ended.stdout


class Keyboard:
    """Types into a program that has a terminal, and reads its screen."""

    def __init__(self) -> None:
        self._here, self.there = pty.openpty()
        self._unread = b""

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._here, keys)

    def read_until(self, wanted: bytes) -> bytes:
        """Return what was written up to and including what is wanted."""
        give_up_at = monotonic() + PATIENCE_SECONDS
        while wanted not in self._unread:
            ready, _, _ = select([self._here], [], [], max(0.0, give_up_at - monotonic()))
            assert ready, self._unread
            self._unread += os.read(self._here, 4096)
        said, _, self._unread = self._unread.partition(wanted)
        return said + wanted

    def close(self) -> None:
        """Pull its plug."""
        os.close(self._here)
        os.close(self.there)


def until_it_sleeps(pid: int) -> None:
    """Wait until a program has shown its prompt and waits for a key.

    Before that, Python notes a Ctrl-C and acts upon it only after the next key.
    """
    status = Path(f"/proc/{pid}/stat")
    give_up_at = monotonic() + PATIENCE_SECONDS
    while status.read_text().rpartition(")")[2].split()[0] != "S":
        assert monotonic() < give_up_at
        Event().wait(0.005)


@pytest.mark.parametrize("end", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_it_is_driven_from_a_keyboard(end: bytes) -> None:
    """At a terminal there is a prompt, and Ctrl-D or Ctrl-C ends it in order."""
    keyboard = Keyboard()
    screen = keyboard.there
    with subprocess.Popen(
        ["setsid", "--ctty", "--wait", *DEMO], stdin=screen, stdout=screen, stderr=screen
    ) as demo:
        try:
            keyboard.read_until(b"\n> ")
            keyboard.press(b"1955\n")
            keyboard.read_until(b"booked 19250")
            keyboard.read_until(b"\n> ")
            until_it_sleeps(demo.pid)
            keyboard.press(end)
            assert b"1 swipe accepted: 1 delivered" in keyboard.read_until(b"refused and kept.")
            assert demo.wait(PATIENCE_SECONDS) == 0
        finally:
            demo.kill()
    keyboard.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A bad --keep is a failure with a way out."""
    (tmp_path / "file").write_text("")
    result = run("demo", "--keep", str(tmp_path / "file" / "x"))
    assert result.exit_code == 1
    assert "cannot be made (Not a directory); name another" in result.stderr
