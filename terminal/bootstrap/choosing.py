"""What can be chosen at a terminal, as configured."""

from datetime import timedelta

from terminal.bootstrap.terminal import Terminal
from terminal.capture import RecentSwipes
from terminal.choice import Choice
from terminal.config import Config
from terminal.model import BadgeNumber, Option, Selection


def choice_of(terminal: Terminal, recent: RecentSwipes) -> Choice | None:
    """Return what will wait for a swipe; None where neither button nor badge chooses."""
    if not can_choose(terminal.config):
        return None
    seconds = terminal.config.terminal.selection_timeout_seconds
    return Choice(
        deciding=recent.deciding,
        timeout=timedelta(seconds=seconds),
        feedback=terminal.edges.feedback,
        functions=function_badges(terminal.config),
    )


def can_choose(config: Config) -> bool:
    """Return whether a button or a badge chooses anything."""
    return any((each.button, each.badge) != (None, None) for each in config.selections)


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
