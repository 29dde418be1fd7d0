"""The reader whose badges a person wants to look at."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from terminal.bootstrap.edges import open_reader
from terminal.cli.app import Failure
from terminal.cli.running import runs
from terminal.cli.words import one_line
from terminal.config import Config, ConsoleReader, PcscReader
from terminal.config.readers import Reader
from terminal.model import Presented, ReaderFound, ReaderLost, Reading, Unreadable
from terminal.outbox.beside import open_reading
from terminal.ports import OutboxUnavailable
from terminal.ports import Reader as ReaderPort
from terminal.readers.pcsc.beside import Beside

# Short, so that Ctrl-C is answered while a reader waits in a library.
_WAIT_SECONDS = 0.3

Tell = Callable[[str], None]


def chosen(config: Config, name: str) -> Reader:
    """Return the configured reader of this name, or the first one.

    Raises:
        Failure: There is none of this name.
    """
    named = {reader.name: reader for reader in config.readers}
    if not name:
        return config.readers[0]
    if name not in named:
        raise Failure(f"there is no reader {name}; the configuration has {', '.join(named)}")
    return named[name]


@contextmanager
def readings(
    config: Config, reader: Reader, tell: Tell, beside: Beside | None = None
) -> Iterator[Iterator[Reading]]:
    """Open a reader, and yield what badges give; `beside` is told what else they have.

    Raises:
        Failure: The running terminal holds the reader.
    """
    _share(config, reader, tell)
    with closing(open_reader(reader, config.badge, beside)) as opened:
        yield listen(opened, tell, ends=isinstance(reader, ConsoleReader))


def listen(reader: ReaderPort, tell: Tell, *, ends: bool) -> Iterator[Reading]:
    """Yield what badges give, and tell the rest.

    Args:
        reader: An open reader.
        tell: Shows a line to the person.
        ends: Whether a loss of the reader is for good, as with a console.
    """
    while True:
        match reader.wait(_WAIT_SECONDS):
            case Presented(reading):
                yield reading
            case Unreadable(reason):
                tell(f"not read: {one_line(reason)}")
            case ReaderFound(name):
                tell(f"reader: {one_line(name)}. Present a badge; Ctrl-C ends.")
            case ReaderLost(reason):
                if ends:
                    return
                tell(f"no reader: {one_line(reason)}. Waiting for it; Ctrl-C ends.")


def _share(config: Config, reader: Reader, tell: Tell) -> None:
    if isinstance(reader, ConsoleReader) or not _daemon_runs(config):
        return
    if not isinstance(reader, PcscReader):
        raise Failure(
            f"the terminal is running and holds the reader {reader.name}. Stop it meanwhile:\n"
            "  sudo systemctl stop badge-terminal"
        )
    tell("The terminal is running: it stores and books these swipes as well.")


def _daemon_runs(config: Config) -> bool:
    try:
        with open_reading(config.outbox.path) as outbox:
            return runs(outbox)
    except OutboxUnavailable:
        return False
