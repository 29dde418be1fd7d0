"""Whether the service is set up, runs, and comes back by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from terminal.doctor.finding import Ailment, Check, Finding, Severity, Unseen

SERVICE = Check("service", "the unit badge-terminal.service (`systemctl show`)")
START = Check("service-start", "whether the unit is enabled, and what it waits for")
RESTARTS = Check("service-restarts", "how often systemd had to start it again (NRestarts)")
PROGRAM = Check("service-version", "the version that runs against the one that is installed")
PINS = Check("service-environment", "LG_WD and GPIOZERO_PIN_FACTORY in the unit's environment")
PROXY = Check("service-proxy", "https_proxy here against the unit's environment")

NOT_INSTALLED = Ailment(
    SERVICE,
    Severity.FAULT,
    "Nothing starts the terminal",
    "install the package, or the unit as in docs/pip.md; then "
    "`sudo systemctl enable --now badge-terminal`",
)
NOT_RUNNING = Ailment(
    SERVICE,
    Severity.FAULT,
    "No swipe is taken",
    "see why: `sudo journalctl -u badge-terminal -b | tail -30`; then "
    "`sudo systemctl restart badge-terminal`",
)
REFUSES_CONFIGURATION = Ailment(
    SERVICE,
    Severity.FAULT,
    "No swipe is taken, and systemd does not try again by itself",
    "badge-terminal config check; if all is in order there, `sudo journalctl -u badge-terminal "
    "-n 5` says why; then `sudo systemctl restart badge-terminal`",
)
NOT_ENABLED = Ailment(
    START,
    Severity.FAULT,
    "After the next start of the machine no swipe is taken",
    "sudo systemctl enable badge-terminal",
)
WAITS = Ailment(
    START,
    Severity.WARNING,
    "Without a network the terminal would start late, or never",
    "take After= and Wants= of it out: `sudo systemctl edit badge-terminal`",
)
KEEPS_RESTARTING = Ailment(
    RESTARTS,
    Severity.WARNING,
    "It comes back each time, but something ends it",
    "see what: `sudo journalctl -u badge-terminal -b -p warning`",
)
OLD_PROGRAM_RUNS = Ailment(
    PROGRAM,
    Severity.WARNING,
    "An update is installed, but not what runs",
    "sudo systemctl restart badge-terminal",
)
NO_PLACE_FOR_LGPIO = Ailment(
    PINS,
    Severity.WARNING,
    "lgpio makes a pipe in its working directory, or fails: nothing at the GPIO pins works",
    "use the unit that came with this version; see `systemctl cat badge-terminal`",
)
OTHER_PROXY = Ailment(
    PROXY,
    Severity.WARNING,
    "What this examination reaches of Protime, the service may not reach, or the other way round",
    "sudo systemctl edit badge-terminal: `[Service]`, below it `Environment=https_proxy={proxy}`; "
    "then `sudo systemctl restart badge-terminal`",
)

MANY_RESTARTS = 3
_EXIT_CONFIGURATION = 78
_LATE = ("network-online.target", "time-sync.target", "systemd-time-wait-sync.service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What systemd says of the unit; see systemctl(1) on the names.

    Attributes:
        environment: The unit's own, by name.
        running_version: What the daemon last said of itself; empty if it never did.
    """

    is_loaded: bool
    active_state: str
    exit_status: int
    is_enabled: bool
    restarts: int
    after: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    running_version: str = ""


def findings(seen: Service | Unseen, version: str, proxy: str) -> Iterator[Finding]:
    """Examine the service.

    Args:
        seen: What systemd says.
        version: Of the program that examines.
        proxy: The proxy that the examination goes through; empty for none.
    """
    if isinstance(seen, Unseen):
        yield SERVICE.unknown(seen)
        return
    if not seen.is_loaded:
        yield NOT_INSTALLED.seen("there is no unit badge-terminal.service")
        return
    yield _running(seen)
    yield _start(seen)
    yield _restarts(seen)
    yield _program(seen, version)
    yield _pins(dict(seen.environment))
    yield _proxy(dict(seen.environment).get("https_proxy", ""), proxy)


def _running(seen: Service) -> Finding:
    if seen.active_state == "active":
        return SERVICE.well("badge-terminal.service is active")
    if seen.exit_status == _EXIT_CONFIGURATION:
        return REFUSES_CONFIGURATION.seen("it ended with status 78: the configuration")
    return NOT_RUNNING.seen(
        f"badge-terminal.service is {seen.active_state} (last status {seen.exit_status})"
    )


def _start(seen: Service) -> Finding:
    if not seen.is_enabled:
        return NOT_ENABLED.seen("the unit is not enabled")
    late = [each for each in _LATE if each in seen.after]
    if late:
        return WAITS.seen(f"it waits for {', '.join(late)}")
    return START.well("enabled, and waits for no network and no time")


def _restarts(seen: Service) -> Finding:
    if seen.restarts >= MANY_RESTARTS:
        return KEEPS_RESTARTING.seen(f"started again {seen.restarts} times")
    return RESTARTS.well(f"started again {seen.restarts} times")


def _program(seen: Service, version: str) -> Finding:
    if not seen.running_version:
        return PROGRAM.unknown(Unseen("the daemon has not said which version it is"))
    if seen.active_state == "active" and seen.running_version != version:
        return OLD_PROGRAM_RUNS.seen(f"{seen.running_version} runs, {version} is installed")
    return PROGRAM.well(f"{version}")


def _pins(environment: dict[str, str]) -> Finding:
    missing = [each for each in ("LG_WD", "GPIOZERO_PIN_FACTORY") if each not in environment]
    if missing:
        return NO_PLACE_FOR_LGPIO.seen(f"{' and '.join(missing)} not set in the unit")
    return PINS.well("LG_WD and GPIOZERO_PIN_FACTORY are set")


def _proxy(of_unit: str, here: str) -> Finding:
    # Addresses of proxies may hold passwords, so neither is shown.
    if of_unit != here:
        which = "the unit has no proxy" if not of_unit else "the unit has another proxy, or this"
        return OTHER_PROXY.seen(f"{which} shell has", proxy="http://proxy.example:3128")
    return PROXY.well("the same here and in the unit" if here else "none")
