"""Everything that `doctor` looks at, wired together: what is seen becomes findings."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from terminal import __version__
from terminal.bootstrap import examined_outbox, examined_protime
from terminal.bootstrap.readers_there import readers_there
from terminal.config import Config, PcscReader, gpio_pins
from terminal.doctor import (
    EXAMINATION,
    Finding,
    Unseen,
    clock,
    clockings,
    disk,
    escape,
    journal,
    kernel,
    lights,
    place,
    polkit,
    power,
    reader,
    service,
    usb,
    wifi,
)
from terminal.host.clocks import Kernel
from terminal.host.look import clock as look_at_clock
from terminal.host.look import disk as look_at_disk
from terminal.host.look import journal as look_at_journal
from terminal.host.look import kernel as look_at_kernel
from terminal.host.look import lights as look_at_lights
from terminal.host.look import pcscd as look_at_pcscd
from terminal.host.look import place as look_at_place
from terminal.host.look import power as look_at_power
from terminal.host.look import service as look_at_service
from terminal.host.look import usb as look_at_usb
from terminal.host.look import wifi as look_at_wifi
from terminal.host.look.programs import Programs
from terminal.host.look.tree import Tree

logger = logging.getLogger(__name__)

Area = Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A terminal to be examined.

    Attributes:
        config: Its configuration.
        file: Where that stands.
        tree: The files of its machine.
        programs: What tells of its machine.
        asks_protime: Whether Protime is to be asked.
    """

    config: Config
    file: Path
    tree: Tree = field(default_factory=Tree)
    programs: Programs = field(default_factory=Programs)
    asks_protime: bool = True


def examine(patient: Patient) -> Iterator[Finding]:
    """Look at everything, and yield what was found."""
    history = examined_outbox.look(patient.config.outbox.path)
    yield from examine_machine(patient.tree, patient.programs)
    areas: list[Area] = [
        partial(_readers, patient),
        partial(_lights, patient),
        partial(_place, patient),
        partial(_clock, patient),
        partial(_disk, patient),
        partial(_service, patient, history.version),
        partial(clockings.findings, history.clockings),
    ]
    if patient.asks_protime:
        areas.append(partial(_protime, patient, history.refused_code))
    for area in areas:
        yield from examined(area)


def examine_machine(tree: Tree, programs: Programs) -> Iterator[Finding]:
    """Look at what needs no configuration."""
    areas: list[Area] = [
        lambda: power.findings(look_at_power.look(tree, programs)),
        lambda: journal.findings(look_at_journal.look(tree)),
        lambda: kernel.findings(look_at_kernel.look(programs)),
        lambda: wifi.findings(look_at_wifi.look(tree, programs)),
        lambda: usb.findings(look_at_usb.look(tree)),
    ]
    for area in areas:
        yield from examined(area)


def examined(area: Area) -> list[Finding]:
    """Return the findings of an area; one that fails hides no other."""
    try:
        found = list(area())
    except Exception as error:
        logger.debug("an examination failed", exc_info=True)
        why = f"a fault in this program ({type(error).__name__}: {error})"
        return [EXAMINATION.unknown(Unseen(why, "tell the makers, with this line"))]
    return [each.for_root() for each in found] if os.geteuid() == 0 else found


def _readers(patient: Patient) -> Iterator[Finding]:
    readers = patient.config.readers
    matches = tuple(each.match for each in readers if isinstance(each, PcscReader))
    yield from reader.findings(readers_there() if matches else None, matches, str(patient.file))
    if matches:
        seen = look_at_pcscd.look(patient.tree, patient.programs)
        yield from polkit.findings(seen, look_at_service.USER)
        yield reader.others_finding(look_at_pcscd.other_programs(patient.tree))
        yield reader.settings_finding(look_at_pcscd.left_behind(patient.tree))
        yield from _reader_lights(patient)


def _reader_lights(patient: Patient) -> Iterator[Finding]:
    named = [each for each in patient.config.readers if isinstance(each, PcscReader) and each.model]
    options = look_at_pcscd.driver_options(patient.tree)
    yield from escape.findings(options, tuple(each.model for each in named))
    for each in named:
        yield escape.beep_finding(
            each.name, each.model, beeps=_own_beep(each), may_beep=each.own_beep
        )


def _own_beep(config: PcscReader) -> bool | None:
    try:
        # Imported here: where the library is missing, another finding says so.
        from terminal.readers.pcsc.models import MODELS  # noqa: PLC0415
        from terminal.readers.pcsc.panel import ReaderPanel  # noqa: PLC0415
    except ImportError:
        return None
    model = MODELS[config.model]
    with closing(ReaderPanel(config.match, model, own_beep=config.own_beep)) as panel:
        return panel.own_beep()


def _lights(patient: Patient) -> Iterable[Finding]:
    config, user = patient.config, look_at_service.USER
    pins = gpio_pins(config.readers, config.selections, config.feedback)
    seen = look_at_lights.look(patient.tree, pins, user)
    return lights.findings(seen, pins, user, str(patient.file))


def _place(patient: Patient) -> Iterable[Finding]:
    gpsd = patient.config.gpsd
    if not gpsd.address:
        return place.findings(None)
    return place.findings(look_at_place.look(gpsd.address, gpsd.port, gpsd.precision_metres))


def _clock(patient: Patient) -> Iterator[Finding]:
    settings = patient.config.terminal
    seen = look_at_clock.look(patient.tree, patient.programs, Kernel())
    yield from clock.findings(seen, settings.clock_trust)
    system = look_at_clock.system_zone(patient.tree)
    yield clock.zone_finding(settings.time_zone, system, look_at_clock.now(), str(patient.file))


def _disk(patient: Patient) -> Iterator[Finding]:
    path = patient.config.outbox.path
    seen = look_at_disk.look(path, patient.file, patient.tree)
    yield from disk.findings(seen)
    user = look_at_service.USER if look_at_disk.has_user(look_at_service.USER) else None
    yield disk.access_finding(look_at_disk.look_at_access(path), user)


def _service(patient: Patient, version: str) -> Iterable[Finding]:
    proxy = os.environ.get("https_proxy") or os.environ.get("HTTPS_PROXY") or ""
    seen = look_at_service.look(patient.programs, version)
    return service.findings(seen, __version__, proxy)


def _protime(patient: Patient, refused_code: str) -> Iterable[Finding]:
    return examined_protime.findings(patient.config, patient.tree, patient.programs, refused_code)
