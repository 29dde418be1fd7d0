"""The verbs that read: their words, their JSON and their exit codes."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from terminal import __version__
from tests.parts.command import run
from tests.parts.stored import config_file, fill, leave_empty

EXAMPLE = Path(__file__).parents[2] / "config" / "terminal.toml"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return the configuration of an outbox with one clocking in each state."""
    fill(tmp_path)
    return config_file(tmp_path)


class TestCommand:
    """The command as a whole."""

    def test_help_lists_every_verb(self) -> None:
        """The overview names the verbs and the exit codes."""
        text = run("--help").output
        for word in ("run", "demo", "config", "status", "outbox", "simulate", "78"):
            assert word in text

    def test_version(self) -> None:
        """The version is that of the package."""
        assert run("--version").output.strip().endswith(__version__)

    @pytest.mark.parametrize(
        "words", [("nosuch",), ("outbox", "list", "--state", "lost"), ("outbox", "show", "x")]
    )
    def test_wrong_use_exits_2(self, words: tuple[str, ...]) -> None:
        """A verb, choice or number that does not exist is wrong use."""
        assert run(*words).exit_code == 2

    @pytest.mark.parametrize("verb", ["run", "status", "config check", "outbox list"])
    def test_a_bad_configuration_exits_78(self, verb: str, tmp_path: Path) -> None:
        """Every verb that needs the configuration says what is wrong with it, on stderr."""
        result = run(*verb.split(), "--config", tmp_path / "none.toml")
        assert (result.exit_code, result.stdout) == (78, "")
        assert "there is no such file" in result.stderr

    def test_the_module_does_the_same(self, tmp_path: Path) -> None:
        """`python -m terminal` is the command, with its exit codes."""
        words = [sys.executable, "-m", "terminal", "run", "--config", str(tmp_path / "none.toml")]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
        assert ended.returncode == 78
        assert "none.toml: 1 error in the configuration" in ended.stderr

    def test_reading_verbs_load_no_hardware_and_no_network(self, filled: Path) -> None:
        """`status` starts quickly: it loads neither HTTP nor GPIO nor PC/SC nor migrations."""
        program = (
            "import sys; from terminal.cli.app import main\n"
            f"main(['status', '--config', {str(filled)!r}], standalone_mode=False)\n"
            "print({'httpx', 'gpiozero', 'smartcard', 'terminal.simulator'} & set(sys.modules))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert ended.stdout.splitlines()[-1] == "set()"

    def test_the_daemon_loads_libraries_where_it_needs_them(self) -> None:
        """The first reader waits for none of the dear libraries, and `run` for no simulator."""
        program = (
            "import sys, terminal.cli.run\n"
            "dear = {'httpx', 'gpiozero', 'smartcard', 'sqlite_utils', 'terminal.simulator'}\n"
            "print(dear & set(sys.modules))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert ended.stdout == "set()\n"


class TestConfig:
    """`config check` and `config show`."""

    def test_a_good_one(self) -> None:
        """The example passes, and the summary names what it leads to."""
        result = run("config", "check", "--config", EXAMPLE)
        assert result.exit_code == 0
        assert result.output.endswith(
            "in order. Terminal front-door; Protime: acme (production); readers: pcsc.\n"
        )
        assert json.loads(run("config", "check", "--json", "--config", EXAMPLE).output) == []

    def test_a_bad_one_as_json(self, tmp_path: Path) -> None:
        """Programs get a list of where, what and hint."""
        path = tmp_path / "terminal.toml"
        path.write_text(EXAMPLE.read_text().replace("green_led = 17", "green_led = 99"))
        result = run("config", "check", "--json", "--config", path)
        assert result.exit_code == 78
        assert json.loads(result.stdout) == [
            {
                "where": "feedback.green_led",
                "what": "is 99",
                "hint": "It must be a GPIO number from 0 to 27",
            }
        ]

    def test_show_prints_a_configuration(self, tmp_path: Path) -> None:
        """What is shown can be put into a file and is good."""
        path = tmp_path / "terminal.toml"
        path.write_text(run("config", "show", "--config", EXAMPLE).output)
        assert run("config", "check", "--config", path).exit_code == 0


class TestOutbox:
    """`outbox list` and `outbox show`."""

    def test_the_list_is_newest_first(self, filled: Path) -> None:
        """Each clocking is a line with its whole badge number, in the workplace's time."""
        lines = run("outbox", "list", "--config", filled).output.splitlines()
        assert [line.split()[0] for line in lines] == ["SEQ", "5", "4", "3", "2", "1"]
        assert re.split(r"  +", lines[5]) == [
            *("1", "2025-10-26 02:30:00+02:00", "1955", "InOut", "delivered"),
            "Protime's id 19250",
        ]
        assert lines[4].endswith("rejected   HTTP 400 nobody has it")
        assert "2025-10-26 02:40:00+02:00 ?" in lines[1]

    def test_a_state_can_be_chosen(self, filled: Path) -> None:
        """Only the clockings in that state are listed, and said how many there are."""
        text = run("outbox", "list", "--state", "rejected", "--config", filled).output
        assert [line.split()[0] for line in text.splitlines()] == ["SEQ", "2"]

    def test_a_limit_is_told(self, filled: Path) -> None:
        """A list that leaves something out says so."""
        text = run("outbox", "list", "--limit", "2", "--config", filled).output
        assert text.splitlines()[-1] == "The newest 2 of 5. --limit 0 shows all."
        assert (
            len(run("outbox", "list", "--limit", "0", "--config", filled).output.splitlines()) == 6
        )

    def test_json_has_the_columns_of_the_table(self, filled: Path) -> None:
        """Programs get everything, under the names that the file uses."""
        held, *_, first = json.loads(run("outbox", "list", "--json", "--config", filled).output)
        assert first["badge_number"] == "1955"
        assert first["true_at"] == "2025-10-26T00:30:00.000000Z"
        assert (first["date"], first["time_of_day_in_minutes"]) == ("2025-10-26", 150)
        assert (held["state"], held["true_at"], held["date"]) == ("held", None, None)
        assert held["kind"] == "Reason"
        assert held["selection"]["reason"] == {"name": "@absence-code", "value": "DOCTOR"}

    def test_show_tells_the_story(self, filled: Path) -> None:
        """One clocking with all that is known of it."""
        text = run("outbox", "show", "4", "--config", filled).output
        assert "state         pending: waits to be sent" in text
        assert "true time     2025-10-26 02:33:00+02:00\nbooked for    2025-10-26 02:33\n" in text
        assert "next attempt  2025-10-26 02:30:00+01:00" in text
        assert (
            json.loads(run("outbox", "show", "3", "--json", "--config", filled).output)["seq"] == 3
        )

    def test_one_that_is_not_there(self, filled: Path) -> None:
        """A number without a clocking is a failure that says what to do."""
        result = run("outbox", "show", "9", "--config", filled)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "there is no clocking 9. `sudo badge-terminal outbox list` shows" in result.stderr

    def test_an_outbox_that_is_not_there(self, tmp_path: Path) -> None:
        """Before the first run there is nothing to look into."""
        result = run("outbox", "list", "--config", config_file(tmp_path))
        assert result.exit_code == 1
        assert "there is none yet" in result.stderr


class TestStatus:
    """`status`."""

    def test_words(self, filled: Path) -> None:
        """It tells what waits and since when, what is wrong, and what to do."""
        text = run("status", "--config", filled).output
        assert "front-door: has never run with this outbox" in text
        assert re.search(r"link +down since .*: connection refused", text)
        assert re.search(
            r"3 clockings waiting, the oldest for \d+ days \(2025-10-26 02:32:00", text
        )
        assert re.search(r"rejected +1\n +Protime refused them", text)
        assert "see sudo badge-terminal outbox list --state uncertain" in text
        assert re.search(r"Last error: clocking [23], 2025-10-26 02:35:00\+02:00: ", text)

    def test_json(self, filled: Path) -> None:
        """The documented keys, times in UTC."""
        got = json.loads(run("status", "--json", "--config", filled).output)
        assert (got["terminal"], got["waiting"]) == ("front-door", 3)
        assert got["daemon"] == {"is_running": None, "detail": "", "since": None}
        assert got["counts"]["delivered"] == 1
        assert got["oldest_unsent"]["seq"] == 3
        assert got["oldest_unsent"]["swiped_at"] == "2025-10-26T00:32:00.000000Z"
        assert [each["part"] for each in got["parts"]] == ["link"]
        assert got["last_error"]["seq"] in (2, 3)

    def test_every_documented_key_is_there(self, filled: Path) -> None:
        """The help of the verb lists exactly the keys of its JSON."""
        got = json.loads(run("status", "--json", "--config", filled).output)
        described = re.findall(r"(?m)^    (\w+)  ", run("status", "--help").output)
        assert set(got) <= set(described)

    def test_an_empty_outbox(self, tmp_path: Path) -> None:
        """Where nothing waits, nothing is said about it."""
        leave_empty(tmp_path)
        got = json.loads(run("status", "--json", "--config", config_file(tmp_path)).output)
        assert (got["oldest_unsent"], got["last_error"], got["waiting"]) == (None, None, 0)
        text = run("status", "--config", config_file(tmp_path)).output
        assert "front-door: NOT running. No swipe is taken." in text
        assert "0 clockings waiting\n" in text
