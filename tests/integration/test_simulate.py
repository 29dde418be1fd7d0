"""`badge-terminal simulate` as a process, and what it refuses."""

import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from terminal.model import Presented, Reading
from terminal.readers.pcsc.reader import PcscReader
from terminal.simulator.vpcd import DRIVER
from tests.parts.command import run
from tests.parts.pcscd import running_pcscd

SIMULATE = [sys.executable, "-m", "terminal", "simulate"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_protime_runs_until_it_is_told_to_stop(number: int) -> None:
    """It says what to put into the configuration, and ends in order on a signal."""
    with subprocess.Popen(
        [*SIMULATE, "protime", "--port", "0", "--fault", "503:2", "--badge", "777"],
        stdout=subprocess.PIPE,
        text=True,
    ) as simulator:
        assert simulator.stdout is not None
        assert "simulated Protime at http://127.0.0.1:" in simulator.stdout.readline()
        while "badges: 1955" not in simulator.stdout.readline():
            pass
        simulator.send_signal(number)
        assert simulator.wait(10) == 0


def test_a_second_protime_says_what_to_do_about_the_first() -> None:
    """One that was left open in another window has the port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("simulate", "protime", "--port", str(taken.getsockname()[1]))
    assert "Is it open in another window? End that one with Ctrl-C" in result.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--fault", "nosuch"), "no fault is called 'nosuch'"),
        (("--directory", "/nonexistent/people.toml"), "No such file"),
        (("--cert", "/nonexistent/cert.pem"), "a certificate and its key are given together"),
    ],
)
def test_protime_says_why_it_cannot_start(words: tuple[str, ...], expected: str) -> None:
    """A wish that cannot be met is a failure with the reason."""
    result = run("simulate", "protime", "--port", "0", *words)
    assert result.exit_code == 1
    assert "the simulated Protime cannot start" in result.stderr
    assert expected in result.stderr


def test_a_badge_is_hexadecimal() -> None:
    """An identifier that is none is wrong use."""
    result = run("simulate", "badge", "XYZ")
    assert result.exit_code == 2
    assert "XYZ is not made of pairs of hexadecimal digits" in result.stderr


def test_no_virtual_reader() -> None:
    """Without the driver it says what to install."""
    with socket.socket() as probe:
        if probe.connect_ex(DRIVER) == 0:
            pytest.skip("a virtual reader runs here; `make test` runs this where none does")
    result = run("simulate", "badge", "04A3B2C1")
    assert result.exit_code == 1
    assert "install vsmartcard-vpcd" in result.stderr


def test_a_badge_is_presented(tmp_path: Path) -> None:
    """A badge laid by the command is a badge to our own reader, through the real PC/SC stack."""
    with running_pcscd(tmp_path), closing(PcscReader("Virtual")) as reader:
        command = [*SIMULATE, "badge", "04A3B2C1", "04B0B1B2B3B4B5"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as badge:
            seen = [_next_reading(reader), _next_reading(reader)]
            said, _ = badge.communicate(timeout=20)
    assert badge.returncode == 0
    assert said.splitlines() == ["04A3B2C1: read", "04B0B1B2B3B4B5: read"]
    assert seen == [bytes.fromhex("04A3B2C1"), bytes.fromhex("04B0B1B2B3B4B5")]


def _next_reading(reader: PcscReader) -> Reading:
    give_up_at = monotonic() + 20
    while monotonic() < give_up_at:
        heard = reader.wait(0.5)
        if isinstance(heard, Presented):
            return heard.reading
    raise AssertionError("no badge was presented")


def test_a_badge_that_nobody_reads(tmp_path: Path) -> None:
    """Without a terminal that reads it, the badge says so and exits 1."""
    with running_pcscd(tmp_path):
        result = run("simulate", "badge", "04A3B2C1")
    assert result.exit_code == 1
    assert "04A3B2C1: nobody read it" in result.stderr
