"""The newest fix: of a real gpsd with a receiver on a pseudo-terminal, and of what is no gpsd."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from threading import Thread
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as some

from terminal.backoff import Backoff
from terminal.host.clocks import boottime_ns
from terminal.host.fixes import NewestFix, NoFix, place_told
from terminal.host.gpsd import SILENT, WATCH, Condition, GpsdWatch
from terminal.model import Place
from terminal.model.struct import replace
from tests.parts.fakes import FakeClock
from tests.parts.gps import Gpsd, Receiver, gpsd_of

GATE = Place(longitude=4.3922, latitude=51.1441)
GATE_OF_TPV = Place(longitude=4.392225, latitude=51.144127)
SOON_SECONDS = 20.0
OLDEST_SECONDS = 2.0
QUICK = Backoff(first_seconds=0.1, cap_seconds=0.2)


class Watched:
    """A watch, and what it told."""

    def __init__(self, address: tuple[str, int], precision_metres: float = 0.0) -> None:
        self.told: list[tuple[Condition, str]] = []
        self.newest = NewestFix(OLDEST_SECONDS)
        self.watch = GpsdWatch(
            address,
            self.newest,
            lambda condition, reason: self.told.append((condition, reason)),
            precision_metres=precision_metres,
            backoff=QUICK,
        )

    def until(self, condition: Condition) -> str:
        """Let it listen until it has told of a condition last, and return the reason."""
        deadline = monotonic() + SOON_SECONDS
        while not self.told or self.told[-1][0] is not condition:
            assert monotonic() < deadline, self.told
            self.watch.step()
        return self.told[-1][1]

    def place(self) -> Place | None:
        """Where the terminal is now."""
        return self.newest.at(replace(FakeClock().now(), boottime_ns=boottime_ns()))

    @property
    def conditions(self) -> list[Condition]:
        """All that it told, in order."""
        return [condition for condition, _ in self.told]


@contextmanager
def watching(address: tuple[str, int], precision_metres: float = 0.0) -> Iterator[Watched]:
    """Watch what listens at an address."""
    watched = Watched(address, precision_metres)
    with closing(watched.watch):
        yield watched


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that knows where it is."""
    receiver = Receiver(GATE)
    yield receiver
    receiver.close()


@pytest.fixture
def gpsd(receiver: Receiver) -> Iterator[Gpsd]:
    """Return gpsd with that receiver."""
    with gpsd_of(receiver) as gpsd:
        yield gpsd


@pytest.mark.slow
class TestWithGpsd:
    """The real one."""

    def test_the_newest_fix_is_at_hand(self, gpsd: Gpsd, receiver: Receiver) -> None:
        """The longitude as longitude; it follows the receiver, and is told of once."""
        with watching(gpsd.address) as watched:
            watched.until(Condition.KNOWN)
            assert _is_near(watched.place(), GATE)
            receiver.place = elsewhere = Place(longitude=-3.5, latitude=-40.25)
            deadline = monotonic() + SOON_SECONDS
            while not _is_near(watched.place(), elsewhere) and monotonic() < deadline:
                watched.watch.step()
            assert _is_near(watched.place(), elsewhere)
            assert watched.conditions == [Condition.KNOWN]

    def test_a_receiver_that_loses_its_fix_and_finds_it(
        self, gpsd: Gpsd, receiver: Receiver
    ) -> None:
        """The last fix counts until it is too old, then there is none; each is told once."""
        with watching(gpsd.address) as watched:
            watched.until(Condition.KNOWN)
            receiver.place = None
            assert watched.until(Condition.NO_FIX) == "the receiver has no fix"
            assert watched.place() is None
            receiver.place = GATE
            watched.until(Condition.KNOWN)
            assert watched.place() is not None
        assert watched.conditions == [Condition.KNOWN, Condition.NO_FIX, Condition.KNOWN]

    def test_a_receiver_that_falls_silent(self, gpsd: Gpsd, receiver: Receiver) -> None:
        """As one whose cable was pulled."""
        with watching(gpsd.address) as watched:
            watched.until(Condition.KNOWN)
            receiver.fall_silent()
            assert watched.until(Condition.NO_FIX) == SILENT
            assert watched.place() is None

    def test_gpsd_goes_and_comes_back(self, gpsd: Gpsd) -> None:
        """Told once each, however many attempts it takes in between."""
        with watching(gpsd.address) as watched:
            watched.until(Condition.KNOWN)
            gpsd.kill()
            reason = watched.until(Condition.LOST)
            assert reason.startswith(f"gpsd at 127.0.0.1 port {gpsd.port}: ")
            for _ in range(6):
                watched.watch.step()
            gpsd.restart()
            watched.until(Condition.KNOWN)
            assert watched.conditions.count(Condition.LOST) == 1

    def test_a_fix_that_is_less_precise_than_wanted(self, gpsd: Gpsd) -> None:
        """By the receiver's own estimate, which gpsd makes of the satellites it sees."""
        with watching(gpsd.address, precision_metres=5) as watched:
            assert watched.until(Condition.NO_FIX) == "the receiver's fix is less precise than 5 m"
            assert watched.place() is None


TPV = {"class": "TPV", "mode": 3, "lat": 51.144127, "lon": 4.392225, "eph": 17.1}


def line(**others: object) -> bytes:
    """Return a line as gpsd writes it, with other or fewer words in it."""
    said = {**TPV, **others}
    return json.dumps({key: value for key, value in said.items() if value != ""}).encode() + b"\n"


class Impostor:
    """Listens at a port and says what a test tells it."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._door.getsockname()

    def answer(self, watched: Watched) -> socket.socket:
        """Let it connect, and take the connection."""
        watched.watch.step()
        connection, _ = self._door.accept()
        assert connection.recv(1000) == WATCH
        return connection

    def close(self) -> None:
        """Listen no longer."""
        self._door.close()


@pytest.fixture
def impostor() -> Iterator[Impostor]:
    """Return something that listens in gpsd's place."""
    with closing(Impostor()) as impostor:
        yield impostor


def _pour(connection: socket.socket) -> None:
    with suppress(OSError):  # nobody listens any more
        connection.sendall(b"HTTP " * 1_000_000)


class TestWithoutGpsd:
    """What may be there in its place."""

    def test_nothing(self, impostor: Impostor) -> None:
        """It says where it looked, and why in vain."""
        impostor.close()
        with watching(impostor.address) as watched:
            reason = watched.until(Condition.LOST)
            assert reason == f"gpsd at 127.0.0.1 port {impostor.address[1]}: Connection refused"

    def test_words_in_pieces(self, impostor: Impostor) -> None:
        """A line counts once it is whole."""
        with watching(impostor.address) as watched, impostor.answer(watched) as gpsd:
            gpsd.sendall(b'{"class":"VERSION"}\r\n' + line()[:30])
            watched.watch.step()
            assert watched.told == []
            gpsd.sendall(line()[30:])
            watched.watch.step()
            assert watched.place() == GATE_OF_TPV

    def test_a_line_without_an_end(self, impostor: Impostor) -> None:
        """It is not read for ever."""
        with watching(impostor.address) as watched, impostor.answer(watched) as gpsd:
            pump = Thread(target=_pour, args=(gpsd,))
            pump.start()
            assert watched.until(Condition.LOST).endswith("what answers there is not gpsd")
            pump.join()

    def test_one_that_hangs_up(self, impostor: Impostor) -> None:
        """Also in the middle of a line; what it had said by then counts."""
        with watching(impostor.address) as watched:
            with impostor.answer(watched) as gpsd:
                gpsd.sendall(line() + b'{"class":"TPV"')
            assert watched.until(Condition.LOST).endswith("it closed the connection")
            assert watched.place() == GATE_OF_TPV
            assert watched.watch._rest_seconds <= QUICK.cap_seconds

    def test_one_that_resets(self, impostor: Impostor) -> None:
        """The same, in the system's words."""
        with watching(impostor.address) as watched:
            gpsd = impostor.answer(watched)
            gpsd.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            gpsd.close()
            assert watched.until(Condition.LOST).endswith("Connection reset by peer")

    def test_it_waits_longer_from_one_failure_to_the_next(self, impostor: Impostor) -> None:
        """Until a receiver has spoken again."""
        with watching(impostor.address) as watched:
            for _ in range(3):
                impostor.answer(watched).close()
                watched.watch.step()
                assert watched.watch._rest_seconds > 0
                watched.watch.step()
            assert watched.watch._failures == 3
            with impostor.answer(watched) as gpsd:
                gpsd.sendall(line(mode=1))
                watched.watch.step()
            assert watched.watch._failures == 0

    @pytest.mark.slow
    def test_one_that_says_nothing(self, impostor: Impostor) -> None:
        """As gpsd without a receiver."""
        with watching(impostor.address) as watched, impostor.answer(watched):
            assert watched.until(Condition.NO_FIX) == SILENT

    @pytest.mark.parametrize("is_connected", [True, False])
    def test_a_step_can_be_ended(self, impostor: Impostor, *, is_connected: bool) -> None:
        """Whether it waits for gpsd or rests, also when it is asked before, and after the end."""
        with watching(impostor.address) as watched, ExitStack() as stack:
            if is_connected:
                stack.enter_context(impostor.answer(watched))
            else:
                impostor.close()
                watched.watch.step()
                watched.watch._rest_seconds = 60.0
            begun = monotonic()
            watched.watch.interrupt()
            watched.watch.step()
            assert monotonic() - begun < SOON_SECONDS / 4
            assert watched.conditions == ([] if is_connected else [Condition.LOST])
        watched.watch.interrupt()


class TestWhatItSays:
    """A line of gpsd."""

    @pytest.mark.parametrize(
        "said",
        [
            b"",
            b"GPSD,O=?",
            b'{"class":"SKY","satellites":[]}',
            b'{"class":"SKY","of":"TPV"}',
            b'["TPV"]',
            b'{"class":"TPV"',
            b'{"class":"TPV",' + b"[" * 60_000,
        ],
    )
    def test_something_else(self, said: bytes) -> None:
        """Tells of no place, nor that there is none."""
        assert place_told(said) is None

    @pytest.mark.parametrize("mode", [0, 1])
    def test_no_fix(self, mode: int) -> None:
        """Whatever stands beside it, such as the last place that was known."""
        with pytest.raises(NoFix, match="has no fix"):
            place_told(line(mode=mode))

    @pytest.mark.parametrize(
        "others",
        [
            {"lat": ""},
            {"lon": None},
            {"lon": "east"},
            {"lon": 181},
            {"lon": float("nan")},
            {"lon": 10**400},
            {"mode": ""},
            {"eph": "far"},
        ],
    )
    def test_a_fix_without_a_place(self, others: dict[str, object]) -> None:
        """Is none."""
        with pytest.raises(NoFix, match="without a place"):
            place_told(line(**others))

    @pytest.mark.parametrize(
        ("others", "is_enough"),
        [
            ({"eph": 20}, True),
            ({"eph": 20.5}, False),
            ({"eph": float("nan")}, False),
            ({"eph": "", "epx": 12, "epy": 16}, True),
            ({"eph": "", "epx": 13, "epy": 16}, False),
            ({"eph": "", "epx": 1}, False),
            ({"eph": ""}, False),
        ],
    )
    def test_precision(self, others: dict[str, object], *, is_enough: bool) -> None:
        """Whichever way it is told; one that is not told is none."""
        assert place_told(line(**others)) == GATE_OF_TPV
        if is_enough:
            assert place_told(line(**others), 20) == GATE_OF_TPV
        else:
            with pytest.raises(NoFix, match="less precise than 20 m"):
                place_told(line(**others), 20)

    @given(
        said=some.recursive(
            some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
            lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
        )
    )
    def test_whatever_a_word_is(self, said: object) -> None:
        """It is a place, or there is none."""
        for word in ("mode", "lat", "lon", "eph"):
            try:
                place = place_told(line(**{word: said}), 20)
            except NoFix:
                continue
            assert isinstance(place, Place)


class TestAge:
    """How old a fix may be."""

    @pytest.mark.parametrize(
        ("later_ns", "is_known"),
        [(-5, True), (0, True), (60 * 10**9, True), (60 * 10**9 + 1, False)],
    )
    def test_it_is_measured_by_the_boot_clock(self, later_ns: int, *, is_known: bool) -> None:
        """The wall clock may be set in between. One found just after the swipe is as good."""
        newest = NewestFix(60)
        newest.note(GATE, 10**12)
        moment = replace(FakeClock().now(), boottime_ns=10**12 + later_ns)
        assert newest.at(moment) == (GATE if is_known else None)
        assert newest.good_for_seconds(10**12 + later_ns) >= 0 or not is_known

    def test_without_any(self) -> None:
        """There is no place."""
        assert NewestFix(60).at(FakeClock().now()) is None
        assert NewestFix(60).good_for_seconds(0) == 0


def _is_near(place: Place | None, wanted: Place) -> bool:
    """Compare to 0.1 m: NMEA has minutes with a few digits."""
    return place is not None and (
        round(place.longitude - wanted.longitude, 6),
        round(place.latitude - wanted.latitude, 6),
    ) == (0, 0)
