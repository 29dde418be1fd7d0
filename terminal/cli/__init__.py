"""The command `badge-terminal`: each verb reads what was typed, calls, and prints."""

import sys


def main() -> None:
    """Run the verb that was typed."""
    match sys.argv[1:]:
        case ["run"] | ["run", "--config", _]:
            # As the service does: what parses all that people may type is not even loaded, for
            # somebody may wait at the door (decision record 0018).
            from terminal.cli.light_start import light_start  # noqa: PLC0415

            with light_start():
                from terminal.cli.service import run_service  # noqa: PLC0415

            sys.exit(run_service(*sys.argv[3:]))
        case _:
            from terminal.cli.app import main as parse  # noqa: PLC0415

            parse()


__all__ = ["main"]
