"""How a terminal tells others of itself, over real sockets and files."""

import json
import logging
import os
import random
import socket
import ssl
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
import trustme

from terminal.host.secret import REPORT_CREDENTIAL, SecretUnavailable, read_report_secret
from terminal.watching.aside import Aside
from terminal.watching.heartbeat import Heartbeat, HeartbeatSettings
from terminal.watching.message import SIGNATURE_HEADER
from terminal.watching.post import NotTaken, post
from terminal.watching.scraping import Scraping
from terminal.watching.textfile import Textfile
from tests.parts.need import need
from tests.parts.receiver import Receiver
from tests.unit.test_watching import standing


def asked(scraping: Scraping, path: str, host: str = "127.0.0.1") -> tuple[int, str, bytes]:
    """Return the status, type and content of an answer."""
    answering = Thread(target=scraping.step)
    answering.start()
    connection = HTTPConnection(host, scraping.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    answering.join(10)
    return answer.status, answer.headers["Content-Type"], content


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_metrics_are_served(address: str) -> None:
    """They are at one path, in the format that Prometheus knows, and nothing else is there."""
    scraping = Scraping(address, 0, lambda: b"x 1\n")
    try:
        assert asked(scraping, "/metrics", address) == (
            200,
            "text/plain; version=0.0.4; charset=utf-8",
            b"x 1\n",
        )
        assert asked(scraping, "/", address)[0] == 404
    finally:
        scraping.close()


def test_an_error_in_a_scrape_ends_that_scrape_alone(caplog: pytest.LogCaptureFixture) -> None:
    """It is said once, and the next one is answered."""
    answers = [b"x 1\n", None]

    def text() -> bytes:
        answer = answers.pop()
        assert answer is not None
        return answer

    scraping = Scraping("127.0.0.1", 0, text)
    try:
        with pytest.raises(ConnectionError):
            asked(scraping, "/metrics")
        assert asked(scraping, "/metrics")[0] == 200
    finally:
        scraping.close()
    assert "answering a scrape failed" in caplog.text


def test_a_wait_for_scrapes_can_be_ended() -> None:
    """The end of the terminal does not wait for Prometheus."""
    scraping = Scraping("127.0.0.1", 0, lambda: b"")
    waiting = Thread(target=scraping.step)
    waiting.start()
    scraping.interrupt()
    waiting.join(10)
    assert not waiting.is_alive()
    scraping.close()


def test_the_text_file_is_replaced_as_a_whole_and_readable(tmp_path: Path) -> None:
    """Whatever the umask, the node exporter can read it, and finds nothing half written."""
    path = tmp_path / "terminal.prom"
    texts = [b"x 1\n", b"x 2\n"]
    before = os.umask(0o077)
    try:
        job = Textfile(path, lambda: texts.pop(0), 0)
        job.step()
        with path.open("rb") as reader:
            job.step()
            assert reader.read() == b"x 1\n"
    finally:
        os.umask(before)
    job.interrupt()
    job.close()
    assert path.read_bytes() == b"x 2\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What fails aside is tried again, said once, and said when it is over."""
    caplog.set_level(logging.INFO)
    folder = tmp_path / "late"
    aside = Aside("textfile", lambda: Textfile(folder / "t.prom", lambda: b"x 1\n", 0), 0)
    aside.step()
    aside.step()
    folder.mkdir()
    aside.step()
    aside.interrupt()
    aside.close()

    assert [record.getMessage().partition(" reason")[0] for record in caplog.records] == [
        "textfile failed",
        "textfile works again failures=2",
    ]


def test_an_address_that_is_not_there_yet_is_tried_again() -> None:
    """A network that comes after the terminal is no reason to go without metrics."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        opened: list[Scraping] = []

        def open_job() -> Scraping:
            job = Scraping("127.0.0.1", port, lambda: b"")
            job.interrupt()  # the wait for a scrape is over before it begins
            opened.append(job)
            return job

        aside = Aside("metrics", open_job, 0)
        aside.step()
        assert opened == []
    aside.step()
    aside.close()
    assert [type(job) for job in opened] == [Scraping]


def tls() -> tuple[trustme.CA, ssl.SSLContext]:
    """Return an authority and a certificate of it for this machine."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return authority, context


def heartbeat(url: str, ca_file: str = "") -> Heartbeat:
    """Return a heartbeat that waits for nothing."""
    settings = HeartbeatSettings(
        url=url,
        interval_seconds=0,
        secret=lambda: "s3cret",
        ca_file=ca_file,
        terminal="front-door",
        version="1.2",
    )
    return Heartbeat(settings, standing, random.Random(1))


def test_a_heartbeat_is_signed_and_small(tmp_path: Path) -> None:
    """A receiver can prove with openssl, as documented, who sent it."""
    need("openssl")
    authority, context = tls()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with Receiver(tls=context) as receiver:
        beat = heartbeat(receiver.url, str(tmp_path / "ca.pem"))
        beat.step()
        beat.step()
        first, second = receiver.received.get(timeout=5), receiver.received.get(timeout=5)
    beat.interrupt()
    beat.close()

    assert json.loads(first.body) == {
        "terminal": "front-door",
        "version": "1.2",
        "number": 1,
        "at": "2026-03-02T12:00:00Z",
        "clockings": {state.value: count for state, count in standing().counts.items()},
        "oldest_unsent_age_seconds": 7200.0,
        "incidents": 1,
        "parts": {
            part: {"condition": said.condition, "since": "2026-03-02T12:00:00Z"}
            for part, said in standing().parts.items()
        },
    }
    assert json.loads(second.body)["number"] == 2
    assert len(first.body) < 1000
    command = ["openssl", "dgst", "-sha256", "-hmac", "s3cret"]
    said = subprocess.run(command, input=first.body, capture_output=True, check=True).stdout
    assert first.headers[SIGNATURE_HEADER] == f"sha256={said.decode().split()[-1]}"


def test_a_certificate_that_is_not_trusted_gets_nothing() -> None:
    """Nobody in between reads how a terminal is."""
    _, context = tls()
    with Receiver(tls=context) as receiver:
        with pytest.raises(NotTaken, match="CERTIFICATE_VERIFY_FAILED"):
            post(receiver.url, {}, b"{}")
        assert receiver.received.empty()


@pytest.mark.parametrize("status", [302, 400, 500])
def test_only_a_success_counts(status: int) -> None:
    """A redirection is followed nowhere."""
    with Receiver(status) as receiver:
        with pytest.raises(NotTaken, match=f"HTTP {status}"):
            post(receiver.url, {}, b"{}")
        receiver.received.get(timeout=5)
        assert receiver.received.empty()


def test_an_answer_that_drips_is_ended_by_the_deadline() -> None:
    """Each byte in time is not enough."""
    with Receiver(drips=True) as receiver:
        began = monotonic()
        with pytest.raises(NotTaken):
            post(receiver.url, {}, b"{}", deadline_seconds=0.4)
        assert monotonic() - began < 5


def test_the_proxy_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only a proxy leads out, it is asked for the receiver."""
    asked_for: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")

        def refuse() -> None:
            connection, _ = proxy.accept()
            with connection:
                asked_for.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        answering = Thread(target=refuse)
        answering.start()
        with pytest.raises(NotTaken, match="403"):
            post("https://watch.example/x", {}, b"{}")
        answering.join(5)
    assert asked_for[0].startswith(b"CONNECT watch.example:443 ")


def secret(path: Path, content: bytes, mode: int = 0o600) -> Path:
    """Write a secret."""
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_the_secret_for_heartbeats_comes_from_a_file_or_from_systemd(tmp_path: Path) -> None:
    """A file that is named comes first."""
    secret(tmp_path / REPORT_CREDENTIAL, b"by systemd\n")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_report_secret(None, environment).value == "by systemd"
    named = secret(tmp_path / "mine", b"mine\n")
    assert read_report_secret(named, environment).value == "mine"


@pytest.mark.parametrize(
    ("content", "mode"), [(b"", 0o600), (b"a\nb\n", 0o600), (b"\xff", 0o600), (b"open", 0o644)]
)
def test_what_is_no_secret_is_refused(content: bytes, mode: int, tmp_path: Path) -> None:
    """Empty, of two lines, no text, or known to every user."""
    with pytest.raises(SecretUnavailable):
        read_report_secret(secret(tmp_path / "s", content, mode), {})


def test_a_secret_that_is_missing_says_what_to_do(tmp_path: Path) -> None:
    """Both ways to give one are named."""
    with pytest.raises(SecretUnavailable, match=r"secret_file of .* LoadCredential=report-secret"):
        read_report_secret(None, {})
    with pytest.raises(SecretUnavailable):
        read_report_secret(tmp_path / "none", {})


def test_a_job_aside_that_hangs_while_it_opens_can_be_left() -> None:
    """An interruption before there is a job is none."""
    opening, go_on = Event(), Event()

    def open_job() -> Textfile:
        opening.set()
        assert go_on.wait(10)
        raise OSError

    aside = Aside("x", open_job, 10)
    thread = Thread(target=aside.step)
    thread.start()
    assert opening.wait(10)
    aside.interrupt()
    go_on.set()
    thread.join(5)
    assert not thread.is_alive()
    aside.close()


def test_nothing_of_it_is_loaded_unless_wanted() -> None:
    """A terminal that nobody watches pays no megabytes for it."""
    program = (
        "import sys, terminal.bootstrap; "
        "print([name for name in ('prometheus_client', 'http.server') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
