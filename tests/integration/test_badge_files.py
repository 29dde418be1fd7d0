"""The configuration's file as `badge learn` writes it, and the reader it listens to."""

import os
from pathlib import Path

import pytest

from terminal import config
from terminal.cli.app import Failure
from terminal.cli.badge_source import chosen, listen, readings
from terminal.cli.badge_writing import write_rules
from terminal.config import ConfigErrors, WiegandReader
from terminal.model import Presented, ReaderFound, ReaderLost, Unreadable
from terminal.simulator import ProtimeSimulator
from tests.parts.daemon import Daemon, configuration
from tests.parts.fakes import ScriptedReader
from tests.parts.stored import config_file

TYPED = [{"preset": "typed"}]
NOBODY = 65534


class TestWriting:
    """All of it or nothing."""

    def test_owner_and_mode_stay(self, tmp_path: Path) -> None:
        """The service must still be able to read its configuration; a link stays a link."""
        file = config_file(tmp_path)
        file.chmod(0o640)
        if os.geteuid() == 0:
            os.chown(file, NOBODY, NOBODY)
        owner = file.stat().st_uid
        link = tmp_path / "link.toml"
        link.symlink_to(file)

        write_rules(link, TYPED, "Found.")

        assert link.is_symlink()
        assert (file.stat().st_uid, file.stat().st_mode & 0o777) == (owner, 0o640)
        assert config.load(file).badge.rules[0].preset == "typed"

    def test_rules_that_do_not_fit_leave_the_file_alone(self, tmp_path: Path) -> None:
        """What `config check` refuses is not written."""
        file = config_file(tmp_path)
        before = file.read_bytes()
        with pytest.raises(ConfigErrors, match="which delivers text, and no rule takes that"):
            write_rules(file, [{"preset": "wiegand26"}], "Found.")
        assert (file.read_bytes(), list(tmp_path.iterdir())) == (before, [file])

    def test_an_unusual_file_is_left_to_a_person(self, tmp_path: Path) -> None:
        """The rules are told, to be put in by hand."""
        file = tmp_path / "terminal.toml"
        file.write_text('badge.format = "hex"\n')
        with pytest.raises(Failure, match=r"Put this in its place:\n\n\[\[badge\.rules\]\]"):
            write_rules(file, TYPED, "Found.")

    def test_a_file_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        """Mostly it belongs to root."""
        with pytest.raises(Failure, match="Try it with sudo"):
            write_rules(tmp_path, TYPED, "Found.")


class TestReader:
    """Whose badges are listened to."""

    def test_the_first_reader_is_the_usual_one(self, tmp_path: Path) -> None:
        """A name chooses another one."""
        loaded = config.load(config_file(tmp_path))
        assert chosen(loaded, "") is chosen(loaded, "console") is loaded.readers[0]

    def test_what_happens_to_a_reader_is_told(self) -> None:
        """Found, lost and found again, a badge pulled too soon; then a badge."""
        told: list[str] = []
        reader = ScriptedReader(
            ReaderLost("unplugged"), ReaderFound("ACS"), Unreadable("too soon"), Presented("1")
        )
        heard = listen(reader, told.append, ends=False)
        assert next(heard) == "1"
        assert [line.partition(":")[0] for line in told] == ["no reader", "reader", "not read"]

    def test_a_console_ends_with_its_input(self) -> None:
        """Nobody can type any more."""
        reader = ScriptedReader(Presented("1"), ReaderLost("end of input"))
        assert list(listen(reader, print, ends=True)) == ["1"]

    def test_a_reader_that_the_running_terminal_holds_is_not_touched(self, tmp_path: Path) -> None:
        """It says how to free it."""
        with ProtimeSimulator() as protime:
            file = configuration(tmp_path, protime)
            daemon = Daemon(file, tmp_path / "log")
            daemon.wait_for_cue("ready")
            wall = WiegandReader(name="wall", d0=23, d1=24)
            with (
                pytest.raises(Failure, match="holds the reader wall"),
                readings(config.load(file), wall, print),
            ):
                pass
            daemon.kill()
