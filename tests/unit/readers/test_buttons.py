"""Push buttons on gpiozero's mock pins, with contacts that bounce by the microsecond."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.model import ButtonEvent, Pressed, ReaderFound, ReaderLost
from terminal.readers.button_pins import ButtonPins
from terminal.readers.buttons import ButtonPanel, Pins
from terminal.readers.contact import DOWN_SECONDS, REST_SECONDS, Contact
from tests.parts.finger import BOUNCE, Finger

SOON = 5.0
QUIET = 0.25
PINS = {"lunch": 5, "doctor": 6}
FOUND = ReaderFound("buttons on GPIO5, GPIO6")


@pytest.fixture
def finger() -> Finger:
    """Return a finger at two buttons."""
    return Finger(PINS)


@pytest.fixture
def panel(finger: Finger) -> Iterator[ButtonPanel]:
    """Return what listens to them, found."""
    with closing(_panel(finger)) as panel:
        assert panel.wait(SOON) == FOUND
        yield panel


def _panel(finger: Finger, held_seconds: float = 30.0) -> ButtonPanel:
    def open_pins(numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]) -> Pins:
        return ButtonPins(numbers, on_edge, finger.factory)

    return ButtonPanel(PINS, open_pins, held_seconds=held_seconds, retry_seconds=0.01)


def _heard(panel: ButtonPanel) -> list[ButtonEvent]:
    heard, is_over = list[ButtonEvent](), False
    while not is_over:
        # A busy machine may take longer than that for all that was told.
        was_told = not panel._told.empty()
        event = panel.wait(QUIET)
        heard += [event] if event else []
        is_over = event is None and not was_told
    return heard


@pytest.mark.parametrize("seconds", [0.025, 0.08, 3.0, 3600.0])
@pytest.mark.parametrize("bounce", [(), BOUNCE, (6.2e-3, 6.2e-3), (1e-6,) * 2000])
def test_a_press_is_one_however_long_and_however_it_bounces(
    finger: Finger, panel: ButtonPanel, seconds: float, bounce: tuple[float, ...]
) -> None:
    """It bounces when it is pressed and when it is let go."""
    for name in ("lunch", "lunch", "doctor"):
        finger.hold(name, bounce)
        finger.wait(seconds)
        finger.release(name, bounce)
        finger.wait(0.3)
    assert _heard(panel) == [Pressed("lunch"), Pressed("lunch"), Pressed("doctor")]


def test_a_worn_contact_under_a_finger_is_no_second_press(
    finger: Finger, panel: ButtonPanel
) -> None:
    """It loses touch for tens of milliseconds and has it again."""
    finger.hold("lunch")
    for lost_seconds in (0.03, 0.09, 0.05):
        finger.wait(0.4)
        finger.release("lunch", ())
        finger.wait(lost_seconds)
        finger.hold("lunch", ())
    finger.wait(0.4)
    finger.release("lunch")
    assert _heard(panel) == [Pressed("lunch")]


def test_what_is_shorter_than_a_finger_is_no_press(finger: Finger, panel: ButtonPanel) -> None:
    """A lift motor or a telephone beside the wires, or mains on them."""
    for seconds in (5e-6, 1e-3, 10e-3, 10e-3, 10e-3, 19e-3):
        finger.touch("lunch", is_down=True)
        finger.wait(seconds)
        finger.touch("lunch", is_down=False)
        finger.wait(seconds)
    assert _heard(panel) == []
    finger.wait(1.0)
    finger.press("lunch")
    assert _heard(panel) == [Pressed("lunch")]


def test_a_button_that_is_down_at_the_start_is_not_pressed(finger: Finger) -> None:
    """Until it has been let go and is pressed."""

    def open_pins(numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]) -> Pins:
        pins = ButtonPins(numbers, on_edge, finger.factory)
        _move_unheard(finger.factory.pin(PINS["lunch"]), is_down=True)
        return pins

    with closing(ButtonPanel(PINS, open_pins)) as panel:
        assert _heard(panel) == [FOUND]
        finger.wait(9.0)
        finger.release("lunch")
        finger.wait(0.3)
        finger.press("lunch")
        assert _heard(panel) == [Pressed("lunch")]


def test_a_button_that_is_jammed_is_a_loss(
    finger: Finger, caplog: pytest.LogCaptureFixture
) -> None:
    """Which says which one; the others go on, and it is found once it has come loose."""
    caplog.set_level(logging.INFO)
    with closing(_panel(finger, held_seconds=0.3)) as panel:
        assert panel.wait(SOON) == FOUND
        finger.hold("lunch")
        assert panel.wait(SOON) == Pressed("lunch")
        jammed = "button lunch on GPIO5 held down: is it jammed, are its wires right?"
        assert panel.wait(SOON) == ReaderLost(jammed)
        finger.wait(0.5)
        finger.press("doctor")
        assert panel.wait(SOON) == Pressed("doctor")
        assert panel.wait(QUIET) is None
        finger.hold("doctor")
        assert panel.wait(SOON) == Pressed("doctor")
        assert panel.wait(1.5) is None
        assert "button lunch on GPIO5 and button doctor on GPIO6 held down" in caplog.text
        finger.release("lunch")
        finger.release("doctor")
        assert panel.wait(SOON) == FOUND


def test_an_edge_that_the_kernel_has_lost_is_found_by_looking(
    finger: Finger, panel: ButtonPanel
) -> None:
    """The last of many may be lost: the button works on, whichever way it went."""
    pin = finger.factory.pin(PINS["lunch"])
    for _ in range(2):
        finger.hold("lunch")
        assert panel.wait(SOON) == Pressed("lunch")
        _move_unheard(pin, is_down=False)
        assert panel.wait(1.0) is None
        finger.wait(1.0)
    finger.touch("lunch", is_down=True)
    finger.wait(1e-3)
    finger.touch("lunch", is_down=False)
    finger.wait(1e-3)
    _move_unheard(pin, is_down=True)
    assert panel.wait(SOON) == Pressed("lunch")


def _move_unheard(pin: object, *, is_down: bool) -> None:
    pin._state = not is_down  # type: ignore[attr-defined]  # as gpiozero's mock pins keep it


def test_pins_that_cannot_be_had_are_tried_again(finger: Finger) -> None:
    """Somebody may put the user into the right group, or stop the other program."""
    failures = [RuntimeError("GPIO busy"), RuntimeError("GPIO busy")]

    def open_pins(numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]) -> Pins:
        if failures:
            raise failures.pop()
        return ButtonPins(numbers, on_edge, finger.factory)

    with closing(ButtonPanel(PINS, open_pins, retry_seconds=0.01)) as panel:
        assert panel.wait(SOON) == ReaderLost(
            "no GPIO for the buttons: RuntimeError: GPIO busy; "
            "see to python3-lgpio and group gpio, or that no other program has these pins"
        )
        assert panel.wait(SOON) == FOUND


def test_pins_that_cannot_be_read_are_given_back_and_had_anew(finger: Finger) -> None:
    """Also if that shows when they have only just been opened."""
    failures = [OSError("the chip is gone")]

    class FailingPins(ButtonPins):
        def is_down(self, name: str) -> bool:
            if failures:
                raise failures.pop()
            return super().is_down(name)

    open_pins = partial(FailingPins, pin_factory=finger.factory)
    with closing(ButtonPanel(PINS, open_pins, retry_seconds=0.01)) as panel:
        lost = panel.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert "OSError: the chip is gone" in lost.reason
        assert panel.wait(SOON) == FOUND


@pytest.mark.skipif(os.path.exists("/dev/gpiochip0"), reason="this machine has GPIO")  # noqa: PTH110
def test_a_machine_without_gpio_says_so() -> None:
    """And does not end."""
    with closing(ButtonPanel(PINS)) as panel:
        lost = panel.wait(SOON)
        assert isinstance(lost, ReaderLost)
        assert lost.reason.startswith("no GPIO for the buttons: ")


def test_edges_of_pins_that_were_given_back_are_nothing(finger: Finger) -> None:
    """They may have been on their way."""
    failures = [OSError("the chip is gone")]

    def open_pins(numbers: Mapping[str, int], on_edge: Callable[[str, float, bool], None]) -> Pins:
        on_edge("lunch", 1.0, True)  # noqa: FBT003 - as pins call it
        on_edge("lunch", 2.0, False)  # noqa: FBT003
        if failures:
            raise failures.pop()
        return ButtonPins(numbers, on_edge, finger.factory)

    with closing(ButtonPanel(PINS, open_pins, retry_seconds=0.5)) as panel:
        assert isinstance(panel.wait(SOON), ReaderLost)
        assert panel.wait(0.2) is None


def test_noise_without_end_ends_no_wait_late(finger: Finger, panel: ButtonPanel) -> None:
    """It is said by and by, as a button that does not come to rest."""
    for _ in range(3000):
        finger.touch("lunch", is_down=True)
        finger.touch("lunch", is_down=False)
    assert panel.wait(0.0) is None
    assert panel.wait(SOON / 10) is None


def test_pins_are_given_back(finger: Finger) -> None:
    """Also if only the first of them could be had."""
    for _ in range(3):
        ButtonPins(PINS, lambda *_: None, finger.factory).close()
        with pytest.raises(Exception, match="already in use"):
            ButtonPins({"lunch": 5, "doctor": 5}, lambda *_: None, finger.factory)


def test_who_chooses_again_and_again_holds_nothing_down() -> None:
    """Each rest counts, also where nobody had the time to look."""
    contact = Contact(0.0, is_down=False)
    for at in range(1, 100):
        contact.edge(at, at, is_down=True)
        assert contact.restless_since == at
        contact.edge(at + 0.5, at + 0.5, is_down=False)


def test_one_look_that_differs_is_an_edge_on_its_way() -> None:
    """Two in a row are one that got lost; an edge in between begins them anew."""
    contact = Contact(0.0, is_down=False)
    contact.edge(1.0, 1.0, is_down=True)
    contact.edge(1.01, 1.015, is_down=False)
    assert not contact.look(1.04, is_down=True)
    contact.edge(1.05, 1.05, is_down=True)
    contact.edge(1.06, 1.06, is_down=False)
    looks = [contact.look(at, is_down=True) for at in (1.1, 1.2, 1.3)]
    assert looks == [False, False, True]


@given(
    st.lists(st.tuples(st.floats(1e-6, 2 * REST_SECONDS), st.booleans()), min_size=1, max_size=200)
)
def test_between_two_presses_a_contact_has_been_open_and_closed(
    train: list[tuple[float, bool]],
) -> None:
    """For as long as that takes, whatever comes in between."""
    contact = Contact(0.0, is_down=False)
    presses, at = [], 0.0
    for seconds, is_down in train:
        at += seconds
        if contact.edge(at, at, is_down=is_down):
            presses.append(at)
    least_seconds = DOWN_SECONDS + REST_SECONDS
    assert all(later - earlier > least_seconds * 0.999 for earlier, later in pairwise(presses))
