"""Whether a configuration file becomes what it says, and every error is said at once."""

import re
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal import config
from terminal.config import (
    Config,
    ConfigErrors,
    ConsoleReader,
    Feedback,
    Geolocation,
    KeyboardReader,
    PcscReader,
    SerialReader,
    WiegandReader,
)
from terminal.config.badge_stored import Iso7816, MifareBlock
from terminal.config.show import show
from terminal.model import ExternalReference, Reason
from tests.parts.config_keys import every_key

EXAMPLE = Path(__file__).parents[2] / "config" / "terminal.toml"

LEAST = """
[terminal]
name = "front-door"
time_zone = "Europe/Brussels"
[protime]
tenant = "acme"
company = "Acme Corp"
client_id = "id"
terminal_code = "PI-01"
[[readers]]
kind = "pcsc"
"""


def loaded(tmp_path: Path, text: str) -> Config:
    """Load a configuration from its text."""
    path = tmp_path / "terminal.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path)


class TestLoad:
    """A good file."""

    def test_what_is_left_out_has_its_default(self, tmp_path: Path) -> None:
        """The shortest configuration is filled up with the defaults."""
        got = loaded(tmp_path, LEAST)
        assert got.terminal.time_zone == ZoneInfo("Europe/Brussels")
        assert got.terminal.repeat_window_seconds == 60
        assert got.terminal.clock_trust == "synchronised"
        assert got.terminal.geolocation is None
        assert got.protime.environment == "production"
        assert got.protime.person_reference == "@badge-number"
        assert got.readers == (PcscReader(name="pcsc", match=""),)
        assert got.outbox.path == Path("/var/lib/badge-terminal/outbox.db")
        assert got.feedback == Feedback(green_led=None, red_led=None, buzzer=None)

    def test_everything_can_be_set(self, tmp_path: Path) -> None:
        """Tables in tables and several readers come out as written."""
        text = LEAST.replace(
            "[protime]", "geolocation = {longitude = 4, latitude = 51.5}\n[protime]"
        )
        got = loaded(tmp_path, text + '[[readers]]\nkind = "console"\nname = "typed"\n')
        assert got.terminal.geolocation == Geolocation(longitude=4.0, latitude=51.5)
        assert got.readers[1] == ConsoleReader(name="typed")

    def test_a_byte_order_mark_does_no_harm(self, tmp_path: Path) -> None:
        """A file from an editor that writes a byte-order mark is read."""
        assert loaded(tmp_path, "\ufeff" + LEAST).terminal.name == "front-door"

    def test_a_rehearsal_may_repeat_sooner(self, tmp_path: Path) -> None:
        """With a simulated Protime the repeat window may be shorter than a minute."""
        urls = 'api_url = "http://127.0.0.1:1/x"\ntoken_url = "http://localhost:1/y"\n[[readers]]'
        text = LEAST.replace("[[readers]]", urls)
        text = text.replace("[protime]", "repeat_window_seconds = 0\n[protime]")
        assert loaded(tmp_path, text).terminal.repeat_window_seconds == 0

    def test_it_cannot_be_changed(self, tmp_path: Path) -> None:
        """A configuration stays as it was loaded."""
        got = loaded(tmp_path, LEAST)
        with pytest.raises((AttributeError, FrozenInstanceError)):
            got.protime.tenant = "other"  # type: ignore[misc]  # that is the point


class TestFile:
    """A file that cannot be read."""

    def test_a_missing_file_says_where_to_get_one(self, tmp_path: Path) -> None:
        """A file that does not exist is an error with a way out."""
        with pytest.raises(
            ConfigErrors, match=r"no such file\. `sudo badge-terminal setup` writes it"
        ):
            config.load(tmp_path / "none.toml")

    def test_a_directory_is_not_a_file(self, tmp_path: Path) -> None:
        """What the system says about an unusable path is passed on."""
        with pytest.raises(ConfigErrors, match="cannot be read: Is a directory"):
            config.load(tmp_path)

    def test_a_file_of_others_needs_root(self, tmp_path: Path) -> None:
        """A file that may not be read says how to become somebody who may."""
        with pytest.raises(ConfigErrors, match="may not be read by this user"):
            config.load(_Forbidden(tmp_path))

    def test_other_encodings_are_named(self, tmp_path: Path) -> None:
        """A file that is not UTF-8 says how to save it."""
        path = tmp_path / "terminal.toml"
        path.write_bytes(LEAST.encode("utf-16"))
        with pytest.raises(ConfigErrors, match="Save it again with the encoding UTF-8"):
            config.load(path)

    def test_bad_toml_says_the_line(self, tmp_path: Path) -> None:
        """A slip in the syntax is found by its line and column, without what stands there."""
        with pytest.raises(ConfigErrors, match=r"line 2, column 10") as caught:
            loaded(tmp_path, "[protime]\nsecret = hunter2\n")
        assert "hunter2" not in str(caught.value)


class _Forbidden(type(Path())):  # type: ignore[misc]  # the class depends on the system
    """A path that nobody may read: root, who runs some test machines, may read all others."""

    def read_text(self, *_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")


class TestShow:
    """The effective configuration."""

    def test_it_loads_as_the_same_again(self, tmp_path: Path) -> None:
        """What is shown is a configuration, and the same one."""
        text = LEAST.replace(
            "[protime]", "geolocation = {longitude = 4, latitude = 51.5}\n[protime]"
        )
        first = loaded(tmp_path, text)
        assert loaded(tmp_path, show(first)) == first

    def test_defaults_are_written_out(self, tmp_path: Path) -> None:
        """Nobody has to know the defaults to see what holds."""
        text = show(loaded(tmp_path, LEAST))
        assert "\nrepeat_window_seconds = 60\n" in text
        assert '\n[[readers]]\nkind = "pcsc"\nname = "pcsc"\nselection = ""\nmatch = ""\n' in text

    @given(match=st.text(st.characters(codec="utf-8")))
    def test_any_text_survives(self, match: str) -> None:
        """Quotes, controls and emoji are written so that TOML reads them back."""
        readers = (PcscReader(match=match),)
        shown = show(msgspec.structs.replace(config.load(EXAMPLE), readers=readers))
        assert tomllib.loads(shown)["readers"][0]["match"] == match


class TestExample:
    """The example that is shipped."""

    def test_no_line_is_too_long_for_a_terminal(self) -> None:
        """It is edited over ssh, where a line that is broken anew is a comment no more."""
        lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if len(line) > 100] == []

    def test_optional_keys_show_their_defaults(self, tmp_path: Path) -> None:
        """The example differs from the defaults only where it says (yours)."""
        example = tomllib.loads(show(config.load(EXAMPLE)))
        default = tomllib.loads(show(loaded(tmp_path, LEAST)))
        differing = {
            key
            for table, entries in example.items()
            if isinstance(entries, dict)
            for key, value in entries.items()
            if default.get(table, {}).get(key) != value
        }
        assert differing <= _marked(EXAMPLE.read_text())

    def test_every_key_is_in_it(self) -> None:
        """No key has to be looked up elsewhere."""
        text = EXAMPLE.read_text()
        for key in every_key():
            assert re.search(rf"(?m)\b{key}( =|\])", text), key

    def test_what_is_commented_out_would_load(self, tmp_path: Path) -> None:
        """Taking the # away from the proposals gives a working configuration."""
        text = re.sub(
            r"(?m)^#(?: |     )(\[\[[a-z.]+\]\]|[a-z_0-9]+ = )",
            r"\1",
            EXAMPLE.read_text(),
        )
        got = loaded(tmp_path, text)
        assert got.terminal.geolocation is not None
        assert got.readers[1:] == (
            SerialReader(device="/dev/serial0"),
            WiegandReader(d0=23, d1=24),
            KeyboardReader(usb_id="ffff:0035"),
            ConsoleReader(),
        )
        doctor, workshop = got.selections
        assert doctor.made() == Reason(ExternalReference("@absence-code", "DOCTOR"), is_open=False)
        assert workshop.label == "workshop"

    @pytest.mark.parametrize(
        ("source", "table", "expected"),
        [
            ("mifare-block", "mifare", MifareBlock(sector=1)),
            (
                "iso7816",
                "iso7816",
                Iso7816(steps=("00A4040005F00102030400", "00A4000C020001", "00B0000008")),
            ),
        ],
    )
    def test_a_stored_number_would_load(
        self, tmp_path: Path, source: str, table: str, expected: MifareBlock | Iso7816
    ) -> None:
        """Each proposal for a number stored on the badge, with its source."""
        text = EXAMPLE.read_text().replace('source = "uid"', f'source = "{source}"')
        _, header, rest = text.partition(f"#   [badge.{table}]\n")
        keys = rest.partition("\n\n")[0]
        taken_in = re.sub(r"(?m)^#   ", "", header + keys)
        got = loaded(tmp_path, text.replace(header + keys, taken_in))
        assert getattr(got.badge, table) == expected


def _marked(text: str) -> set[str]:
    """Return the keys below each comment that begins with (yours), up to the next blank line."""
    blocks = [block for block in text.split("\n\n") if "# (yours)" in block]
    return {key for block in blocks for key in re.findall(r"(?m)^(?:# )?(\w+) =", block)}
