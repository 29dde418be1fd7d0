"""Where the journal goes, by the files of journald.conf(5)."""

import re

from terminal.doctor import Unseen
from terminal.doctor.journal import Journal
from terminal.host.look.tree import Tree

_FOLDERS = ("/usr/lib/systemd", "/usr/local/lib/systemd", "/run/systemd", "/etc/systemd")
"""The later one covers files of the same name in those before."""

_STORAGE = re.compile(r"(?m)^\s*Storage\s*=\s*(\w+)")


def look(tree: Tree) -> Journal | Unseen:
    """Read the configuration of journald, drop-ins in the order that systemd reads them."""
    storage, source = "auto", ""
    for file in ("/etc/systemd/journald.conf", *_drop_ins(tree)):
        text = tree.text(file)
        if isinstance(text, Unseen):
            return text
        if said := _STORAGE.findall(text or ""):
            storage, source = said[-1].lower(), file
    return Journal(storage, source, tree.at("/var/log/journal").is_dir())


def _drop_ins(tree: Tree) -> list[str]:
    by_name = {
        name: f"{folder}/journald.conf.d/{name}"
        for folder in _FOLDERS
        for name in _names(tree, f"{folder}/journald.conf.d")
        if name.endswith(".conf")
    }
    return [by_name[name] for name in sorted(by_name)]


def _names(tree: Tree, folder: str) -> tuple[str, ...]:
    names = tree.names(folder)
    return () if isinstance(names, Unseen) else names
