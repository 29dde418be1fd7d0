"""Tries an answer of whoever sets a terminal up, as soon as it is given."""

from collections.abc import Iterable, Iterator
from threading import Event

from terminal.bootstrap.client import settings_of
from terminal.config import Config, Feedback
from terminal.doctor import Finding, Severity, protime, reaching, signing
from terminal.feedback.lamps import NoLamps, open_lamps
from terminal.host.look.clock import now

SHOWN_SECONDS = 1.0


def try_hosts(config: Config) -> list[Finding]:
    """Return what stands between this machine and Protime; empty if nothing does."""
    return _wrong(_examined(config, None))


def try_secret(config: Config, secret: str) -> list[Finding]:
    """Return what is wrong with client, secret, scopes or User-Agent; empty if nothing is."""
    return _wrong(_examined(config, secret))


def blink(pins: Feedback, pause: Event) -> bool:
    """Light one part after the other; return whether the pins could be had.

    Args:
        pins: What is wired where.
        pause: Ends a wait early.
    """
    lamps = open_lamps(pins.green_led, pins.red_led, pins.buzzer)
    if isinstance(lamps, NoLamps):
        return False
    for lit in ("green", "red", "buzzer"):
        lamps.set(green=lit == "green", red=lit == "red", buzzer=lit == "buzzer")
        pause.wait(SHOWN_SECONDS)
    lamps.close()
    return True


def _examined(config: Config, secret: str | None) -> Iterator[Finding]:
    # Imported here: an HTTP library takes its time.
    from terminal.protime.examination import Credentials, Examination  # noqa: PLC0415

    def given() -> str:
        return secret or ""

    day = now().astimezone(config.terminal.time_zone).date()
    credentials = Credentials(given if secret else None)
    seen = Examination(settings_of(config, given), credentials, day, lambda: None).examine()
    yield from (finding for host in seen.hosts for finding in reaching.findings(host))
    if secret:
        yield from signing.findings("", seen.signing)
        yield from protime.asked(seen)


def _wrong(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity in {Severity.WARNING, Severity.FAULT}]
