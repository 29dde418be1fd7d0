"""`badge learn` with a reader on a real serial line, a pseudo-terminal."""

import json
import os
import subprocess
import sys
import tty
from pathlib import Path

from terminal import config
from tests.parts.stored import CONFIG

FRAMES = {"0A004D7603": "077,30211", "0000745A70": "116,23152"}


def frame(tag: str) -> bytes:
    """Return what an RDM6300 sends of a tag."""
    check = 0
    for byte in bytes.fromhex(tag):
        check ^= byte
    return b"\x02" + tag.encode() + b"%02X" % check + b"\x03"


def test_a_rule_for_125_khz_tags_is_learned(tmp_path: Path) -> None:
    """Two tags with the numbers printed on them lead to the common format."""
    reader, line = os.openpty()
    tty.setraw(line)
    file = tmp_path / "terminal.toml"
    kind = f'kind = "serial"\ndevice = "{os.ttyname(line)}"'
    file.write_text(CONFIG.format(folder=tmp_path).replace('kind = "console"', kind))
    words = ["badge", "learn", "--config", str(file), "--json", "--yes"]
    words += [word for number in FRAMES.values() for word in ("--number", number)]

    with subprocess.Popen(
        [sys.executable, "-m", "terminal", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as learn:
        assert learn.stderr
        assert learn.stdout
        for tag, awaited in zip(FRAMES, ("Present a badge", "another badge"), strict=True):
            while awaited not in (heard := learn.stderr.readline()):
                assert heard
            os.write(reader, frame(tag))
        told = json.loads(learn.stdout.read())

    os.close(reader)
    os.close(line)
    assert told["rules"] == [{"preset": "em4100-3-5"}]
    assert [rule.preset for rule in config.load(file).badge.rules] == ["em4100-3-5"]
