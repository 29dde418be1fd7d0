"""The Debian package as it is built; what it does when installed, tests/system_slow/package.py."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from terminal.outbox.schema import MIGRATIONS
from tests.parts.need import need
from tests.parts.packages import ROOT, built, built_as

SCRIPTS = ("preinst", "postinst", "prerm", "postrm")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of this repository."""
    need("dpkg-deb")
    return built(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def content(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the files of the package; DEBIAN holds its scripts."""
    folder = tmp_path_factory.mktemp("content")
    subprocess.run(["dpkg-deb", "--raw-extract", package, folder / "package"], check=True)
    return folder / "package"


def test_two_builds_give_the_same_bytes(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whoever builds it, wherever, and with whatever umask."""
    need("dpkg-deb")
    one_date = {"SOURCE_DATE_EPOCH": "1790000000"}
    here = built(tmp_path, environment=one_date)
    version = here.name.split("_")[1]
    before = os.umask(0o077)
    try:
        elsewhere = built_as(version, tmp_path_factory.mktemp("b"), environment=one_date)
    finally:
        os.umask(before)
    assert here.read_bytes() == elsewhere.read_bytes()


def test_it_depends_on_what_the_project_declares(package: Path) -> None:
    """Each library is a package of Debian, in no older version than is tested."""
    depends = _field(package, "Depends")
    for library in ("click", "gpiozero", "httpx", "httpcore", "msgspec", "pyscard"):
        assert re.search(rf"(^|, )python3-{library} \(>= [\d.]+\)", depends), library
    assert re.search(r"(^|, )sqlite-utils \(>= 3\.38\)", depends)
    assert "python3-httpx (<< 1)" in depends
    assert {"pcscd", "polkitd", "ca-certificates", "tzdata"} <= set(depends.split(", "))
    assert "python3-lgpio" in _field(package, "Recommends")


def test_the_units_run_the_programs_of_the_package(content: Path) -> None:
    """The packaged units differ from those for pip in their programs only."""
    for by_pip in (ROOT / "systemd").glob("badge-terminal*"):
        unit = (content / "usr/lib/systemd/system" / by_pip.name).read_text().splitlines()
        differing = zip(unit, by_pip.read_text().splitlines(), strict=True)
        assert all(a == b or a.startswith("ExecStart=/usr/") for a, b in differing)
        for line in unit:
            for program in re.findall(r"/usr/(?:share|bin/b)\S+", line):
                assert (content / program.removeprefix("/")).is_file()
    assert os.access(content / "usr/bin/badge-terminal", os.X_OK)


def test_the_scripts_are_shell_and_know_the_schema(content: Path) -> None:
    """What guards the outbox can be read by any shell, and knows which files it can read."""
    for script in SCRIPTS:
        subprocess.run(["sh", "-n", content / "DEBIAN" / script], check=True)
    assert f"known={len(MIGRATIONS)}\n" in (content / "DEBIAN/preinst").read_text()


def test_the_manual_page_names_every_verb_and_formats_without_a_warning(content: Path) -> None:
    """It is made from what the program says of itself, so it says no less."""
    page = content / "usr/share/man/man1/badge-terminal.1.gz"
    text = subprocess.run(["zcat", page], check=True, capture_output=True, text=True).stdout
    for verb in ("run", "config check", "status", "outbox resolve", "simulate badge"):
        assert f".SS badge\\-terminal {verb} " in text
    assert "/var/lib/badge\\-terminal/outbox.db" in text
    if shutil.which("groff"):
        command = ["groff", "-man", "-ww", "-z", "-Tutf8"]
        done = subprocess.run(command, check=True, capture_output=True, text=True, input=text)
        assert done.stderr == ""


@pytest.mark.parametrize(
    ("shell", "place"),
    [
        ("bash", "usr/share/bash-completion/completions/badge-terminal"),
        ("zsh", "usr/share/zsh/vendor-completions/_badge-terminal"),
        ("fish", "usr/share/fish/vendor_completions.d/badge-terminal.fish"),
    ],
)
def test_shells_complete_the_verbs(content: Path, shell: str, place: str) -> None:
    """Each shell is told to ask the program."""
    assert f"{shell}_complete" in (content / place).read_text()


def test_what_is_not_delivered_is_named(tmp_path: Path) -> None:
    """All states but delivered and closed count, in every outbox but a rehearsal's."""
    for name in ("outbox.db", "rehearsal.db", "settled.db"):
        _make_outbox(tmp_path / name, "delivered" if name == "settled.db" else "rejected")
    (tmp_path / "torn.db").write_bytes(b"not a database, but longer than a header" * 9)
    (tmp_path / "outbox.db.damaged-20261124T010203Z").touch()
    assert _undelivered(tmp_path) == [
        f"{tmp_path}/outbox.db.damaged-20261124T010203Z was set aside as damaged",
        f"{tmp_path}/outbox.db: 2 not delivered",
        f"{tmp_path}/torn.db cannot be read (file is not a database)",
    ]


def test_nothing_is_said_where_all_is_delivered(tmp_path: Path) -> None:
    """An empty note lets a purge go on."""
    assert _undelivered(tmp_path) == []
    _make_outbox(tmp_path / "outbox.db", "delivered")
    assert _undelivered(tmp_path) == []


def _make_outbox(path: Path, *states: str) -> None:
    with closing(sqlite3.connect(path)) as outbox, outbox:
        outbox.execute("CREATE TABLE clockings (seq INTEGER PRIMARY KEY, state TEXT)")
        rows = [(state,) for state in (*states, *states, "closed")]
        outbox.executemany("INSERT INTO clockings (state) VALUES (?)", rows)


def _undelivered(folder: Path) -> list[str]:
    program = str(ROOT / "packaging/debian/undelivered.py")
    command = [sys.executable, "-I", program, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def _field(package: Path, name: str) -> str:
    command = ["dpkg-deb", "--field", str(package), name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
