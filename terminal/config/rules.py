"""What must hold between keys, beyond what each of them may be."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from terminal.config.badge import Badge
from terminal.config.badge_checks import rule_problems
from terminal.config.badge_feeding import feeding_problems
from terminal.config.badge_sources import source_problems
from terminal.config.devices import shared_devices, shared_pins, wrong_devices
from terminal.config.gpsd import Gpsd, gpsd_problems
from terminal.config.paths import is_private_enough
from terminal.config.problems import Problem, alternatives, nearest, shown
from terminal.config.readers import ConsoleReader, PcscReader, Reader
from terminal.config.sections import Feedback, Protime, Terminal
from terminal.config.selections import Selection
from terminal.config.watched import Metrics, Report, metrics_problems, report_problems

# Protime keeps whole minutes: two swipes of one badge within one minute would look the same
# there, and after a break in the connection nobody could tell whether both had arrived.
SHORTEST_REPEAT_WINDOW_SECONDS = 60
_PERSON_REFERENCES = ("@badge-number", "@employee-number")
_TERMINAL_REFERENCES = ("@external-code",)


def broken_rules(sections: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong between keys, in those sections whose keys are right one by one."""
    terminal, protime = sections.get("terminal"), sections.get("protime")
    if isinstance(terminal, Terminal) and isinstance(protime, Protime):
        yield from _repeat_window(terminal, protime)
    if isinstance(protime, Protime):
        yield from _addresses(protime)
        yield from _references(protime)
        yield from _terminal_code(protime)
    if isinstance(terminal, Terminal) and isinstance(gpsd := sections.get("gpsd"), Gpsd):
        yield from gpsd_problems(gpsd, is_fixed=terminal.geolocation is not None)
    readers, selections = _tables(sections, "readers"), _tables(sections, "selections")
    if "readers" in sections:
        yield from _readers(readers)
        yield from wrong_devices(readers)
        yield from shared_devices(readers)
    if isinstance(badge := sections.get("badge"), Badge):
        yield from source_problems(badge, readers)
        yield from rule_problems(badge)
        yield from feeding_problems(badge, readers)
    if isinstance(feedback := sections.get("feedback"), Feedback):
        yield from shared_pins(readers, selections, feedback)
    if "selections" in sections:
        yield from _selections(selections, readers)
    if isinstance(metrics := sections.get("metrics"), Metrics):
        yield from metrics_problems(metrics)
    if isinstance(report := sections.get("report"), Report):
        yield from report_problems(report)


def _tables(sections: Mapping[str, object], name: str) -> tuple[Any, ...]:
    """Return the tables of a list; none while a key in one of them is wrong."""
    found = sections.get(name)
    return found if isinstance(found, tuple) else ()


def _repeat_window(terminal: Terminal, protime: Protime) -> Iterator[Problem]:
    seconds = terminal.repeat_window_seconds
    if seconds < SHORTEST_REPEAT_WINDOW_SECONDS and not protime.api_url:
        yield Problem(
            "terminal.repeat_window_seconds",
            f"is {seconds:g}, but Protime cannot tell apart two clockings of one minute",
            "Write 60 or more; less is for rehearsals, where api_url is set",
        )


def _addresses(protime: Protime) -> Iterator[Problem]:
    urls = {"api_url": protime.api_url, "token_url": protime.token_url}
    if len(missing := [key for key, url in urls.items() if not url]) == 1:
        yield Problem(
            f"protime.{missing[0]}",
            "is empty while the other address is set",
            "Set both api_url and token_url for a rehearsal, or none to use Protime itself",
        )
    for key, url in urls.items():
        if url and not is_private_enough(url):
            yield Problem(
                f"protime.{key}",
                "would send the secret unencrypted, or to no valid host",
                "Write https://; plain http:// goes only to 127.0.0.1, [::1] or localhost",
            )


def _references(protime: Protime) -> Iterator[Problem]:
    yield from _reference("person_reference", protime.person_reference, _PERSON_REFERENCES)
    yield from _reference("terminal_reference", protime.terminal_reference, _TERMINAL_REFERENCES)
    if not protime.person_reference:
        yield Problem(
            "protime.person_reference",
            "is empty, but a clocking needs a person",
            'Write "@badge-number", or see the other ways in the example configuration',
        )


def _reference(key: str, name: str, predefined: tuple[str, ...]) -> Iterator[Problem]:
    if name.startswith("@") and name not in predefined:
        near = nearest(name, predefined) or predefined
        yield Problem(
            f"protime.{key}",
            f"is {shown(name)}, which Protime does not define",
            f"Write {alternatives(near)}, or a reference of your own without @",
        )


def _terminal_code(protime: Protime) -> Iterator[Problem]:
    reference, code = protime.terminal_reference, protime.terminal_code
    if reference and not code:
        yield Problem(
            "protime.terminal_code",
            f"is missing, but terminal_reference is {shown(reference)}",
            'Write the code that this terminal has in Protime, or terminal_reference = ""',
        )
    elif code and not reference:
        yield Problem(
            "protime.terminal_code",
            'is set, but terminal_reference is "", so it would never be sent',
            'Take it out, or write terminal_reference = "@external-code"',
        )
    elif reference == "id" and not code.isdecimal():
        yield Problem(
            "protime.terminal_code",
            f"is {shown(code)}, but an id of Protime is a number",
            'Write the digits, in quotes, or another terminal_reference than "id"',
        )


def _readers(readers: Sequence[Reader]) -> Iterator[Problem]:
    if not readers:
        yield Problem("readers", "is empty", 'Write [[readers]] and below it kind = "pcsc"')
    for (first, one), (second, other) in combinations(enumerate(readers), 2):
        if isinstance(one, ConsoleReader) and isinstance(other, ConsoleReader):
            yield Problem(
                f"readers[{second}].kind",
                'is "console" a second time, and there is only one keyboard',
                "Take one of the two out",
            )
        elif one.name == other.name:
            yield Problem(
                f"readers[{second}].name",
                f"is {shown(other.name)}, like that of readers[{first}]",
                'Give each reader a name of its own, such as name = "left"',
            )
        if isinstance(one, PcscReader) and isinstance(other, PcscReader):
            yield from _match(one.match, other.match, first, second)


def _selections(selections: Sequence[Selection], readers: Sequence[Reader]) -> Iterator[Problem]:
    if selections or any(each.selection for each in readers):
        # Imported here: most terminals know coming and going alone.
        from terminal.config.selection_checks import selection_problems  # noqa: PLC0415

        yield from selection_problems(selections, readers)


def _match(one: str, other: str, first: int, second: int) -> Iterator[Problem]:
    if one in other or other in one:
        yield Problem(
            f"readers[{second}].match",
            f"is {shown(other)}, and {shown(one)} of readers[{first}] may mean the same device",
            "Write for each a part of its name that the other device does not have",
        )
