"""`doctor` without root: what it may not see is unknown, never a guess."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.need import need_root
from tests.parts.stored import config_file, fill

# Modules are loaded by root, who may read them wherever they lie; the rest is done by nobody.
AS_NOBODY = """
import encodings.ascii, encodings.idna, encodings.latin_1, encodings.utf_8_sig, os, sys
import terminal.cli.doctor, terminal.host.clock_question, terminal.outbox.store
import terminal.readers.pcsc.census
from terminal.cli.app import main
os.setgroups([]); os.setegid(65534); os.seteuid(65534)
try:
    main(sys.argv[1:])
finally:
    os.seteuid(0)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that everybody may enter, with an outbox that only root may."""
    need_root("become somebody else")
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        place.chmod(0o755)
        (place / "state").mkdir(mode=0o700)
        fill(place / "state")
        config = config_file(place)
        config.write_text(config.read_text().replace("/outbox.db", "/state/outbox.db"))
        with config.open("a") as file:
            file.write("\n")
        (place / "secret").write_text("hidden")
        (place / "secret").chmod(0o600)
        key = f'client_secret_file = "{place}/secret"\nterminal_code'
        urls = 'api_url = "http://127.0.0.1:9/"\ntoken_url = "http://127.0.0.1:9/connect/token"\n'
        config.write_text(config.read_text().replace("terminal_code", urls + key))
        yield place


def test_what_may_not_be_seen_is_unknown(folder: Path) -> None:
    """Outbox and secret are closed to nobody: neither is called well, missing or at fault."""
    words = ["doctor", "--json", "--config", str(folder / "terminal.toml")]
    done = subprocess.run(
        [sys.executable, "-B", "-c", AS_NOBODY, *words], capture_output=True, check=False, text=True
    )
    assert done.stderr == ""
    by_check = {each["check"]: each for each in json.loads(done.stdout)["findings"]}
    for check in ("waiting", "dead-letters", "held", "incidents", "outbox-access", "secret"):
        assert by_check[check]["severity"] == "unknown", by_check[check]
    assert "sudo badge-terminal doctor" in by_check["held"]["mend"]
    assert by_check.get("examination") is None
