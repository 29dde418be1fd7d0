"""What `setup` tries: a real pcscd with a virtual reader, and pins of gpiozero's own mock."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from terminal.bootstrap.readers_there import readers_there
from terminal.cli.setup_dialogue import Dialogue
from tests.parts.pcscd import Pcscd, running_pcscd

BLINK = """
from threading import Event
from terminal.bootstrap.trials import blink
from terminal.config import Feedback
pause = Event()
pause.set()
print(blink(Feedback(green_led=17, red_led=27, buzzer=22), pause))
"""


@pytest.fixture
def pcscd(tmp_path: Path) -> Iterator[Pcscd]:
    """Run a real pcscd with two virtual readers."""
    empty = tmp_path / "no-readers"
    empty.mkdir()
    with running_pcscd(empty) as running:
        yield running


@pytest.mark.parametrize(("factory", "said"), [("mock", "True\n"), ("no-such", "False\n")])
def test_lights_blink_where_there_are_pins(factory: str, said: str) -> None:
    """Each is lit once; without pins that is said, and no more."""
    done = subprocess.run(
        [sys.executable, "-c", BLINK],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "GPIOZERO_PIN_FACTORY": factory},
    )
    assert done.stdout == said, done.stderr


def test_one_of_several_readers_is_chosen(pcscd: Pcscd) -> None:
    """All are named; a part that two of them or none has is asked again, and never kept."""
    del pcscd
    seen = readers_there()
    assert seen
    assert len(seen.readers) == 2
    answers: dict[str, object] = {}
    dialogue = Dialogue(answers, {})

    @click.command()
    def ask() -> None:
        dialogue._reader()

    done = CliRunner().invoke(ask, input="Virtual\nACR122\n00 01\n")
    assert "Virtual PCD 00 00" in done.output
    assert "several fit" in done.output
    assert "no reader has “ACR122” in its name" in done.output
    assert done.output.endswith("A reader is there.\n")
    assert dialogue._table["readers"] == [{"kind": "pcsc", "match": "00 01"}]


def test_no_reader_at_all(pcscd: Pcscd) -> None:
    """Somebody may go on all the same, and plug it in later."""
    pcscd.stop()
    pcscd.start(with_reader=False)
    dialogue = Dialogue({"feedback": {}, "terminal": {"name": "door"}, "protime": 1}, {})

    @click.command()
    def ask() -> None:
        dialogue._reader()
        dialogue._lights()

    done = CliRunner().invoke(ask, input="n\n")
    assert "pcscd lists no reader" in done.output
    assert dialogue._table["readers"] == [{"kind": "pcsc", "match": ""}]
