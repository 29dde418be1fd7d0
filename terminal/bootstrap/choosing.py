"""What can be chosen at a terminal, as configured."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from threading import Lock

from terminal.bootstrap.edges import Buttons
from terminal.bootstrap.terminal import Terminal
from terminal.choice import Choice
from terminal.config import Config
from terminal.model import BadgeNumber, Option, Selection
from terminal.model.struct import Struct
from terminal.workers import Job, Worker

SILENCE_SECONDS = 19.0
"""Waits end after 12 s, as those of readers do."""


class Chooser(Struct, frozen=True):
    """What chooses: nothing, unless a button or a badge is configured.

    Attributes:
        choice: What waits for its swipe.
        workers: Who listens to buttons, and ends what nobody swiped for.
    """

    choice: Choice | None = None
    workers: tuple[Worker, ...] = ()


def chooser_of(terminal: Terminal, deciding: Lock) -> Chooser:
    """Return what chooses, under the lock under which swipes are decided."""
    config = terminal.config
    functions = function_badges(config)
    open_buttons = terminal.edges.buttons
    if not functions and open_buttons is None:
        return Chooser()
    buttons = (open_buttons or _no_buttons)()
    choice = Choice(
        deciding=deciding,
        timeout=timedelta(seconds=config.terminal.selection_timeout_seconds),
        feedback=terminal.edges.feedback,
        functions=functions,
        changed=buttons.interrupt,
    )
    open_choosing = partial(_open_choosing, terminal, buttons, choice)
    return Chooser(
        choice, (Worker(name="choosing", open=open_choosing, silence_seconds=SILENCE_SECONDS),)
    )


@contextmanager
def _open_choosing(terminal: Terminal, buttons: Buttons, choice: Choice) -> Iterator[Job]:
    terminal.head_start.wait()
    # Imported here, in the thread that needs it, and nowhere where nothing can be chosen.
    from terminal.choosing import Choosing  # noqa: PLC0415

    choosing = Choosing(
        buttons=buttons,
        options=options(terminal.config),
        choice=choice,
        clock=terminal.edges.clock,
        faults=terminal.faults,
        board=terminal.outbox,
    )
    with closing(buttons), closing(choosing):
        yield choosing


def _no_buttons() -> Buttons:
    from terminal.choosing import NoButtons  # noqa: PLC0415 - see above

    return NoButtons()


def options(config: Config) -> dict[str, Option]:
    """Return what can be chosen, by name, in the order of the configuration."""
    return {
        each.name: Option(
            name=each.name, label=each.label, position=position, selection=each.made()
        )
        for position, each in enumerate(config.selections, 1)
    }


def function_badges(config: Config) -> dict[BadgeNumber, Option]:
    """Return the badges that choose, and what."""
    offered = options(config)
    return {
        BadgeNumber(each.badge): offered[each.name]
        for each in config.selections
        if each.badge is not None
    }


def fixed_selection(config: Config, reader: str) -> Selection | None:
    """Return the selection that all swipes at a reader have; None if it has none of its own."""
    names = {each.name: each.selection for each in config.readers}
    option = options(config).get(names.get(reader, ""))
    return option.selection if option else None
