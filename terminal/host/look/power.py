"""What a Raspberry Pi says of its power."""

from terminal.doctor import Unseen
from terminal.doctor.power import Power
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree

_FIRMWARE = "sys/devices/platform/soc*/soc*firmware/get_throttled"


def look(tree: Tree, programs: Programs) -> Power:
    """Ask the firmware, through the kernel or through vcgencmd."""
    model = model_of(tree)
    if "Raspberry Pi" not in model:
        return Power(model, Unseen("no Raspberry Pi"))
    return Power(model, _throttled(tree, programs))


def model_of(tree: Tree) -> str:
    """Return what the machine calls itself; empty where it does not."""
    return tree.words("/proc/device-tree/model")


def _throttled(tree: Tree, programs: Programs) -> int | Unseen:
    for file in sorted(tree.at("/").glob(_FIRMWARE)):
        return _bits(file.read_text(encoding="ascii"))
    told = programs.output("vcgencmd", "get_throttled")
    return told if isinstance(told, Unseen) else _bits(told.removeprefix("throttled="))


def _bits(text: str) -> int | Unseen:
    try:
        return int(text, 16)
    except ValueError:
        return Unseen("the firmware gives no number")
