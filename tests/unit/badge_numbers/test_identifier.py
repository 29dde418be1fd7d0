"""The whole identifier as a badge number, by the three simple settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.badge_numbers import IdentifierRule


@pytest.mark.parametrize(
    ("rule", "identifier", "number"),
    [
        (IdentifierRule(), bytes.fromhex("0eda0b99"), "0EDA0B99"),
        (IdentifierRule(), bytes.fromhex("04a1b2c3d4e5f6"), "04A1B2C3D4E5F6"),
        (IdentifierRule(), bytes(10), "00000000000000000000"),
        (IdentifierRule(byte_order="lsb-first"), bytes.fromhex("01020304"), "04030201"),
        (IdentifierRule(format="decimal"), bytes.fromhex("00000102"), "258"),
        (IdentifierRule(format="decimal", digits=10), bytes.fromhex("00000102"), "0000000258"),
        (
            IdentifierRule(format="decimal", byte_order="lsb-first"),
            bytes.fromhex("01020000"),
            "513",
        ),
        (IdentifierRule(digits=16), bytes.fromhex("deadbeef"), "00000000DEADBEEF"),
        (IdentifierRule(format="decimal", digits=12), " 0042 ", "0042"),
    ],
)
def test_an_identifier_is_written_by_the_rule(
    rule: IdentifierRule, identifier: bytes | str, number: str
) -> None:
    """Every byte keeps its two digits, order and padding are as told, typed text stays as is."""
    assert rule(identifier).value == number


@pytest.mark.parametrize("reading", [b"", "", "   "])
def test_an_empty_reading_makes_no_number(reading: bytes | str) -> None:
    """Nothing is never taken for a badge."""
    with pytest.raises(ValueError, match="badge"):
        IdentifierRule()(reading)


@given(st.binary(min_size=4, max_size=10), st.sampled_from(["msb-first", "lsb-first"]))
def test_no_two_identifiers_of_one_length_share_a_number(identifier: bytes, order: str) -> None:
    """What is written can be read back, so nothing was lost on the way."""
    rule = IdentifierRule(byte_order=order)  # type: ignore[arg-type]  # hypothesis gives str
    ordered = identifier if order == "msb-first" else identifier[::-1]

    assert bytes.fromhex(rule(identifier).value) == ordered
