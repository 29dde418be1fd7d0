"""The lines of the log."""

import pytest

from terminal.model import BadgeNumber
from terminal.model.logline import event


def test_an_event_without_fields_is_its_name() -> None:
    """An event that needs no fields is just its words."""
    assert event("link is back") == "link is back"


def test_fields_follow_in_the_order_they_were_given() -> None:
    """The reader of a log sees the fields in the order that the author chose."""
    assert event("clocking stored", seq=3, reader="door") == "clocking stored seq=3 reader=door"


def test_a_field_may_be_called_name() -> None:
    """The event's own words do not take a word away from the fields."""
    assert event("reader found", name="ACR122U") == "reader found name=ACR122U"


def test_a_badge_number_stays_masked() -> None:
    """A badge number is personal data, also when it is a field."""
    assert event("swipe", badge=BadgeNumber("0012345678")) == "swipe badge=…78"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        ("", '""'),
        ("connection refused", '"connection refused"'),
        ("a=b", '"a=b"'),
        ('say "no"', '"say \\"no\\""'),
        ("C:\\x", '"C:\\\\x"'),
        ("one\ntwo", '"one\\ntwo"'),
        ("\x1b[31m", '"\\x1b[31m"'),
        ("\u2028", '"\\u2028"'),
        ("\udc80", '"\\udc80"'),
        ("Ünïcode…", "Ünïcode…"),
        (2.5, "2.5"),
    ],
)
def test_no_value_can_be_mistaken_for_more_than_a_value(value: object, shown: str) -> None:
    """Spaces, quotes and line breaks in a value never look like another field or line."""
    assert event("x", value=value) == f"x value={shown}"
