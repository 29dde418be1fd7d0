"""The verb `run` by itself, as the service calls it: the same without click."""

import sys
from pathlib import Path

from terminal.bootstrap import EXIT_CONFIGURATION, run
from terminal.cli.paths import DEFAULT_CONFIG
from terminal.config import ConfigErrors, load


def run_service(config_file: str = DEFAULT_CONFIG) -> int:
    """Run the terminal until it is told to stop; return its exit code."""
    try:
        config = load(Path(config_file))
    except ConfigErrors as errors:
        print(errors, file=sys.stderr)
        return EXIT_CONFIGURATION
    return run(config)
