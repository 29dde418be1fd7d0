"""The text in an NDEF message, and the message in a badge's memory."""

from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal.readers.pcsc.ndef import LONGEST_MESSAGE, records_of, text_of
from terminal.readers.pcsc.ndef_memory import data_size, message_in
from terminal.readers.pcsc.octets import BreaksOff
from tests.parts.ndef_encoder import Written, a_text, block, message, record, text_record

NUMBERS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64)
MANNERS = st.builds(
    Written,
    coding=st.sampled_from(["utf-8", "utf-16-be", "utf-16"]),
    language=st.binary(max_size=63),
    is_short=st.booleans(),
    name=st.binary(max_size=20),
)
ADDRESS = record(0x01, b"U", b"\x04example.com")
# As published in NXP's community and seen on many a delivered badge: the text "elephant".
ELEPHANT = bytes.fromhex("030FD1010B5402656E656C657068616E74FE0000")


@given(NUMBERS.filter(lambda text: not text.startswith(("\ufeff", "\ufffe"))), MANNERS)
def test_a_text_that_is_written_is_read(text: str, written: Written) -> None:
    """Whatever its coding, language and form."""
    assert text_of(message([text_record(text, written)])) == text


@given(st.binary(max_size=80))
def test_noise_is_refused_by_a_reason_that_does_not_repeat_it(noise: bytes) -> None:
    """Whatever the bytes, they are a text or a ValueError of ours, and nothing else."""
    for parse in (text_of, message_in):
        with suppress(ValueError):
            assert parse(noise) is not None
            continue
        with pytest.raises(ValueError, match=r"^(it|its|something) [ -~]+$") as caught:
            parse(noise)
        assert not isinstance(caught.value, UnicodeError)


@given(NUMBERS, st.data())
def test_a_message_that_was_cut_is_no_text(text: str, data: st.DataObject) -> None:
    """Half a number is none."""
    whole = a_text(text)
    end = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(ValueError, match="part"):
        text_of(whole[:end])


@given(NUMBERS, st.data())
def test_memory_that_was_read_in_part_breaks_off(text: str, data: st.DataObject) -> None:
    """Then more of it is read; never is it taken for the whole."""
    locks_far_behind = block(0x01, bytes.fromhex("F00C36"))
    memory = locks_far_behind + b"\x00" + block(0x03, a_text(text))
    assert message_in(memory + b"\xfe") == a_text(text)
    end = data.draw(st.integers(0, len(memory) - 1))
    with pytest.raises(BreaksOff):
        message_in(memory[:end])


def test_a_published_badge() -> None:
    """What a phone wrote, byte by byte."""
    assert text_of(message_in(ELEPHANT)) == "elephant"


def test_other_records_do_not_matter() -> None:
    """A badge may hold an address for phones too, in front or behind."""
    assert text_of(message([ADDRESS, text_record("0815")])) == "0815"
    assert text_of(message([text_record("0815"), ADDRESS])) == "0815"


def test_the_same_text_in_two_languages_is_one() -> None:
    """Two texts are a question that nobody here can answer."""
    german, dutch = Written(language=b"de"), Written(language=b"nl", coding="utf-16")
    assert text_of(message([text_record("12", german), text_record("12", dutch)])) == "12"
    with pytest.raises(ValueError, match="it holds 2 texts, and nothing says which"):
        text_of(message([text_record("12", german), text_record("13", dutch)]))


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        (b"", "is empty"),
        (message([ADDRESS]), "no text record"),
        (message([record(0x02, b"T", b"\x02en12")]), "no text record"),
        (a_text("x" * LONGEST_MESSAGE), "too many for a number"),
        (bytes([a_text("1")[0] & ~0x80]) + a_text("1")[1:], "does not begin"),
        (a_text("1") * 2, "something follows"),
        (a_text("1") + b"\x00", "something follows"),
        (bytes([0xF1]) + a_text("1")[1:], "in chunks"),
        (bytes([0xD6]) + a_text("1")[1:], "in chunks"),
        (message([record(0x01, b"T", b"")]), "only in part"),
        (message([record(0x01, b"T", b"\x42en1")]), "a form that is not known"),
        (message([record(0x01, b"T", b"\x05en")]), "only in part"),
        (message([record(0x01, b"T", b"\x00\xff\xfe\xfd")]), "its text is damaged"),
        (message([record(0x01, b"T", b"\x80\xd8\x00")]), "its text is damaged"),
    ],
)
def test_what_is_wrong_with_a_message_is_said(stored: bytes, reason: str) -> None:
    """In words that fit to the badge."""
    with pytest.raises(ValueError, match=reason):
        text_of(stored)


def test_records_are_told_apart() -> None:
    """Each with its kind and what it holds."""
    first, second = records_of(message([ADDRESS, text_record("1")]))
    assert (first.is_text, second.is_text) == (False, True)
    assert (first.form, first.kind, first.payload) == (1, b"U", b"\x04example.com")


@pytest.mark.parametrize(
    ("area", "reason"),
    [
        (b"\xfe", "no NDEF message"),
        (b"\x00\x00\xfe", "no NDEF message"),
        (b"\x03\x00\xfe", "is empty"),
        (b"\x03\xff\x02\x01", "513 bytes, too many"),
        (block(0x01, b"\xa0\x0c") + block(0x03, b"1"), "its own memory wrongly"),
    ],
)
def test_what_is_wrong_with_a_memory_is_said(area: bytes, reason: str) -> None:
    """Empty, too long, or described wrongly."""
    with pytest.raises(ValueError, match=reason):
        records_of(message_in(area))


@pytest.mark.parametrize("tag", [0x01, 0x02])
def test_a_message_around_lock_bytes_is_refused(tag: int) -> None:
    """With them inside it would be another text; behind its end they do no harm."""
    around = block(tag, bytes.fromhex("600813"))
    with pytest.raises(ValueError, match="lock bytes in the midst of it"):
        message_in(around + block(0x03, a_text("0" * 60)))
    behind = block(tag, bytes.fromhex("A00C34"))
    assert text_of(message_in(behind + block(0x03, a_text("0" * 60)))) == "0" * 60


def test_long_messages_have_a_length_of_three_bytes() -> None:
    """From 255 bytes on."""
    written = Written(is_short=False)
    long = message([record(0x02, b"a/b", bytes(300), written), text_record("1")])
    assert text_of(message_in(block(0x03, long))) == "1"


@pytest.mark.parametrize(
    ("container", "reason"),
    [
        ("00000000", "not prepared for NDEF"),
        ("E1201200", "version 2 of NDEF"),
        ("E11012F0", "locked against reading"),
    ],
)
def test_what_is_wrong_with_a_badge_is_said(container: str, reason: str) -> None:
    """By the four bytes that describe it."""
    with pytest.raises(ValueError, match=reason):
        data_size(bytes.fromhex(container))


def test_the_size_of_a_badge() -> None:
    """NTAG213, 215 and 216; written or write-protected."""
    for (size, expected), access in product([(0x12, 144), (0x3E, 496), (0x6D, 872)], (0, 0x0F)):
        assert data_size(bytes([0xE1, 0x10, size, access])) == expected
