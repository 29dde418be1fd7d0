"""Real power cuts: what was accepted is on disk, whatever the disk had not yet written."""

import subprocess
import sys

import pytest

from tests.parts.need import need, need_root
from tests.parts.powercut.__main__ import BROKEN_PROMISE

CUTS = 20
CUTS_UNTIL_FOUND = 5
LONGEST_SECONDS = 300


def test_no_power_cut_loses_a_swipe_that_was_accepted() -> None:
    """20 cuts: all is there with its time, nothing twice, the next swipe is accepted."""
    ended = cut_power(CUTS, "terminal")

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_usual_setting_of_a_write_ahead_log_is_found_out() -> None:
    """With `synchronous = NORMAL` accepted swipes are lost, and these power cuts show it."""
    ended = cut_power(CUTS_UNTIL_FOUND, "unsynced")

    assert ended.returncode == BROKEN_PROMISE, ended.stdout + ended.stderr
    assert "lost: badge " in ended.stdout


def cut_power(cuts: int, program: str) -> subprocess.CompletedProcess[str]:
    """Cut the power of a program so often, and return what was said of it."""
    need_root("mount a disk of its own")
    need("nbdkit", "nbdfuse", "fusermount3", "mkfs.ext4", "e2fsck", "unshare")
    need("/dev/fuse", "/dev/loop-control")
    command = [sys.executable, "-m", "tests.parts.powercut", str(cuts), "--program", program]
    ended = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=LONGEST_SECONDS
    )
    sys.stdout.write(ended.stdout)
    return ended


pytestmark = pytest.mark.timeout(LONGEST_SECONDS + 20)
