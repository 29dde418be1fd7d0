"""A selection in the words of `outbox list` and `outbox show`."""

import pytest

from terminal.cli.selection_words import in_full, in_short
from terminal.model import (
    Activity,
    ActivityEnd,
    ActivityLevel,
    ExternalReference,
    InOut,
    InternalId,
    Reason,
    Selection,
)

DOCTOR = ExternalReference("@absence-code", "DOCTOR")
PROJECT = Activity(
    (
        ActivityLevel(1, ExternalReference("@data-entry-code", "00014")),
        ActivityLevel(2, InternalId("b0b5")),
    )
)


@pytest.mark.parametrize(
    ("selection", "short", "full"),
    [
        (InOut(), "InOut", "InOut"),
        (ActivityEnd(), "ActivityEnd", "ActivityEnd"),
        (Reason(DOCTOR), "Reason DOCTOR", "Reason: @absence-code DOCTOR"),
        (Reason(InternalId(6578), is_open=True), "Reason 6578", "Reason: id 6578, open"),
        (Reason(InternalId(6578), is_open=False), "Reason 6578", "Reason: id 6578, not open"),
        (
            PROJECT,
            "Activity 00014/b0b5",
            "Activity: level 1 @data-entry-code 00014, level 2 id b0b5",
        ),
    ],
)
def test_a_selection_is_told(selection: Selection, short: str, full: str) -> None:
    """Short in a table, with everything that Protime is told where there is room."""
    assert (in_short(selection), in_full(selection)) == (short, full)
