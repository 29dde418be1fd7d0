"""Whether Wi-Fi stays up, and answers at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

POWER_SAVE = Check("wifi-power-save", "power saving of each Wi-Fi interface (`iw`, `nmcli`)")
RETRIES = Check("wifi-retries", "how often NetworkManager tries again (autoconnect-retries)")

SAVES_POWER = Ailment(
    POWER_SAVE,
    Severity.WARNING,
    "Answers take up to a second longer, and some access points drop such a client",
    "sudo nmcli connection modify '{connection}' 802-11-wireless.powersave 2 && "
    "sudo nmcli connection up '{connection}'",
)
GIVES_UP = Ailment(
    RETRIES,
    Severity.WARNING,
    "After an outage of the access point NetworkManager gives up, and the terminal stays offline",
    "sudo nmcli connection modify '{connection}' connection.autoconnect-retries 0",
)


@dataclass(frozen=True, slots=True)
class Wifi:
    """A Wi-Fi interface that is up.

    Attributes:
        interface: Such as `wlan0`.
        connection: NetworkManager's name of its connection; empty if another program leads it.
        saves_power: Whether it saves power.
        retries: NetworkManager's autoconnect-retries: 0 for ever, -1 its default of four;
            None where it does not lead this interface.
    """

    interface: str
    connection: str
    saves_power: bool | Unseen
    retries: int | Unseen | None


def findings(seen: Iterable[Wifi]) -> Iterator[Finding]:
    """Examine each interface."""
    interfaces = list(seen)
    if not interfaces:
        yield POWER_SAVE.absent("no Wi-Fi is up")
        yield RETRIES.absent("no Wi-Fi is up")
    for each in interfaces:
        yield _power_save(each)
        yield _retries(each)


def _power_save(wifi: Wifi) -> Finding:
    if isinstance(wifi.saves_power, Unseen):
        return POWER_SAVE.unknown(wifi.saves_power, wifi.interface)
    if wifi.saves_power:
        name = wifi.connection or wifi.interface
        return SAVES_POWER.seen(f"{wifi.interface} saves power", wifi.interface, connection=name)
    return POWER_SAVE.well(f"{wifi.interface} does not save power", wifi.interface)


def _retries(wifi: Wifi) -> Finding:
    if isinstance(wifi.retries, Unseen):
        return RETRIES.unknown(wifi.retries, wifi.interface)
    if wifi.retries is None:
        return RETRIES.absent(f"{wifi.interface} is not led by NetworkManager")
    if wifi.retries != 0:
        tries = "its default number of tries" if wifi.retries < 0 else f"{wifi.retries} tries"
        return GIVES_UP.seen(
            f"{wifi.interface} gives up after {tries}", wifi.interface, connection=wifi.connection
        )
    return RETRIES.well(f"{wifi.interface} never gives up", wifi.interface)
