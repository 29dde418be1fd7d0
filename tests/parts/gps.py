"""A receiver of satellites on a pseudo-terminal, and the real gpsd that listens to it."""

import os
import socket
import subprocess
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from operator import xor
from threading import Event, Thread
from time import gmtime, monotonic, strftime

from terminal.model import Place
from tests.parts.need import need, search_path

EVERY_SECONDS = 0.5
SOON_SECONDS = 20.0
HOST = "127.0.0.1"


class Receiver:
    """Speaks NMEA 0183 as a receiver does, every half second.

    Attributes:
        place: Where it is; None where it sees no satellites.
        device: What gpsd is to open.
    """

    def __init__(self, place: Place | None = None) -> None:
        self.place = place
        self._mouth, self._ear = os.openpty()
        tty.setraw(self._ear)
        self.device = os.ttyname(self._ear)
        self._is_over = Event()
        self._thread = Thread(target=self._speak, daemon=True)
        self._thread.start()

    def fall_silent(self) -> None:
        """Say nothing any more."""
        self._is_over.set()
        self._thread.join()

    def close(self) -> None:
        """Unplug it."""
        self.fall_silent()
        os.close(self._mouth)
        os.close(self._ear)

    def _speak(self) -> None:
        os.set_blocking(self._mouth, False)
        while not self._is_over.wait(EVERY_SECONDS):
            for sentence in _sentences(self.place):
                checksum = reduce(xor, sentence.encode())
                try:
                    os.write(self._mouth, f"${sentence}*{checksum:02X}\r\n".encode())
                except BlockingIOError:  # nobody listens
                    termios.tcflush(self._mouth, termios.TCIOFLUSH)


def _sentences(place: Place | None) -> list[str]:
    time, date = strftime("%H%M%S.00", gmtime()), strftime("%d%m%y", gmtime())
    if place is None:
        return [
            f"GPRMC,{time},V,,,,,,,{date},,,N",
            f"GPGGA,{time},,,,,0,00,,,M,,M,,",
            "GPGSA,A,1,,,,,,,,,,,,,,,",
        ]
    where = f"{_angle(place.latitude, 2, 'NS')},{_angle(place.longitude, 3, 'EW')}"
    return [
        f"GPRMC,{time},A,{where},0.0,0.0,{date},,,A",
        f"GPGGA,{time},{where},1,08,0.9,10.0,M,46.9,M,,",
        "GPGSA,A,3,01,02,03,04,05,06,07,08,,,,,1.5,0.9,1.2",
    ]


def _angle(degrees: float, digits: int, signs: str) -> str:
    whole, rest = divmod(abs(degrees), 1)
    return f"{int(whole):0{digits}}{rest * 60:09.6f},{signs[degrees < 0]}"


class Gpsd:
    """The real gpsd at a port of its own, which stays the same over a restart."""

    def __init__(self, *devices: str) -> None:
        need("gpsd")
        self._devices = devices
        self.port = _free_port()
        self._process = self._started()

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return HOST, self.port

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Start it once more."""
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        # `-n` has it listen to the receiver before anybody asks, `-N` keeps it from going to the
        # background.
        command = ["gpsd", "-n", "-N", "-S", str(self.port), *self._devices]
        process = subprocess.Popen(
            command, env={**os.environ, "PATH": search_path()}, stderr=subprocess.DEVNULL
        )
        deadline = monotonic() + SOON_SECONDS
        while not _listens(self.port):
            assert process.poll() is None
            assert monotonic() < deadline
            Event().wait(0.05)
        return process


@contextmanager
def gpsd_of(receiver: Receiver) -> Iterator[Gpsd]:
    """Run gpsd with a receiver."""
    gpsd = Gpsd(receiver.device)
    try:
        yield gpsd
    finally:
        gpsd.kill()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), 1).close()
    except OSError:
        return False
    return True
