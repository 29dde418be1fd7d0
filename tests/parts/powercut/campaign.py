"""Many power cuts, told line by line, until a promise is broken or all are over."""

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from tests.parts.powercut.life import Life
from tests.parts.powercut.moments import Cut, plan

EVIDENCE = Path("build/powercut")
"""Ignored by git; `make clean` removes it."""

_MOST_TOLD = 10


class Campaign:
    """Runs a plan of power cuts.

    Args:
        folder: An empty folder, in memory for speed; on mounts of one's own.
        program: The module that is the terminal; see Daemon.
        tell: Is told about each cut, in a line.
    """

    def __init__(self, folder: Path, program: Sequence[str], tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._program = program
        self._tell = tell
        self._promised = 0

    def run(self, cuts: int, seed: int) -> bool:
        """Cut the power so often; return whether all promises were kept."""
        begun = monotonic()
        self._tell(f"seed {seed}")
        is_kept = all(self._live(cuts) for cuts in _lives(plan(cuts, random.Random(seed))))
        seconds = monotonic() - begun
        self._tell(f"{self._promised} swipes were accepted in {seconds:.0f} s")
        return is_kept

    def _live(self, cuts: Sequence[Cut]) -> bool:
        folder = self._folder / str(cuts[0].number)
        folder.mkdir()
        life = Life(folder, self._program)
        try:
            return all(self._is_survived(life, cut) for cut in cuts) and self._is_finished(life)
        finally:
            self._promised += len(life.promises)
            life.close()
            shutil.rmtree(folder)

    def _is_survived(self, life: Life, cut: Cut) -> bool:
        before = len(life.promises)
        findings = life.cut(cut)
        swipes = len(life.promises) - before
        return self._told(f"{cut}: {swipes} swipes, {len(life.promises)} on disk", findings, life)

    def _is_finished(self, life: Life) -> bool:
        return self._told(f"all of {len(life.promises) + 1} delivered", life.finish(), life)

    def _told(self, line: str, findings: Sequence[str], life: Life) -> bool:
        if not findings:
            self._tell(f"{line}, all well")
            return True
        self._tell(f"{line}: {len(findings)} findings")
        for finding in findings[:_MOST_TOLD]:
            self._tell(f"  {finding}")
        EVIDENCE.mkdir(parents=True, exist_ok=True)
        life.save(EVIDENCE)
        self._tell(f"  the disk, the outbox and the log are in {EVIDENCE}")
        return False


def _lives(cuts: Sequence[Cut]) -> list[list[Cut]]:
    """Return the cuts that one disk has to bear, disk by disk."""
    lives: list[list[Cut]] = []
    for cut in cuts:
        if cut.on_new_disk:
            lives.append([])
        lives[-1].append(cut)
    return lives
