"""`badge read` and `badge learn`, with real readers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts.stored import config_file


def command(verb: str, file: Path, *words: str, typed: str) -> "subprocess.CompletedProcess[str]":
    """Run a verb with a console reader that is typed on."""
    return subprocess.run(
        [sys.executable, "-m", "terminal", "badge", verb, "--config", str(file), *words],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a configuration with a console reader."""
    return config_file(tmp_path)


class TestRead:
    """What a reader sees."""

    def test_each_badge_is_shown_in_all_common_ways(self, file: Path) -> None:
        """What was given, the number of the configuration, and that of every preset."""
        ended = command("read", file, typed="0A004D7603\n")
        assert ended.returncode == 0
        assert "text                 0A004D7603" in ended.stdout
        assert "badge number         0A004D7603" in ended.stdout
        assert "em4100-3-5           077,30211" in ended.stdout
        assert "Present a badge" in ended.stderr

    def test_json_has_a_line_for_each_badge(self, file: Path) -> None:
        """A program reads line by line; `--count` ends it."""
        ended = command("read", file, "--json", "--count", "2", typed="1\n2\n3\n")
        lines = [json.loads(line) for line in ended.stdout.splitlines()]
        assert [line["text"] for line in lines] == ["1", "2"]
        assert lines[0] == {
            "takes": "text",
            "text": "1",
            "length": 1,
            "number": "1",
            "refusal": None,
            "chooses": None,
            "cut": False,
            "presets": {"typed": "1"},
            "beside": {},
        }

    def test_an_unknown_reader_is_told(self, file: Path) -> None:
        """The names that there are stand in the message."""
        ended = command("read", file, "--reader", "wall", typed="")
        assert ended.returncode == 1
        assert "there is no reader wall; the configuration has console" in ended.stderr


class TestLearn:
    """Finding the rule."""

    def test_two_badges_write_the_rule(self, file: Path) -> None:
        """The rule is in the configuration, the rest as before, with its mode."""
        file.chmod(0o640)
        before = file.read_text(encoding="utf-8")
        numbers = ("--number", "116,23152", "--number", "000,00258", "--yes")
        ended = command("learn", file, *numbers, typed="0007625328\n0000000258\n")

        assert ended.returncode == 0, ended.stderr
        assert "is written" in ended.stdout
        after = file.read_text(encoding="utf-8")
        assert after.startswith(before.rstrip())
        assert "# Found by badge learn, from 2 badges:\n[[badge.rules]]\ntakes" in after
        assert file.stat().st_mode & 0o777 == 0o640
        shown = command("read", file, "--json", typed="0007625328\n")
        assert json.loads(shown.stdout)["number"] == "116,23152"
        assert [each.name for each in file.parent.iterdir()] == [file.name]

    def test_json_says_what_was_found(self, file: Path) -> None:
        """Without --yes nothing is written."""
        before = file.read_bytes()
        numbers = ("--json", "--number", "X-1", "--number", "Y-2")
        ended = command("learn", file, *numbers, typed="X-1\nY-2\n")
        assert json.loads(ended.stdout) == {
            "badges": 2,
            "rules": [{"preset": "typed"}],
            "written": False,
        }
        assert (ended.returncode, file.read_bytes()) == (0, before)

    @pytest.mark.parametrize(
        ("typed", "numbers", "reason"),
        [
            ("0101436029\n2949385415\n", ("0101436029", "2949385415"), "Ambiguous"),
            ("0101436029\n", ("0101436029",), "Ambiguous"),
            ("X1\n", ("X1",), "One badge proves little"),
            ("12\n", ("99",), "No rule fits"),
            ("", ("1",), "no badge was presented"),
            ("X1\n", ("",), "no badge was presented"),
        ],
    )
    def test_what_is_not_sure_is_not_written(
        self, file: Path, typed: str, numbers: tuple[str, ...], reason: str
    ) -> None:
        """Several rules, one badge only, or no rule: it says so, exit code 1."""
        before = file.read_bytes()
        words = [word for number in numbers for word in ("--number", number)]
        ended = command("learn", file, *words, "--yes", typed=typed)
        assert (ended.returncode, file.read_bytes()) == (1, before)
        assert reason in ended.stderr

    def test_a_slip_is_told_and_the_lesson_goes_on(self, file: Path) -> None:
        """The same badge again, or a number that another badge has."""
        numbers = ("--number", "A1", "--number", "A1", "--number", "B2", "--json")
        ended = command("learn", file, *numbers, typed="A1\nA1\nB1\nB2\n")
        assert "a badge of before" in ended.stderr
        assert "another badge has this number already" in ended.stderr
        assert json.loads(ended.stdout)["rules"] == [{"preset": "typed"}]

    def test_json_does_not_ask(self, file: Path) -> None:
        """A program has to give the numbers."""
        assert command("learn", file, "--json", typed="").returncode == 2

    def test_a_person_is_asked(self, file: Path) -> None:
        """On a terminal: badge, number, badge, number, and whether to write."""
        keyboard, line = os.openpty()
        words = [sys.executable, "-m", "terminal", "badge", "learn", "--config", str(file)]
        with subprocess.Popen(
            words, stdin=line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as running:
            os.close(line)
            assert running.stderr
            assert running.stdout
            for awaited, typed in [
                ("Present a badge", "X-1\n"),
                ("Its badge number", "X-1\n"),
                ("Present another", "Y-22\n"),
                ("Its badge number", "Y-22\n"),
                ("Write this", "y\n"),
            ]:
                _wait_for(running.stderr.fileno(), awaited)
                os.write(keyboard, typed.encode())
            assert "is written" in running.stdout.read()
        os.close(keyboard)
        assert running.returncode == 0
        assert 'preset = "typed"' in file.read_text(encoding="utf-8")


def _wait_for(descriptor: int, words: str) -> None:
    """Read until these words; the program's own time-out ends a wait in vain."""
    heard = ""
    while words not in heard:
        more = os.read(descriptor, 1)
        assert more, heard
        heard += more.decode(errors="replace")
