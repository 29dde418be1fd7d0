"""What a clocking's attempt comes to, for everything a server may do, over real sockets."""

import time
from pathlib import Path

import pytest

from terminal.model import Delivered, Unavailable
from tests.parts.clockings import clocking
from tests.parts.server_behaviours import SERVER_BEHAVIOURS, ServerBehaviour
from tests.parts.server_stage import staged

# What a busy machine may take beyond a deadline before it counts as broken.
PATIENCE_SECONDS = 2.0


@pytest.mark.parametrize("row", SERVER_BEHAVIOURS, ids=lambda row: row.name)
def test_each_behaviour_of_a_server_has_its_verdict(row: ServerBehaviour, tmp_path: Path) -> None:
    """The verdict, its words and what the server asked for are those of the table, in time."""
    with staged(row, tmp_path) as stage:
        began_at = time.monotonic()
        verdict = stage.client.deliver(clocking())
        took_seconds = time.monotonic() - began_at

        assert isinstance(verdict, row.verdict), verdict
        text = verdict.protime_id if isinstance(verdict, Delivered) else verdict.reason
        assert row.words in text
        assert text.isprintable()
        assert len(text) <= 300
        if isinstance(verdict, Unavailable):
            assert verdict.retry_after_seconds == row.retry_after_seconds
            assert verdict.is_configuration_fault is row.is_configuration_fault
        assert took_seconds < row.timeout_seconds + PATIENCE_SECONDS
        assert row.posts is None or len(stage.api.requests) == row.posts


def test_the_table_is_complete() -> None:
    """The table holds at least as many behaviours as were promised, each under its own name."""
    assert len({row.name for row in SERVER_BEHAVIOURS}) == len(SERVER_BEHAVIOURS) >= 45
