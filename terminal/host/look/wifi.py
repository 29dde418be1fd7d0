"""The Wi-Fi interfaces that are up, and who leads them."""

from terminal.doctor import Unseen
from terminal.doctor.wifi import Wifi
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree

_INTERFACES = "/sys/class/net"
_NO_PROGRAM = Unseen("neither iw nor nmcli is installed", "sudo apt-get install iw")
_DISABLED = "2"
"""NetworkManager's 802-11-wireless.powersave: 0 default, 1 ignore, 2 disable, 3 enable."""


def look(tree: Tree, programs: Programs) -> tuple[Wifi, ...]:
    """Look at each Wi-Fi interface that is up."""
    names = tree.names(_INTERFACES)
    if isinstance(names, Unseen):
        return ()
    return tuple(_wifi(name, programs) for name in names if _is_wifi(name, tree))


def _is_wifi(name: str, tree: Tree) -> bool:
    place = f"{_INTERFACES}/{name}"
    is_up = tree.words(f"{place}/operstate") == "up"
    return is_up and any(tree.at(f"{place}/{each}").exists() for each in ("wireless", "phy80211"))


def _wifi(interface: str, programs: Programs) -> Wifi:
    connection = _connection(interface, programs)
    if isinstance(connection, Unseen):
        return Wifi(interface, "", _saves_power(interface, "", programs), connection)
    if not connection:
        return Wifi(interface, "", _saves_power(interface, "", programs), None)
    return Wifi(
        interface,
        connection,
        _saves_power(interface, connection, programs),
        _retries(connection, programs),
    )


def _connection(interface: str, programs: Programs) -> str | Unseen:
    if not programs.has("nmcli"):
        return ""
    told = programs.output("nmcli", "-g", "GENERAL.CONNECTION", "device", "show", interface)
    return told if isinstance(told, Unseen) else told.replace("\\:", ":")


def _saves_power(interface: str, connection: str, programs: Programs) -> bool | Unseen:
    if programs.has("iw"):
        told = programs.output("iw", "dev", interface, "get", "power_save")
        return told if isinstance(told, Unseen) else told.lower().endswith("on")
    if not connection:
        return _NO_PROGRAM
    told = _setting(connection, "802-11-wireless.powersave", programs)
    return told if isinstance(told, Unseen) else told != _DISABLED


def _retries(connection: str, programs: Programs) -> int | Unseen:
    told = _setting(connection, "connection.autoconnect-retries", programs)
    if isinstance(told, Unseen):
        return told
    try:
        return int(told.split()[0])
    except (IndexError, ValueError):
        return Unseen(f"nmcli says {told!r}")


def _setting(connection: str, name: str, programs: Programs) -> str | Unseen:
    return programs.output("nmcli", "-g", name, "connection", "show", connection)
