"""sd_notify, over real sockets."""

from pathlib import Path
from time import monotonic

import pytest

from terminal.host.systemd import ServiceManager
from tests.parts.notify_socket import NotifySocket

PID = 4711


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_every_message_arrives_in_systemds_words(tmp_path: Path, kind: str) -> None:
    """Paths and abstract sockets: both are what systemd may pass."""
    place = tmp_path / "notify" if kind == "path" else Path(f"@badge-terminal-test-{tmp_path}")
    with NotifySocket(place) as far:
        service = ServiceManager.of({"NOTIFY_SOCKET": far.address}, PID)
        service.ready()
        service.status(lambda: "two\nlines")
        service.feed()
        service.stopping()
        assert [far.next() for _ in range(4)] == [
            "READY=1",
            "STATUS=two lines",
            "WATCHDOG=1",
            "STOPPING=1",
        ]


@pytest.mark.parametrize("address", [None, "", "vsock:2:1234", "relative/path"])
def test_without_a_manager_nothing_is_said(address: str | None) -> None:
    """A terminal on a laptop has nobody to report to, and does not mind."""
    environment = {} if address is None else {"NOTIFY_SOCKET": address}
    service = ServiceManager.of(environment, PID)
    service.ready()
    service.status(lambda: pytest.fail("it need not be found out"))
    assert service._address is None


def test_a_manager_that_is_gone_is_survived(tmp_path: Path) -> None:
    """Nobody at the other end is no reason to fail."""
    ServiceManager(str(tmp_path / "nobody"), None).ready()


def test_a_manager_that_does_not_listen_blocks_only_for_a_while(tmp_path: Path) -> None:
    """A full socket must not hold the supervisor for good."""
    with NotifySocket(tmp_path / "notify") as far:
        service = ServiceManager(far.address, None)
        slowest = 0.0
        while slowest < 0.5:
            began = monotonic()
            service.feed()
            slowest = monotonic() - began
        assert slowest < 5


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 30),
        ({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": str(PID)}, 1.5),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "-5"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_meant_for_this_process_or_not_at_all(
    environment: dict[str, str], seconds: float | None
) -> None:
    """A watchdog for another process, or a nonsensical one, is none."""
    assert ServiceManager.of(environment, PID).watchdog_seconds == seconds
