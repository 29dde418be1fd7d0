"""The rule by which Protime's records are given to clockings that are in doubt."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from terminal.model import Listed
from terminal.sync.findings import Found, Missing, Unclear, findings


def listed(**candidates: tuple[str, ...]) -> Listed:
    """Return a list of Protime's with candidates for clockings s1, s2 and so on."""
    return Listed(candidates={int(name[1:]): each for name, each in candidates.items()}, unclear={})


def test_a_clocking_gets_the_first_record_that_equals_it() -> None:
    """Further ones are left: somebody else's doubt may need them."""
    assert findings([1], listed(s1=("71", "72")), ()) == {1: Found("71")}


def test_a_clocking_without_a_record_is_missing() -> None:
    """Protime was asked and has nothing like it."""
    assert findings([1], listed(s1=()), ()) == {1: Missing()}


def test_two_clockings_of_one_minute_need_two_records() -> None:
    """The older one gets the only one; the other is missing."""
    one = listed(s4=("71",), s3=("71",))
    two = listed(s4=("71", "72"), s3=("71", "72"))

    assert findings([4, 3], one, ()) == {3: Found("71"), 4: Missing()}
    assert findings([4, 3], two, ()) == {3: Found("71"), 4: Found("72")}


def test_a_record_that_is_known_to_be_another_clocking_is_not_given_away() -> None:
    """What was delivered in the same minute does not prove the uncertain one."""
    assert findings([1], listed(s1=("71",)), {"71"}) == {1: Missing()}
    assert findings([1], listed(s1=("71", "72")), {"71"}) == {1: Found("72")}


def test_what_cannot_be_compared_stays_unclear() -> None:
    """What the answer leaves out does, too; a record that surely is one settles it."""
    answer = Listed(candidates={1: ("71",)}, unclear={1: "the kind is new"})

    found = findings([1, 2], answer, ())

    assert found == {1: Found("71"), 2: Unclear("the answer says nothing about it")}


PEOPLE = st.sampled_from("ABC")


@given(
    clockings=st.lists(PEOPLE, max_size=9),
    records=st.lists(PEOPLE, max_size=9),
    known=st.sets(st.integers(0, 8)),
)
def test_everyone_ends_with_as_many_records_as_clockings(
    clockings: list[str], records: list[str], known: set[int]
) -> None:
    """Whoever has fewer records than clockings gets the difference sent again, and no more.

    Each letter stands for one person, kind, selection and minute.
    """
    ids = {
        person: tuple(str(at) for at, each in enumerate(records) if each == person)
        for person in "ABC"
    }
    answer = Listed(
        candidates={seq: ids[person] for seq, person in enumerate(clockings)}, unclear={}
    )

    found = findings(range(len(clockings)), answer, map(str, known))

    given_out = [each.protime_id for each in found.values() if isinstance(each, Found)]
    assert len(given_out) == len(set(given_out))
    assert not set(given_out) & set(map(str, known))
    missing = Counter(clockings[seq] for seq, each in found.items() if each == Missing())
    free = Counter(person for at, person in enumerate(records) if at not in known)
    for person, count in Counter(clockings).items():
        assert missing[person] == max(0, count - free[person])
    for seq, each in found.items():
        assert not isinstance(each, Found) or each.protime_id in ids[clockings[seq]]
