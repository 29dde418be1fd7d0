"""The command `badge-terminal`: each verb reads what was typed, calls, and prints."""

from terminal.cli.app import main

__all__ = ["main"]
