"""Builds the Debian package: python3 packaging/build_deb.py [--version VERSION] FOLDER.

The same sources give the same bytes, by whomever and wherever they are built: nothing of this
machine, its users or its clock goes in. The date is SOURCE_DATE_EPOCH, or that of the last commit.
"""

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from debian_names import python_dependencies
from manual_page import manual_page

import terminal
from terminal.outbox.schema import MIGRATIONS

ROOT = Path(__file__).parents[1]
DEBIAN = ROOT / "packaging/debian"
DATE_WITHOUT_GIT = 1_790_000_000
SHELLS = {
    "bash": "usr/share/bash-completion/completions/badge-terminal",
    "zsh": "usr/share/zsh/vendor-completions/_badge-terminal",
    "fish": "usr/share/fish/vendor_completions.d/badge-terminal.fish",
}
FILES = {
    "packaging/debian/badge-terminal": "usr/bin/badge-terminal",
    "packaging/debian/undelivered.py": "usr/share/badge-terminal/undelivered.py",
    "packaging/debian/sysusers.conf": "usr/lib/sysusers.d/badge-terminal.conf",
    "packaging/debian/modprobe.conf": "usr/lib/modprobe.d/badge-terminal.conf",
    "systemd/50-badge-terminal-pcscd.rules": (
        "usr/share/polkit-1/rules.d/50-badge-terminal-pcscd.rules"
    ),
    "systemd/other-readers.conf": "usr/share/badge-terminal/other-readers.conf",
    "README.md": "usr/share/doc/badge-terminal/README.md",
    "CHANGELOG.md": "usr/share/doc/badge-terminal/NEWS.md",
}
FOLDERS = {
    "terminal": "usr/share/badge-terminal/terminal",
    "config": "usr/share/badge-terminal/config",
    "docs": "usr/share/doc/badge-terminal/docs",
    "systemd/journald.conf.d": "usr/lib/systemd/journald.conf.d",
}
PROGRAMS = {
    "/opt/badge-terminal/bin/badge-terminal ": "/usr/bin/badge-terminal ",
    "/opt/badge-terminal/bin/python -I -m terminal.host.clock_service": (
        "/usr/bin/python3 -I /usr/share/badge-terminal/terminal/host/clock_service.py"
    ),
}
"""What the units run when installed by pip, and in the package."""


def build(folder: Path, version: str) -> Path:
    """Build the package into a folder and return it."""
    package = folder.resolve() / f"badge-terminal_{version}_all.deb"
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        _lay_out(tree, version)
        _describe(tree, version)
        _take_traces_away(tree)
        package.parent.mkdir(parents=True, exist_ok=True)
        _pack(tree, package)
    return package


def _lay_out(tree: Path, version: str) -> None:
    for source, place in FILES.items():
        _write(tree / place, (ROOT / source).read_bytes())
    for source, place in FOLDERS.items():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / source, tree / place, ignore=ignored)
    _lay_out_units(tree / "usr/lib/systemd/system")
    for shell, place in SHELLS.items():
        _write(tree / place, _completion(shell))
    doc = tree / "usr/share/doc/badge-terminal"
    _write(doc / "copyright", _copyright())
    _write(doc / "changelog.gz", _zipped(_changelog(version)))
    page = manual_page(terminal.__version__, datetime.fromtimestamp(_date(), UTC).date())
    _write(tree / "usr/share/man/man1/badge-terminal.1.gz", _zipped(page))
    (tree / "etc/badge-terminal").mkdir(parents=True)
    (tree / "usr/bin/badge-terminal").chmod(0o755)


def _describe(tree: Path, version: str) -> None:
    sums = _checksums(tree)
    size = sum(-(-file.stat().st_size // 1024) for file in tree.rglob("*") if file.is_file())
    control = (DEBIAN / "control").read_text(encoding="utf-8")
    for name, value in (
        ("VERSION", version),
        ("SIZE", str(size)),
        ("PYTHON_DEPENDS", ", ".join(python_dependencies(ROOT / "pyproject.toml"))),
    ):
        control = control.replace(f"@{name}@", value)
    _write(tree / "DEBIAN/control", control)
    _write(tree / "DEBIAN/md5sums", sums)
    for script in ("preinst", "postinst", "prerm", "postrm"):
        text = (DEBIAN / script).read_text(encoding="utf-8")
        _write(tree / "DEBIAN" / script, text.replace("@SCHEMA@", str(len(MIGRATIONS))))
        (tree / "DEBIAN" / script).chmod(0o755)


def _lay_out_units(folder: Path) -> None:
    for unit in sorted((ROOT / "systemd").glob("badge-terminal*")):
        text = unit.read_text(encoding="utf-8")
        for by_pip, packaged in PROGRAMS.items():
            text = text.replace(by_pip, packaged)
        if "/opt/" in text:
            raise ValueError(f"{unit}: a program that is elsewhere in the package")
        _write(folder / unit.name, text)


def _completion(shell: str) -> str:
    """Return what click has a shell ask the program, when somebody presses Tab."""
    asked = os.environ | {"_BADGE_TERMINAL_COMPLETE": f"{shell}_source"}
    program = "from terminal.cli.app import main; main(prog_name='badge-terminal')"
    done = subprocess.run(
        [sys.executable, "-c", program], env=asked, check=True, capture_output=True, text=True
    )
    return done.stdout


def _copyright() -> str:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[2]
    lines = "\n".join(f" {line or '.'}" for line in licence.strip().splitlines())
    return (DEBIAN / "copyright").read_text(encoding="utf-8").replace("@LICENSE@", lines)


def _changelog(version: str) -> str:
    maintainer = re.search(
        r"(?m)^Maintainer: (.+)$", (DEBIAN / "control").read_text(encoding="utf-8")
    )
    if maintainer is None:
        raise ValueError("packaging/debian/control: no maintainer")
    at = datetime.fromtimestamp(_date(), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"badge-terminal ({version}) stable; urgency=medium\n\n"
        "  * What changed stands in NEWS.md.\n\n"
        f" -- {maintainer[1]}  {at}\n"
    )


def _checksums(tree: Path) -> str:
    files = sorted(file for file in tree.rglob("*") if file.is_file())
    return "".join(
        f"{hashlib.md5(file.read_bytes()).hexdigest()}  {file.relative_to(tree)}\n"  # noqa: S324 - dpkg's format, against bit rot
        for file in files
    )


def _take_traces_away(tree: Path) -> None:
    """Give every file the same date and the rights that it needs, whatever the umask."""
    for file in [tree, *tree.rglob("*")]:
        may_run = file.is_dir() or file.stat().st_mode & 0o100
        file.chmod(0o755 if may_run else 0o644)
        os.utime(file, (_date(), _date()))


def _pack(tree: Path, package: Path) -> None:
    # More threads would cut the data into other blocks, and one is quick enough.
    one_way = os.environ | {"SOURCE_DATE_EPOCH": str(_date()), "DPKG_DEB_THREADS_MAX": "1"}
    command = ["dpkg-deb", "--root-owner-group", "--uniform-compression", "-Zxz", "--build"]
    subprocess.run([*command, tree, package], env=one_way, check=True, stdout=subprocess.DEVNULL)


def _date() -> int:
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(said)
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(asked, check=True, capture_output=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        return DATE_WITHOUT_GIT


def _write(place: Path, content: str | bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)


def _zipped(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main() -> None:
    """Build what the command line asks for and print where it is."""
    parser = argparse.ArgumentParser(description="Build the Debian package.")
    parser.add_argument("--version", default=terminal.__version__)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    print(build(asked.folder, asked.version))


if __name__ == "__main__":
    main()
