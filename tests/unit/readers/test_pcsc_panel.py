"""What readers with lights of their own are told, and what that does to everything else."""

import pytest

from terminal.feedback.patterns import PATTERNS, Step
from terminal.model import Cue
from terminal.readers.pcsc.codes import Code
from terminal.readers.pcsc.models import MODELS, Model
from terminal.readers.pcsc.panel import ReaderPanel
from tests.parts.fake_pcsc import READER, FakePcsc
from tests.parts.reader_lights import Acr122uLights, Acr1252uLights, RecordedLights

DARK = Step(0)
LIGHTS: dict[str, type[RecordedLights]] = {"acr122u": Acr122uLights, "acr1252u": Acr1252uLights}
LIGHTS_OFF = {"acr122u": "FF00400C0400000000", "acr1252u": "E0 0000 2901 00 E000002801 00"}

# By hand, from the manuals: what each step of a cue is in commands.
ACR122U_STEPS = {
    "green 0.1 tone": "FF0040AE04 01000101",
    "green": "FF00400E04 00000000",
    "red 0.6 tone": "FF00405D04 06000101",
    "red 0.1 tone": "FF00405D04 01000101",
    "red": "FF00400D04 00000000",
    "both 0.1 tone": "FF0040FF04 01000101",
    "0.1 tone": "FF00400C04 01000101",
    "both": "FF00400F04 00000000",
    "": "FF00400C04 00000000",
}
ACR1252U_STEPS = {
    "green 0.1 tone": "E00000290102 E0000028010A",
    "green": "E00000290102 E00000280100",
    "red 0.6 tone": "E00000290101 E0000028013C",
    "red 0.1 tone": "E00000290101 E0000028010A",
    "red": "E00000290101 E00000280100",
    "both 0.1 tone": "E00000290103 E0000028010A",
    "0.1 tone": "E00000290100 E0000028010A",
    "both": "E00000290103 E00000280100",
    "": "E00000290100 E00000280100",
}
STEPS = {"acr122u": ACR122U_STEPS, "acr1252u": ACR1252U_STEPS}


def words_for(step: Step) -> str:
    """Return a step in the words of the tables above."""
    lit = "both" if step.green and step.red else "green" * step.green + "red" * step.red
    return " ".join(word for word in (lit, f"{step.seconds:g} tone" * step.buzzer) if word)


def shown(panel: ReaderPanel, step: Step) -> str:
    """Have a panel show a step."""
    tone_seconds = step.seconds if step.buzzer else 0.0
    return panel.show(green=step.green, red=step.red, tone_seconds=tone_seconds)


def opened(
    model: str, *, takes_escapes: bool = True, own_beep: bool = False, has_lights: bool = True
) -> tuple[FakePcsc, RecordedLights, ReaderPanel]:
    """Return a panel of a reader in memory."""
    pcsc = FakePcsc()
    lights = LIGHTS[model](takes_escapes=takes_escapes)
    pcsc.lights = lights
    panel = ReaderPanel("ACR", MODELS[model], own_beep=own_beep, has_lights=has_lights, calls=pcsc)
    return pcsc, lights, panel


@pytest.mark.parametrize("cue", list(Cue))
@pytest.mark.parametrize("name", MODELS)
def test_each_cue_is_told_byte_by_byte(name: str, cue: Cue) -> None:
    """Step by step as it is drawn, with its tones as long as they are drawn."""
    _, lights, panel = opened(name)
    steps = [*PATTERNS[cue].opening, *PATTERNS[cue].refrain, DARK]
    assert [shown(panel, step) for step in steps] == [""] * len(steps)
    expected = "".join(STEPS[name][words_for(step)] for step in steps)
    assert b"".join(lights.shown()) == bytes.fromhex(expected)


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_tone_has_a_limit(model: Model) -> None:
    """What does not fit into a byte is as long as it can be."""
    assert model.shown(green=False, red=False, tone_seconds=60)[-1][-4:].count(0xFF) == 1


@pytest.mark.parametrize("own_beep", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_the_beep_of_its_own_is_settled_once(name: str, *, own_beep: bool) -> None:
    """Before anything is shown, and anew for a reader that was lost."""
    pcsc, lights, panel = opened(name, own_beep=own_beep)
    lights.beeps_by_itself = not own_beep
    if isinstance(lights, Acr1252uLights):
        lights.behaviour = 0x7F if not own_beep else 0x77
    for _ in range(3):
        shown(panel, DARK)
    assert (lights.beeps_by_itself, lights.written) == (own_beep, 1)
    assert not lights.commands[0].startswith(bytes.fromhex(LIGHTS_OFF[name])[:4])

    pcsc.unplug()
    assert shown(panel, DARK) == ""
    pcsc.plug(READER)
    lights.beeps_by_itself = not own_beep
    if isinstance(lights, Acr1252uLights):
        lights.behaviour ^= 0x08
    shown(panel, DARK)
    assert lights.beeps_by_itself is own_beep


def test_a_memory_that_wears_out_is_written_only_for_a_change() -> None:
    """And no other bit of it changes."""
    _, lights, panel = opened("acr1252u")
    assert isinstance(lights, Acr1252uLights)
    for _ in range(5):
        panel.renew()
        shown(panel, DARK)
    assert (lights.written, lights.behaviour) == (1, 0x77)


@pytest.mark.parametrize("name", MODELS)
def test_a_reader_may_be_silenced_and_show_nothing(name: str) -> None:
    """Where lamps are wired, only its own beep is taken from it."""
    pcsc, lights, panel = opened(name, has_lights=False)
    for _ in range(3):
        assert shown(panel, PATTERNS[Cue.ACCEPTED].opening[0]) == ""
    assert (lights.beeps_by_itself, lights.shown()) == (False, [])
    assert pcsc.called["connect_directly"] == 1


def test_an_acr122u_needs_no_escape_while_a_badge_is_there() -> None:
    """A badge lies there at every cue that answers it."""
    pcsc, lights, panel = opened("acr122u", takes_escapes=False)
    pcsc.lay()
    assert shown(panel, DARK) == ""
    assert not lights.beeps_by_itself
    pcsc.take()
    assert "lets no escape commands through (0x80100016)" in shown(panel, DARK)


def test_an_acr1252u_is_told_by_escape_alone() -> None:
    """Also while a badge is there, which is left alone."""
    pcsc, lights, panel = opened("acr1252u")
    pcsc.lay()
    assert shown(panel, DARK) == ""
    assert lights.shown()
    assert (pcsc.called["connect"], pcsc.called["transmit"]) == (0, 0)


def test_another_reader_than_the_configured_one_is_told_apart() -> None:
    """By what it answers."""
    pcsc, _, panel = opened("acr1252u")
    pcsc.lights = Acr122uLights()
    assert shown(panel, DARK) == "it answers 6300: is it really an ACR1252U?"


def test_old_firmware_that_cannot_be_silenced_shows_cues_all_the_same() -> None:
    """It is said once; every cue is told."""

    class OldLights(Acr122uLights):
        def answer(self, command: bytes) -> bytes:
            return b"\x63\x00" if command[2] == 0x52 else super().answer(command)

    pcsc, _, panel = opened("acr122u")
    pcsc.lights = old = OldLights()
    assert shown(panel, DARK).startswith("its own beep stays as it is: it answers 6300")
    assert shown(panel, DARK) == ""
    assert len(old.shown()) == 2


@pytest.mark.parametrize(
    "code", [Code.SHARING_VIOLATION, Code.REMOVED_CARD, Code.RESET_CARD, Code.NO_SMARTCARD]
)
@pytest.mark.parametrize("call", ["transmit", "connect_directly"])
def test_a_reader_that_is_busy_is_left_in_peace(call: str, code: int) -> None:
    """One step less is seen; the next one is told as if nothing had been."""
    pcsc, _, panel = opened("acr122u")
    if call == "transmit":
        pcsc.lay()
    pcsc.fail(call, code)
    assert shown(panel, DARK) == ""
    assert not pcsc.connections
    assert shown(panel, DARK) == ""
    assert pcsc.called["establish"] == 1


@pytest.mark.parametrize("call", ["establish", "readers", "connect_directly", "control"])
def test_a_lost_service_is_found_again(call: str) -> None:
    """With a new context; whoever reads badges says that it is lost."""
    pcsc, lights, panel = opened("acr1252u")
    shown(panel, DARK)
    panel.close()
    told = len(lights.commands)
    pcsc.fail(call, Code.NO_SERVICE)
    assert shown(panel, DARK) == ""
    assert not pcsc.contexts
    assert shown(panel, DARK) == ""
    assert len(lights.commands) > told
    panel.close()
    assert not pcsc.contexts
    assert not pcsc.connections


@pytest.mark.parametrize("name", MODELS)
def test_ten_thousand_cues_leak_nothing(name: str) -> None:
    """One context, no connection, one list of readers each time."""
    pcsc, lights, panel = opened(name)
    pcsc.lay()
    for _ in range(10_000):
        shown(panel, DARK)
        lights.commands.clear()
    assert (len(pcsc.contexts), len(pcsc.connections)) == (1, 0)
    panel.close()
    panel.close()
    assert not pcsc.contexts
