"""Who decides about readers, and who else wants them."""

import re
from pathlib import Path

from terminal.doctor import Unseen
from terminal.doctor.polkit import Polkit
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree

_RULES = ("/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d", "/run/polkit-1/rules.d")
_SETTINGS = "/etc/reader.conf.d"
_LEFT_BEHIND = ("~", ".bak", ".swp", ".orig", ".save", ".dpkg-old", ".dpkg-dist", ".dpkg-new")
_TAKERS = frozenset(
    {"scdaemon", "pcsc_scan", "opensc-tool", "opensc-notify", "pkcs11-register", "eidviewer"}
)
DRIVER_OPTIONS = "/etc/libccid_Info.plist"
"""Where Debian has the settings of libccid, the driver of most readers."""

_OPTIONS = re.compile(r"<key>ifdDriverOptions</key>\s*<string>((?:0x)?[0-9A-Fa-f]+)</string>")
_VERSION = re.compile(r"version (\d[\w.]*\w)")


def look(tree: Tree, programs: Programs) -> Polkit | Unseen:
    """Ask pcscd how it was built, and read polkit's rules as far as this user may."""
    told = programs.output("pcscd", "--version")
    if isinstance(told, Unseen):
        return Unseen(told.why, "sudo apt-get install pcscd")
    version = _VERSION.search(told)
    texts, hidden = _rules(tree)
    return Polkit(
        version=version[1] if version else "of unknown version",
        asks_polkit=re.search(r"\bpolkit\b", told) is not None,
        rules=texts,
        hidden=hidden,
        hides_processes=_hides_processes(tree),
    )


def other_programs(tree: Tree) -> tuple[str, ...] | Unseen:
    """Return the running programs that are known to take readers."""
    names = tree.names("/proc")
    if isinstance(names, Unseen):
        return names
    running = {tree.words(f"/proc/{name}/comm") for name in names if name.isdecimal()}
    return tuple(sorted(running & _TAKERS))


def left_behind(tree: Tree) -> tuple[str, ...] | Unseen:
    """Return the files in pcscd's folder that an editor or an update left behind."""
    names = tree.names(_SETTINGS)
    if isinstance(names, Unseen):
        return names
    return tuple(f"{_SETTINGS}/{name}" for name in names if name.endswith(_LEFT_BEHIND))


def driver_options(tree: Tree) -> int | Unseen | None:
    """Return the options of the driver; None if it is not there."""
    text = tree.text(DRIVER_OPTIONS)
    if not isinstance(text, str):
        return text
    found = _OPTIONS.search(text)
    return int(found[1], 16) if found else Unseen(f"{DRIVER_OPTIONS} names no ifdDriverOptions")


def _rules(tree: Tree) -> tuple[tuple[str, ...], Unseen | None]:
    texts: list[str] = []
    hidden = None
    for folder in _RULES:
        names = tree.names(folder)
        if isinstance(names, Unseen):
            hidden = names
            continue
        found = [tree.text(str(Path(folder, name))) for name in names if name.endswith(".rules")]
        texts += [text for text in found if isinstance(text, str)]
        hidden = next((text for text in found if isinstance(text, Unseen)), hidden)
    return tuple(texts), hidden


def _hides_processes(tree: Tree) -> bool:
    lines = tree.words("/proc/self/mountinfo").splitlines()
    return any(
        line.split()[4] == "/proc" and re.search(r"hidepid=(?!0|off)", line)
        for line in lines
        if " - proc " in line
    )
