"""How a terminal is watched, as configured: by nobody, unless the configuration says so."""

from terminal.bootstrap.watch import Watch
from terminal.config import Config


def watch_of(config: Config) -> Watch:
    """Return how a terminal is watched."""
    if not (config.metrics.port or config.metrics.textfile or config.report.url):
        return Watch()
    # Imported here: most terminals are watched by nobody.
    from terminal.bootstrap.tellers import telling  # noqa: PLC0415

    return telling(config)
