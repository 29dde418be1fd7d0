"""What others on the machine and in the network get of a terminal, as a process: nothing."""

import stat
from contextlib import suppress
from pathlib import Path

from terminal.simulator import Directory, ProtimeSimulator
from tests.parts.daemon import Daemon, configuration

BADGE = Directory.example().people[1].badge_number
LISTENING = "0A"
"""The state in /proc/net/tcp, see include/net/tcp_states.h of the kernel."""


def listened_at(process: int) -> list[str]:
    """Return the addresses at which a process listens, as the kernel writes them."""
    held = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile, as a connection that ends
            held.add(str(descriptor.readlink()))
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]
    ]
    return [row[1] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in held]


def test_nobody_gets_in_and_nobody_reads(disk: Path) -> None:
    """It listens nowhere; its files are closed to others; its log has no whole badge number."""
    with ProtimeSimulator() as protime:
        folder = disk / "state"
        folder.mkdir(mode=0o700)
        daemon = Daemon(configuration(folder, protime), disk / "log")
        try:
            daemon.type(BADGE)
            daemon.wait_for_cue("accepted", "accepted-offline")
            assert listened_at(daemon.process.pid) == []
            assert daemon.terminate() == 0
        finally:
            daemon.kill()
    files = list(folder.glob("outbox.db*"))
    assert files
    assert [file.name for file in files if file.stat().st_mode & stat.S_IRWXO] == []
    assert BADGE not in daemon.log()
