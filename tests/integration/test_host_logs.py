"""The log: what the journal gets, and what a person gets."""

import io
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal.host.logs import JournalFormatter, leads_to_journal, set_up


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Give the log back to the test runner."""
    root, ours = logging.getLogger(), logging.getLogger("terminal")
    before = (root.level, list(root.handlers), ours.level)
    root.handlers.clear()
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    ours.setLevel(before[2])


def _journal_stream(path: Path) -> str:
    status = path.stat()
    return f"{status.st_dev}:{status.st_ino}"


@contextmanager
def _logged_to_journal(path: Path, *, verbose: bool = False) -> Iterator[logging.Logger]:
    with path.open("w", encoding="utf-8") as stream:
        environment = {"JOURNAL_STREAM": _journal_stream(path)}
        set_up(stream=stream, environment=environment, verbose=verbose)
        yield logging.getLogger("terminal.test")


def _fail() -> None:
    raise RuntimeError("two\nlines")


@pytest.mark.parametrize(
    ("level", "priority"),
    [
        (logging.CRITICAL, 2),
        (logging.ERROR, 3),
        (logging.WARNING, 4),
        (logging.INFO, 6),
        (logging.DEBUG, 7),
    ],
)
def test_the_journal_gets_a_priority_and_no_time(tmp_path: Path, level: int, priority: int) -> None:
    """The journal filters by priority and knows the time by itself."""
    path = tmp_path / "journal"
    with _logged_to_journal(path, verbose=True) as logger:
        logger.log(level, "clocking stored seq=3")
    assert path.read_text(encoding="utf-8") == f"<{priority}>clocking stored seq=3\n"


def test_every_line_of_a_traceback_has_its_priority(tmp_path: Path) -> None:
    """A traceback is an error in all its lines, not only in the first."""
    path = tmp_path / "journal"
    with _logged_to_journal(path) as logger:
        try:
            _fail()
        except RuntimeError:
            logger.exception("worker failed")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 4
    assert all(line.startswith("<3>") for line in lines)
    assert lines[-1] == "<3>lines"


def test_details_and_chatter_stay_away_unless_wanted(tmp_path: Path) -> None:
    """DEBUG is for whoever asks; httpx's line for each request is for nobody."""
    path = tmp_path / "journal"
    with _logged_to_journal(path) as logger:
        logger.debug("retry")
        logging.getLogger("httpx").info("HTTP Request: POST https://example.test/")
        logging.getLogger("httpx").warning("odd")
    assert path.read_text(encoding="utf-8") == "<4>odd\n"


def test_a_person_gets_the_time_and_the_level() -> None:
    """Outside of the journal a line says when and how grave."""
    stream = io.StringIO()
    set_up(stream=stream, environment={})
    logging.getLogger("terminal.test").warning("link down reason=%s", "refused")
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} WARNING link down reason=refused\n",
        stream.getvalue(),
    )


def test_a_stream_that_was_redirected_is_not_the_journal(tmp_path: Path) -> None:
    """The variable is inherited by programs whose stderr leads elsewhere."""
    journal, elsewhere = tmp_path / "journal", tmp_path / "elsewhere"
    journal.touch()
    with elsewhere.open("w", encoding="utf-8") as stream:
        environment = {"JOURNAL_STREAM": _journal_stream(journal)}
        assert not leads_to_journal(stream, environment)


def test_a_pipe_can_be_the_journal() -> None:
    """What counts is the file behind the stream, whatever its kind."""
    far, near = os.pipe()
    with os.fdopen(near, "w") as stream, os.fdopen(far):
        status = os.fstat(near)
        assert leads_to_journal(stream, {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
        assert not leads_to_journal(stream, {})


def test_a_level_below_all_names_is_a_detail() -> None:
    """A level of nobody's is taken for the least."""
    record = logging.LogRecord("x", 1, "", 0, "tiny", None, None)
    assert JournalFormatter().format(record) == "<7>tiny"
