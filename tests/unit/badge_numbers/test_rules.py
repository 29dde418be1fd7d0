"""The rule language, part by part: what it makes of a reading, and what it refuses."""

import pytest

from terminal.badge_numbers import (
    Check,
    FirstOf,
    IdentifierRule,
    LastingRule,
    Layout,
    Order,
    RandomIdentifier,
    Rule,
    Template,
    Typed,
    is_cut,
)
from terminal.model import Bits, Reading

WHOLE = Template("{data}")


class TestTemplate:
    """How a number is put together."""

    @pytest.mark.parametrize(
        ("template", "number"),
        [
            ("{data}", "66051"),
            ("{data:08}", "00066051"),
            ("{data:X}", "00010203"),
            ("{data:x}", "00010203"),
            ("{data:012X}", "000000010203"),
            ("{data[8:16]}", "1"),
            ("{data[-8:]:02X}", "03"),
            ("{data[:-8]:X}", "000102"),
            ("{data[4:16]:X}", "001"),
            ("BE-{data[8:16]:03}/{data[16:]:05}!", "BE-001/00515!"),
        ],
    )
    def test_fields_are_written_as_told(self, template: str, number: str) -> None:
        """Slices, zeros, decimal and hexadecimal, with any text between them."""
        rule = Rule(takes="bytes", number=Template(template))
        assert rule(bytes.fromhex("00010203")).value == number

    @pytest.mark.parametrize("text", ["", "card", "{}", "{Card}", "{card", "{card:}}", "{data:d}"])
    def test_what_is_no_template_is_refused(self, text: str) -> None:
        """Without a field all badges would be one; half a field is a slip of the pen."""
        with pytest.raises(ValueError, match="field"):
            Template(text)

    @pytest.mark.parametrize("piece", ["[8:41]", "[-40:]", "[8:8]", "[16:8]", "[33:]"])
    def test_a_slice_beyond_the_reading_makes_no_number(self, piece: str) -> None:
        """A shorter badge than the rule was made for is not cut to fit."""
        assert not Template(f"{{data{piece}}}").pieces[0].fits(32)
        with pytest.raises(ValueError, match="there is no"):
            Rule(takes="bytes", number=Template(f"{{data{piece}}}"))(bytes(4))

    def test_an_open_slice_is_the_whole(self) -> None:
        """`[:]` takes everything."""
        assert Rule(takes="bytes", number=Template("{data[:]}"))(b"\x00\x01").value == "1"
        assert Template("{data[:8]}").pieces[0].fits(8)

    def test_a_field_that_is_not_there_makes_no_number(self) -> None:
        """Nothing is put in place of what a reading does not have."""
        with pytest.raises(ValueError, match="it has no card"):
            Rule(takes="bytes", number=Template("{card}"))(bytes(4))


class TestOrder:
    """The order of bytes and bits."""

    @pytest.mark.parametrize(
        ("order", "number"),
        [
            (Order(), "0180"),
            (Order(byte_order="lsb-first"), "8001"),
            (Order(bit_order="lsb-first"), "8001"),
            (Order(byte_order="lsb-first", bit_order="lsb-first"), "0180"),
        ],
    )
    def test_bytes_and_bits_can_be_turned_round(self, order: Order, number: str) -> None:
        """The bytes among themselves, the bits within each byte, or both."""
        rule = Rule(takes="bytes", number=Template("{data:X}"), order=order)
        assert rule(b"\x01\x80").value == number

    def test_what_is_not_whole_bytes_has_no_other_order(self) -> None:
        """26 bits have no byte order; that is not guessed."""
        rule = Rule(takes="bits", number=WHOLE, order=Order(byte_order="lsb-first"))
        with pytest.raises(ValueError, match="26 bits are no whole bytes"):
            rule(Bits(5, 26))


class TestLayout:
    """What each bit of a row is for."""

    def test_fields_are_told_apart(self) -> None:
        """Facility, card, issue and other data; dots and parity are left out of the data."""
        rule = Rule(
            takes="bits",
            layout=Layout("P.IFFDCCC01P"),
            number=Template("{issue}-{facility}-{card}-{data}"),
        )
        assert rule(Bits(0b011_10_1_110_01_0, 12)).value == f"1-2-6-{0b1101110}"

    def test_the_layout_says_which_fields_there_are(self) -> None:
        """What is not in the layout cannot be in the number."""
        layout = Layout("PFCCP")
        assert Rule(takes="bits", layout=layout, number=WHOLE).fields() == [
            "data",
            "facility",
            "card",
        ]

    @pytest.mark.parametrize(
        ("signs", "masks", "reason"),
        [
            ("PFXP", (), "X is no sign of a layout"),
            ("P..P", (), "needs a bit that matters"),
            ("PCCP", ("XX.",), "a sign for each bit: 4, not 3"),
            ("PCCP", ("XX0.",), "made of X and dots"),
        ],
    )
    def test_what_is_no_layout_is_refused(
        self, signs: str, masks: tuple[str, ...], reason: str
    ) -> None:
        """A slip in a layout is found before any badge is read by it."""
        with pytest.raises(ValueError, match=reason):
            Layout(signs, even=masks)
        with pytest.raises(ValueError, match=reason):
            Layout(signs, odd=masks)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (Bits(0b0110, 4), "it has 4 bits and not 5"),
            (Bits(0b10011, 5), "not what the layout says"),
            (Bits(0b00000, 5), "not what the layout says"),
            (Bits(0b01000, 5), "a parity bit is wrong"),
            (Bits(0b01110, 5), "a parity bit is wrong"),
        ],
    )
    def test_a_row_that_does_not_fit_makes_no_number(self, row: Bits, reason: str) -> None:
        """Length, fixed bits and parity must all be right."""
        layout = Layout("01CCP", even=(".XXXX",), odd=("..XXX",))
        with pytest.raises(ValueError, match=reason):
            Rule(takes="bits", layout=layout, number=WHOLE)(row)


class TestTyped:
    """What was typed."""

    @pytest.mark.parametrize(
        ("typed", "template", "text", "number"),
        [
            (Typed(), "{text}", " 0042 ", "0042"),
            (Typed(), "{text:010}", "8234567", "0008234567"),
            (Typed(), "{text[-5:]}", "0008234567", "34567"),
            (Typed(prefix=";", suffix="?"), "{text}", ";123?", "123"),
            (Typed(reads="decimal"), "{data[8:16]:03},{data[16:]:05}", "0007625328", "116,23152"),
            (Typed(reads="decimal", bits=40), "{data:X}", "42954749443", "0A004D7603"),
            (Typed(reads="hex"), "{data}", "0a004D7603", "42954749443"),
            (Typed(reads="hex"), "{text}={data}", "ff", "ff=255"),
        ],
    )
    def test_text_is_read_as_told(
        self, typed: Typed, template: str, text: str, number: str
    ) -> None:
        """As it is, or as a number; without its prefix and suffix."""
        assert Rule(takes="text", typed=typed, number=Template(template))(text).value == number

    @pytest.mark.parametrize(
        ("typed", "text", "reason"),
        [
            (Typed(prefix=";"), "123", "prefix"),
            (Typed(suffix="?"), "123", "suffix"),
            (Typed(prefix="12", suffix="21"), "121", "suffix"),
            (Typed(reads="decimal"), "12A", "not made of digits"),
            (Typed(reads="decimal"), "1_2", "not made of digits"),
            (Typed(reads="decimal"), "+12", "not made of digits"),
            (Typed(reads="decimal"), "١٢", "not made of digits"),
            (Typed(reads="decimal"), "4294967296", "32 bits cannot hold"),
            (Typed(reads="hex"), "0x12", "not made of digits"),
            (Typed(), "   ", "nothing"),
        ],
    )
    def test_text_that_does_not_fit_makes_no_number(
        self, typed: Typed, text: str, reason: str
    ) -> None:
        """Digits are 0 to 9 and A to F, and nothing else."""
        number = Template("{text}") if typed.reads == "text" else WHOLE
        with pytest.raises(ValueError, match=reason):
            Rule(takes="text", typed=typed, number=number)(text)

    @pytest.mark.parametrize(
        ("check", "right", "wrong"),
        [
            # The example of ISO/IEC 7812-1, of the GS1 specifications (a GTIN-13), and a frame.
            ("luhn", "79927398713", ["79927398710", "3", "7992739871A", "٣٣"]),
            ("gs1", "6291041500213", ["6291041500214", "6"]),
            ("xor", "0A004D760332", ["0A004D760333", "0A", "0A004D76033", "0A-04D760332", "0G0G"]),
        ],
    )
    def test_check_digits_are_verified(self, check: Check, right: str, wrong: list[str]) -> None:
        """A check digit or byte that is wrong, or missing, makes no number."""
        rule = Rule(takes="text", typed=Typed(check=check), number=Template("{text}"))
        assert rule(right).value == right
        for text in wrong:
            with pytest.raises(ValueError, match="check digit"):
                rule(text)

    def test_fields_of_text_depend_on_how_it_is_read(self) -> None:
        """What is not read as a number has no bits."""
        number = Template("{text}")
        assert Rule(takes="text", number=number).fields() == ["text"]
        assert Rule(takes="text", typed=Typed(reads="hex"), number=number).fields() == [
            "data",
            "text",
        ]


class TestRule:
    """Which readings a rule takes."""

    @pytest.mark.parametrize("reading", [b"\x01", Bits(1, 8), "1"])
    @pytest.mark.parametrize("takes", ["bytes", "bits", "text"])
    def test_each_kind_of_reading_has_its_rules(self, reading: Reading, takes: str) -> None:
        """Bytes, bits and text are not taken for each other."""
        rule = Rule(takes=takes, number=Template("{text}" if takes == "text" else "{data}"))  # type: ignore[arg-type]  # of these three
        kind = {bytes: "bytes", Bits: "bits", str: "text"}[type(reading)]
        if kind == takes:
            assert rule(reading).value == "1"
        else:
            with pytest.raises(ValueError, match=f"it is not {takes}"):
                rule(reading)

    @pytest.mark.parametrize(
        ("rule", "reading"),
        [
            (Rule(takes="bytes", length=4, number=WHOLE), bytes(7)),
            (Rule(takes="bits", length=26, number=WHOLE), Bits(0, 27)),
            (Rule(takes="text", length=10, number=Template("{text}")), "123"),
        ],
    )
    def test_a_length_is_kept_to(self, rule: Rule, reading: Reading) -> None:
        """A reading of another length is another rule's business."""
        with pytest.raises(ValueError, match="and not"):
            rule(reading)

    def test_nothing_is_no_badge(self) -> None:
        """An empty identifier makes no number."""
        with pytest.raises(ValueError, match="the badge gave nothing"):
            Rule(takes="bytes", number=WHOLE)(b"")

    def test_the_first_rule_that_takes_a_reading_decides(self) -> None:
        """Their order counts, and rules for other kinds of badges do no harm."""
        long = Rule(takes="bytes", length=7, number=Template("{data:X}"))
        rules = FirstOf((long, Rule(takes="bytes", number=WHOLE)))
        assert rules(bytes(6) + b"\x01").value == "00000000000001"
        assert rules(b"\x01").value == "1"

    def test_no_rule_says_why(self) -> None:
        """Each reason is told, once."""
        rule = Rule(takes="bytes", length=7, number=WHOLE)
        with pytest.raises(ValueError, match=r"^no rule takes it: it has 4 bytes and not 7$"):
            FirstOf((rule, rule))(bytes(4))


class TestIdentifiers:
    """Identifiers that name no badge."""

    @pytest.mark.parametrize("reading", [bytes.fromhex("08123456"), bytes.fromhex("08000000")])
    def test_a_random_identifier_is_refused(self, reading: bytes) -> None:
        """Four bytes that begin with 08 are other ones the next time."""
        with pytest.raises(RandomIdentifier):
            LastingRule(IdentifierRule())(reading)

    @pytest.mark.parametrize(
        "reading", [bytes.fromhex("04123456"), bytes.fromhex("08123456789ABC"), "08123456"]
    )
    def test_other_identifiers_are_not(self, reading: Reading) -> None:
        """Seven bytes may begin with 08, and typed digits are no identifier."""
        assert LastingRule(IdentifierRule())(reading) == IdentifierRule()(reading)

    @pytest.mark.parametrize(
        ("reading", "expected"),
        [
            (bytes.fromhex("880451AA"), True),
            (bytes.fromhex("0451AAC3"), False),
            (bytes.fromhex("880451AAC37900"), False),
            (Bits(0x880451AA, 32), False),
        ],
    )
    def test_a_cut_identifier_shows_by_the_cascade_tag(
        self, reading: Reading, *, expected: bool
    ) -> None:
        """Four bytes that begin with 88 are the first half of seven."""
        assert is_cut(reading) is expected

    def test_bits_are_no_identifier(self) -> None:
        """The simple settings are for identifiers; a wall reader needs a rule."""
        with pytest.raises(ValueError, match="a row of bits is no identifier"):
            IdentifierRule()(Bits(1, 26))
