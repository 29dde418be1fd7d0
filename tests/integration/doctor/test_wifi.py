"""What `doctor` finds of Wi-Fi, by what the kernel's files and real programs tell."""

from terminal.doctor import Finding, Severity, wifi
from terminal.host.look import wifi as look_at_wifi
from tests.parts.patient import Machine, has, severity

NMCLI = """
case "$*" in
    *GENERAL.CONNECTION*) echo "{connection}" ;;
    *autoconnect-retries*) echo "{retries}" ;;
    *powersave*) echo "{powersave}" ;;
esac
"""


def found(machine: Machine) -> list[Finding]:
    """Examine Wi-Fi."""
    return list(wifi.findings(look_at_wifi.look(machine.tree, machine.programs)))


def interface(machine: Machine, name: str = "wlan0", state: str = "up") -> None:
    """Fit a Wi-Fi interface."""
    machine.folder(f"/sys/class/net/{name}/wireless")
    machine.file(f"/sys/class/net/{name}/operstate", state)


def nmcli(machine: Machine, connection: str, retries: str = "0", powersave: str = "2") -> None:
    """Let NetworkManager lead it."""
    script = NMCLI.format(connection=connection, retries=retries, powersave=powersave)
    machine.program("nmcli", script=script)


def test_power_saving_is_told_by_iw(machine: Machine) -> None:
    """The kernel's own word counts, and the command has the name of the connection."""
    interface(machine)
    machine.program("iw", "Power save: on")
    nmcli(machine, "office")
    told = found(machine)
    assert has(told, wifi.SAVES_POWER, "wlan0")
    assert any("modify 'office' 802-11" in each.mend for each in told)


def test_no_power_saving(machine: Machine) -> None:
    """Without it, all is well; NetworkManager need not lead the interface."""
    interface(machine)
    machine.program("iw", "Power save: off")
    assert severity(found(machine), wifi.POWER_SAVE) is Severity.WELL
    assert severity(found(machine), wifi.RETRIES) is Severity.ABSENT


def test_power_saving_is_told_by_nmcli(machine: Machine) -> None:
    """Where there is no iw, what NetworkManager was told counts."""
    interface(machine)
    nmcli(machine, "office", powersave="0")
    assert has(found(machine), wifi.SAVES_POWER)
    nmcli(machine, "office", powersave="2")
    assert severity(found(machine), wifi.POWER_SAVE) is Severity.WELL


def test_an_interface_that_gives_up(machine: Machine) -> None:
    """Four tries, which is the default, and any other number are too few."""
    interface(machine)
    for retries, words in (("-1 (default)", "its default"), ("7", "7 tries")):
        nmcli(machine, "office", retries=retries)
        assert has(found(machine), wifi.GIVES_UP, words)
    nmcli(machine, "office", retries="0 (forever)")
    assert severity(found(machine), wifi.RETRIES) is Severity.WELL


def test_what_nobody_tells_is_unknown(machine: Machine) -> None:
    """A program that is not there, fails, or says something else leaves it open."""
    interface(machine)
    assert severity(found(machine), wifi.POWER_SAVE) is Severity.UNKNOWN
    nmcli(machine, "office", retries="")
    assert severity(found(machine), wifi.RETRIES) is Severity.UNKNOWN
    machine.program("nmcli", script="exit 8")
    assert severity(found(machine), wifi.RETRIES) is Severity.UNKNOWN
    machine.program("iw", script="exit 1")
    assert severity(found(machine), wifi.POWER_SAVE) is Severity.UNKNOWN
    nmcli(machine, "office")
    machine.program("nmcli", script='case "$*" in *GENERAL*) echo office;; *) exit 10;; esac')
    assert severity(found(machine), wifi.RETRIES) is Severity.UNKNOWN


def test_a_nmcli_that_fails_leaves_power_saving_open(machine: Machine) -> None:
    """Nothing is said of what it did not say."""
    interface(machine)
    machine.program("nmcli", script='case "$*" in *GENERAL*) echo office;; *) exit 10;; esac')
    assert severity(found(machine), wifi.POWER_SAVE) is Severity.UNKNOWN


def test_a_cable_has_no_power_saving(machine: Machine) -> None:
    """Neither a cable, nor an interface that is down, nor a machine without any counts."""
    machine.file("/sys/class/net/eth0/operstate", "up")
    interface(machine, "wlan1", "down")
    assert severity(found(machine), wifi.POWER_SAVE) is Severity.ABSENT


def test_a_machine_without_a_network(machine: Machine) -> None:
    """What cannot be listed has no Wi-Fi."""
    machine.unreadable("/sys/class/net")
    assert severity(found(machine), wifi.RETRIES) is Severity.ABSENT
