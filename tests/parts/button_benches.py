"""Push buttons, real and by hand, each with a way to press and to break them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from queue import Empty, SimpleQueue

from terminal.model import ButtonEvent, Pressed, ReaderFound, ReaderLost
from terminal.ports import Buttons
from terminal.readers.button_pins import ButtonPins
from terminal.readers.buttons import ButtonPanel, Pins
from tests.parts.finger import Finger

PINS = {"lunch": 5, "doctor": 6}


class Bench(ABC):
    """What a contract test does to buttons from the outside."""

    buttons: Buttons

    @abstractmethod
    def press(self, name: str) -> None:
        """Press a button and let go of it."""

    @abstractmethod
    def hold(self, name: str) -> None:
        """Press a button."""

    @abstractmethod
    def release(self, name: str) -> None:
        """Let go of it."""

    @abstractmethod
    def break_down(self) -> None:
        """Make the buttons unusable."""

    @abstractmethod
    def mend(self) -> None:
        """Make them usable again."""


class FakeButtons:
    """Buttons that a test presses by a call; meets the port `Buttons`."""

    def __init__(self) -> None:
        self._told: SimpleQueue[ButtonEvent | None] = SimpleQueue()
        self.tell(ReaderFound("fake buttons"))

    def tell(self, event: ButtonEvent) -> None:
        """Let an event happen."""
        self._told.put(event)

    def wait(self, timeout_seconds: float) -> ButtonEvent | None:
        try:
            return self._told.get(timeout=timeout_seconds)
        except Empty:
            return None

    def interrupt(self) -> None:
        self._told.put(None)


class FakeBench(Bench):
    """Buttons by hand."""

    def __init__(self) -> None:
        self.buttons = self._fake = FakeButtons()

    def press(self, name: str) -> None:
        self._fake.tell(Pressed(name))

    def hold(self, name: str) -> None:
        self._fake.tell(Pressed(name))

    def release(self, name: str) -> None:
        """It tells of presses alone."""

    def break_down(self) -> None:
        self._fake.tell(ReaderLost("broken"))

    def mend(self) -> None:
        self._fake.tell(ReaderFound("fake buttons"))


class MockPinsBench(Bench):
    """The panel on gpiozero's mock pins."""

    def __init__(self) -> None:
        self._finger = Finger(PINS)
        self._is_broken = False
        self.buttons = self.panel = ButtonPanel(PINS, self._open, retry_seconds=0.02)

    def press(self, name: str) -> None:
        self._finger.press(name)

    def hold(self, name: str) -> None:
        self._finger.hold(name)

    def release(self, name: str) -> None:
        self._finger.wait(1.0)
        self._finger.release(name)
        self._finger.wait(1.0)

    def break_down(self) -> None:
        """Let the pins fail at the next look, and at every attempt to open them."""
        self._is_broken = True
        self._finger.touch("lunch", is_down=True)
        self._finger.touch("lunch", is_down=False)

    def mend(self) -> None:
        self._is_broken = False

    def _open(
        self, numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]
    ) -> Pins:
        if self._is_broken:
            raise RuntimeError("GPIO busy")
        return _Breakable(ButtonPins(numbers, on_edge, self._finger.factory), self)

    def look(self) -> None:
        """Fail while it is broken."""
        if self._is_broken:
            raise OSError("the chip is gone")


class _Breakable:
    """Pins that fail while their bench is broken."""

    def __init__(self, pins: ButtonPins, bench: MockPinsBench) -> None:
        self._pins, self._bench = pins, bench

    def is_down(self, name: str) -> bool:
        self._bench.look()
        return self._pins.is_down(name)

    def close(self) -> None:
        self._pins.close()


@contextmanager
def fake_buttons() -> Iterator[Bench]:
    """Return buttons by hand."""
    yield FakeBench()


@contextmanager
def buttons_on_mock_pins() -> Iterator[Bench]:
    """Return the panel on mock pins."""
    bench = MockPinsBench()
    with closing(bench.panel):
        yield bench
