"""The verbs by which people settle what is stuck: their words, their JSON, their exit codes."""

import csv
import json
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from terminal.bounds import Bounds
from terminal.cli.erasing import Erased
from terminal.cli.held_times import in_words
from terminal.cli.outbox_export import COLUMNS
from terminal.local_time import booked_time
from terminal.model import Outcome, Place, State
from terminal.model.struct import replace
from terminal.outbox import SqliteOutbox
from tests.parts.changed_file import change
from tests.parts.command import run
from tests.parts.fakes import BRUSSELS
from tests.parts.stored import NIGHT, config_file, fill, swipe

DELIVERED, REJECTED, UNCERTAIN, PENDING, HELD = 1, 2, 3, 4, 5
WHY = ("--reason", "Ada told me")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of an outbox with one clocking in each state but closed."""
    fill(tmp_path)
    return config_file(tmp_path)


def outbox(config: Path, *words: str | Path) -> Result:
    """Give a command to the outbox."""
    return run("outbox", words[0], "--config", config, *words[1:])


def told(config: Path, *words: str | Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Give a command that must go well, and return its JSON."""
    result = outbox(config, *words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def states(config: Path) -> list[str]:
    """Return the state of each clocking in order."""
    return [each["state"] for each in told(config, "list", "--limit", "0")][::-1]


def write(config: Path, statement: str, *values: str) -> None:
    """Change the file as only a test may."""
    with (
        SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored,
        stored._file.commit(rows=1) as connection,
    ):
        connection.execute(statement, values)


class TestList:
    """`outbox list` with filters."""

    def test_each_filter_narrows(self, config: Path) -> None:
        """State, badge, reader and days; the held one has no day yet, and so stays."""

        def seqs(*words: str) -> list[int]:
            return [each["seq"] for each in told(config, "list", *words)]

        assert seqs("--state", "held", "--state", "rejected") == [5, 2]
        assert seqs("--badge", "1955") == [5, 1]
        assert seqs("--reader", "gate") == []
        assert seqs("--since", "2025-10-27") == [5]
        assert seqs("--until", "2025-10-26", "--badge", "777") == [2]

    def test_a_limit_counts_what_was_meant(self, config: Path) -> None:
        """Not all there is."""
        text = outbox(config, "list", "--badge", "1955", "--limit", "1").output
        assert text.endswith("The newest 1 of 2. --limit 0 shows all.\n")

    def test_a_held_one_shows_its_bounds(self, config: Path) -> None:
        """In words, and for programs."""
        text = outbox(config, "list", "--state", "held").output
        held = told(config, "list", "--state", "held")[0]
        assert re.search(r"held +(not before|not after|between|at any time)", text)
        assert {"not_before_at", "not_after_at"} <= set(held)
        assert "true time     not known, " in outbox(config, "show", "5").output

    def test_a_place_is_told_where_there_is_one(self, config: Path) -> None:
        """To whoever looks at one clocking, and to programs; in a spreadsheet it is one cell."""
        with SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored:
            stored.put(replace(swipe("1955", 9), place=Place(longitude=4.0, latitude=51.5)), None)
        place = {"longitude": 4.0, "latitude": 51.5}
        assert [each["place"] for each in told(config, "list", "--limit", "2")] == [place, None]
        assert told(config, "show", "6")["place"] == place
        assert "place         longitude 4.0, latitude 51.5\n" in outbox(config, "show", "6").output
        assert "place  " not in outbox(config, "show", "5").output
        *_, row = csv.DictReader(outbox(config, "export").output.splitlines())
        assert json.loads(row["place"]) == place

    def test_a_row_that_cannot_be_read_is_shown(self, config: Path) -> None:
        """As that; and so are all others."""
        change(config.with_name("outbox.db"), "UPDATE clockings SET kind = '?' WHERE seq = 4")
        text = outbox(config, "list").output
        assert re.search(
            r"4 +1970-01-01 .* unreadable +InOut +rejected +not sent: its stored", text
        )
        assert len(text.splitlines()) == 6

    def test_a_day_that_is_none(self, config: Path) -> None:
        """Wrong use, with how to write it."""
        result = outbox(config, "list", "--since", "26/10/2025")
        assert result.exit_code == 2
        assert "%Y-%m-%d" in result.stderr


class TestRetry:
    """`outbox retry`."""

    def test_one_by_its_number(self, config: Path) -> None:
        """It is pending again, and who decided that is kept."""
        assert told(config, "retry", "2", *WHY) == {"retried": [2], "left": [], "dry_run": False}
        story = told(config, "show", "2")
        assert story["state"] == "pending"
        assert [each["decision"] for each in story["decisions"]] == ["retry"]
        assert story["decisions"][0]["reason"] == "Ada told me"

    def test_without_the_terminal_it_says_so(self, config: Path) -> None:
        """Nothing is sent by itself."""
        text = outbox(config, "retry", "2").output
        assert text == (
            "Set to be sent again: 1 clocking. The terminal is NOT running: it does that once it "
            "runs.\n"
        )

    @pytest.mark.parametrize(
        ("words", "retried"),
        [
            (("--all",), [2]),
            (("--badge", "777"), [2]),
            (("--reason-contains", "NOBODY"), [2]),
            (("--since", "2025-10-26", "--until", "2025-10-26"), [2]),
            (("--badge", "1955"), []),
            (("--reason-contains", "full"), []),
        ],
    )
    def test_many_by_a_filter(
        self, config: Path, words: tuple[str, ...], retried: list[int]
    ) -> None:
        """Only dead letters; first looked at, then done."""
        before = states(config)
        assert told(config, "retry", *words, "--dry-run")["retried"] == retried
        assert states(config) == before
        assert told(config, "retry", *words, "--yes")["retried"] == retried
        assert states(config).count("rejected") == 1 - len(retried)

    def test_a_preview_shows_them(self, config: Path) -> None:
        """With Protime's own words."""
        text = outbox(config, "retry", "--all", "--dry-run").output
        assert text.startswith("Would be sent again: 1 clocking:\nSEQ")
        assert "HTTP 400 nobody has it" in text

    def test_many_are_asked_about(self, config: Path) -> None:
        """Whoever does not answer has changed nothing."""
        result = outbox(config, "retry", "--all")
        assert result.exit_code == 1
        assert "Send 1 clocking again? [y/N]" in result.stderr
        assert "rejected" in states(config)

    def test_an_uncertain_one_needs_the_word_and_a_warning(self, config: Path) -> None:
        """It may be booked twice."""
        refused = outbox(config, "retry", "3")
        assert refused.exit_code == 1
        assert "clocking 3 was left alone: uncertain" in refused.output
        asked = outbox(config, "retry", "3", "--uncertain")
        assert "it is then booked TWICE" in asked.stderr
        assert states(config)[UNCERTAIN - 1] == "uncertain"
        assert told(config, "retry", "3", "--uncertain", "--yes")["retried"] == [3]

    def test_what_is_not_refused_is_left_and_told(self, config: Path) -> None:
        """The others are sent; the exit code says that it was not all."""
        result = outbox(config, "retry", "1", "2", "4", "--json")
        assert result.exit_code == 1
        assert json.loads(result.stdout)["left"] == [
            {"seq": 1, "state": "delivered"},
            {"seq": 4, "state": "pending"},
        ]
        assert states(config)[REJECTED - 1] == "pending"

    @pytest.mark.parametrize(
        "words", [(), ("2", "--all"), ("2", "--badge", "777"), ("--all", "--uncertain"), ("0",)]
    )
    def test_it_must_be_clear_which(self, config: Path, words: tuple[str, ...]) -> None:
        """By number, by filter or all."""
        assert outbox(config, "retry", *words).exit_code == 2

    def test_one_that_is_not_there(self, config: Path) -> None:
        """Nothing at all is done then."""
        result = outbox(config, "retry", "2", "9")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "there is no clocking 9" in result.stderr
        assert states(config)[REJECTED - 1] == "rejected"

    def test_a_disk_that_fails_halfway(self, config: Path) -> None:
        """It says how many were done until then."""
        write(
            config,
            "CREATE TRIGGER full BEFORE INSERT ON decisions "
            "BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
        )
        result = outbox(config, "retry", "2")
        assert result.exit_code == 1
        assert "Until then, 0 of 1 clocking were set to be sent." in result.stderr


class TestResolve:
    """`outbox resolve`."""

    def test_a_held_one_gets_its_time(self, config: Path) -> None:
        """In the workplace's wall clock; the second may be left out."""
        story = told(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
        assert story["state"] == "pending"
        assert (story["date"], story["time_of_day_in_minutes"]) == ("2025-10-26", 480)
        assert story["true_at_error_seconds"] == 60
        assert story["decisions"][0]["decision"] == "date"
        text = outbox(config, "show", "5").output
        assert "true time     2025-10-26 08:00:00+01:00 (± 60 s; the clock was 6 hours behind)" in (
            text
        )
        assert re.search(r"decision      .* given its time by \w+: Ada told me", text)

    def test_it_says_what_happens_now(self, config: Path) -> None:
        """And whether the terminal does it at once."""
        text = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00:10", *WHY).output
        assert text.startswith(
            "clocking 5 is to be booked for 2025-10-26 08:00. The terminal is NOT"
        )

    @pytest.mark.parametrize(
        ("at", "words"),
        [
            ("2025-10-26 02:30", "happened twice"),
            ("2025-03-30 02:30", "does not exist"),
            ("2099-01-01 08:00", "is in the future: it is "),
            ("soon", "is not a date and a time"),
        ],
    )
    def test_a_time_that_cannot_be(self, config: Path, at: str, words: str) -> None:
        """Nothing is guessed."""
        result = outbox(config, "resolve", "5", "--at", at, *WHY)
        assert result.exit_code == 1
        assert words in result.stderr
        assert states(config)[HELD - 1] == "held"

    def test_an_hour_that_came_twice_is_told_apart(self, config: Path) -> None:
        """By its offset."""
        story = told(config, "resolve", "5", "--at", "2025-10-26 02:30+01:00", *WHY)
        assert story["true_at"] == "2025-10-26T01:30:00.000000Z"
        assert story["time_of_day_in_minutes"] == 150

    def test_a_time_outside_what_is_proven(self, config: Path) -> None:
        """It is refused, and the bounds are shown."""
        write(
            config,
            "INSERT OR REPLACE INTO boots (boot_id, started_at, error_seconds, seen_boottime_ns) "
            "VALUES ('boot-1', '2025-10-26T00:30:00.000000Z', 5, 0)",
        )
        result = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
        assert result.exit_code == 1
        assert "clocking 5 cannot have been swiped at 2025-10-26 08:00" in result.stderr
        assert re.search(r"it was between 2025-10-26 02:\d\d:\d\d\+02:00 and", result.stderr)
        story = told(config, "resolve", "5", "--at", "2025-10-26 02:40+02:00", *WHY)
        assert story["state"] == "pending"

    def test_an_uncertain_one_was_found(self, config: Path) -> None:
        """With the id that Protime shows, if there is one."""
        story = told(config, "resolve", "3", "--booked", "--protime-id", "77", *WHY)
        assert (story["state"], story["protime_id"]) == ("delivered", "77")

    @pytest.mark.parametrize("way", ["--close", "--discard"])
    @pytest.mark.parametrize("seq", [REJECTED, UNCERTAIN, HELD])
    def test_what_is_stuck_can_be_closed(self, config: Path, seq: int, way: str) -> None:
        """It stays in the outbox, with the reason."""
        story = told(config, "resolve", str(seq), way, *WHY)
        assert story["state"] == "closed"
        assert story["decisions"][0]["decision"] == "close"
        text = outbox(config, "resolve", str(seq), "--close", *WHY)
        assert text.exit_code == 1
        assert "closed by" in text.stderr

    @pytest.mark.parametrize(
        ("seq", "way", "words"),
        [
            (DELIVERED, ("--close",), "put right in myProtime"),
            (PENDING, ("--close",), "it is sent as soon as Protime can be reached"),
            (PENDING, ("--at", "2025-10-26 08:00"), "--at is for what is held; clocking 4 is"),
            (REJECTED, ("--booked",), "--booked is for what is uncertain; clocking 2 is rejected"),
            (HELD, ("--booked",), "Give it its time (--at) or close it (--close)"),
            (UNCERTAIN, ("--at", "2025-10-26 08:00"), "Look in myProtime"),
        ],
    )
    def test_what_cannot_be_is_told(
        self, config: Path, seq: int, way: tuple[str, ...], words: str
    ) -> None:
        """Why, and what can be done."""
        before = states(config)
        result = outbox(config, "resolve", str(seq), *way, *WHY)
        assert (result.exit_code, result.stdout) == (1, "")
        assert words in result.stderr
        assert states(config) == before

    def test_who_comes_second_is_told_what_was_decided(self, config: Path) -> None:
        """Here in the moment between the look and the decision."""
        change(
            config.with_name("outbox.db"),
            "CREATE TRIGGER quicker BEFORE UPDATE ON clockings WHEN new.state = 'pending' BEGIN "
            "UPDATE clockings SET state = 'closed' WHERE seq = new.seq; "
            "SELECT raise(IGNORE); END",
        )
        result = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
        assert result.exit_code == 1
        assert "somebody else was quicker; clocking 5 is closed" in result.stderr

    def test_a_damaged_one_gets_no_time(self, config: Path) -> None:
        """What it says may be wrong, the badge number included; it can be closed."""
        path = config.with_name("outbox.db")
        change(path, "UPDATE clockings SET badge_number = '1956' WHERE seq = 5")
        result = outbox(config, "resolve", "5", "--at", "2025-10-26 08:00", *WHY)
        assert result.exit_code == 1
        assert "clocking 5 was left as it is: its stored row is damaged" in result.stderr
        assert told(config, "resolve", "5", "--close", *WHY)["state"] == "closed"

    @pytest.mark.parametrize(
        "words",
        [
            ("5", "--close"),
            ("5", *WHY),
            ("5", "--close", "--booked", *WHY),
            ("5", "--close", "--reason", " "),
            ("5", "--close", "--protime-id", "1", *WHY),
        ],
    )
    def test_one_way_and_a_reason(self, config: Path, words: tuple[str, ...]) -> None:
        """Anything else is wrong use."""
        assert outbox(config, "resolve", *words).exit_code == 2


@pytest.fixture
def left(config: Path) -> Path:
    """Return the configuration of an outbox with finished clockings of badge 42."""
    with SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored:
        for minutes in (20, 30):
            one = swipe("42", minutes)
            stored.put(one, booked_time(one.moment.at, BRUSSELS))
            (mine,) = [each for each in stored.exchange([], 9, NIGHT) if each.seq > HELD]
            found = Outcome(seq=mine.seq, state=State.DELIVERED, protime_id="9")
            stored.exchange([found], 0, NIGHT)
    return config


class TestErase:
    """`outbox erase`."""

    def test_a_person_is_taken_out(self, left: Path) -> None:
        """The clockings stay, and show that they were erased."""
        assert told(left, "erase", "--badge", "42", "--yes", "--reason", "request 7") == {
            "erased": 2,
            "too_recent": 0,
            "log_emptied": True,
            "copies": [],
        }
        assert len(states(left)) == 7
        assert "erased" in outbox(left, "list").output
        text = outbox(left, "show", "6").output
        assert "badge number  erased" in text
        assert re.search(r"decision      .* person erased by \w+: request 7", text)
        assert b"42" not in {each["badge_number"] for each in told(left, "list")}
        again = outbox(left, "erase", "--badge", "42", "--yes")
        assert "there is no clocking of badge number 42" in again.stderr

    def test_nobody_is_erased_unasked(self, left: Path) -> None:
        """It cannot be undone."""
        result = outbox(left, "erase", "--badge", "42")
        assert result.exit_code == 1
        assert "out of 2 clockings for ever? [y/N]" in result.stderr
        assert len(told(left, "list", "--badge", "42")) == 2

    def test_nobody_is_erased_while_something_is_not_finished(self, left: Path) -> None:
        """It says how many, in which state, and what to do."""
        result = outbox(left, "erase", "--badge", "1955", "--yes")
        assert result.exit_code == 1
        assert "has clockings that are not finished: 1 held. Nothing was erased." in result.stderr
        assert len(told(left, "list", "--badge", "1955")) == 2

    def test_the_last_day_stays(self, left: Path) -> None:
        """The repeat rule still needs it."""
        now = datetime.now(UTC)
        write(left, "UPDATE clockings SET true_at = ? WHERE seq = 7", f"{now:%FT%T}.000000Z")
        text = outbox(left, "erase", "--badge", "42", "--yes").output
        assert text == (
            "Erased from 1 clocking.\n"
            "Left as they are: 1 clocking of the last day. Erase again tomorrow.\n"
        )
        assert len(told(left, "list", "--badge", "42")) == 1

    def test_where_all_is_of_the_last_day_nothing_is_asked(self, left: Path) -> None:
        """There is nothing to agree to."""
        now = datetime.now(UTC)
        write(left, "UPDATE clockings SET true_at = ?", f"{now:%FT%T}.000000Z")
        result = outbox(left, "erase", "--badge", "42")
        assert result.output.startswith("Erased from 0 clockings.\nLeft as they are: 2 clockings")

    def test_copies_are_named(self, left: Path) -> None:
        """A damaged file that was set aside names people, too."""
        aside = left.with_name("outbox.db.damaged-20260101T000000Z")
        aside.touch()
        text = outbox(left, "erase", "--badge", "42", "--yes").output
        assert str(aside) in text

    def test_what_was_closed_is_erased_too(self, config: Path) -> None:
        """It would be kept for ever otherwise."""
        told(config, "resolve", "2", "--close", "--reason", "Dirk has left")
        write(config, "UPDATE clockings SET changed_at = '2025-10-26T01:00:00.000000Z'")
        assert told(config, "erase", "--badge", "777", "--yes")["erased"] == 1
        decisions = told(config, "show", "2")["decisions"]
        assert [each["reason"] for each in decisions] == ["", ""]

    def test_a_disk_that_fails_halfway(self, left: Path) -> None:
        """It says how many were erased until then."""
        change(
            left.with_name("outbox.db"),
            "CREATE TRIGGER full BEFORE INSERT ON decisions "
            "BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
        )
        result = outbox(left, "erase", "--badge", "42", "--yes")
        assert result.exit_code == 1
        assert "Until then, 0 of 2 clockings were erased." in result.stderr

    def test_old_contents_that_are_left_are_told(self) -> None:
        """And when they go."""
        erased = Erased(erased=1, too_recent=0, log_emptied=False, copies=[])
        assert "They go when the terminal next restarts" in erased.in_words()

    def test_the_erased_are_nobody(self, left: Path) -> None:
        """Their word is no badge number."""
        result = outbox(left, "erase", "--badge", "erased", "--yes")
        assert "stands for those who were erased" in result.stderr

    def test_reasons_and_activities_stay_readable(self, config: Path) -> None:
        """What was selected is gone; that something was selected is not."""
        told(config, "resolve", "5", "--close", *WHY)
        write(config, "UPDATE clockings SET changed_at = '2025-10-26T01:00:00.000000Z'")
        told(config, "erase", "--badge", "1955", "--yes")
        erased = told(config, "show", "5")
        assert (erased["kind"], erased["selection"]["reason"]) == (
            "Reason",
            {"name": "erased", "value": "erased"},
        )


class TestExport:
    """`outbox export`."""

    def test_csv_for_a_spreadsheet(self, config: Path, tmp_path: Path) -> None:
        """A file of its own, that others may not read, in the order of the swipes."""
        file = tmp_path / "clockings.csv"
        result = outbox(config, "export", "--output", file)
        with file.open(newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == f"{file}: 5 clockings\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [row["seq"] for row in rows] == ["1", "2", "3", "4", "5"]
        assert rows[2]["badge_number"] == "00042"
        assert rows[1]["last_error"] == "HTTP 400 nobody has it"
        assert json.loads(rows[4]["selection"])["is_open"] is None
        assert tuple(rows[0]) == COLUMNS

    def test_the_columns_are_those_of_the_list(self, config: Path) -> None:
        """Whoever knows one knows the other; an empty export has them, too."""
        assert tuple(told(config, "list")[0]) == COLUMNS
        assert outbox(config, "export", "--badge", "nobody").output == f"{','.join(COLUMNS)}\n"

    def test_json_lines_for_a_program(self, config: Path) -> None:
        """Each is what the list says of it."""
        lines = outbox(config, "export", "--format", "jsonl", "--state", "rejected").output
        assert json.loads(lines) == told(config, "list", "--state", "rejected")[0]
        assert outbox(config, "export", "--json", "--state", "rejected").output == lines

    @pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
    def test_no_text_is_a_formula(self, config: Path, beginning: str) -> None:
        """What a server says may not run in a spreadsheet."""
        write(config, "UPDATE clockings SET last_error = ? WHERE seq = 2", f"{beginning}1+1")
        text = outbox(config, "export", "--state", "rejected").output
        (row,) = csv.DictReader(text.splitlines())
        assert row["last_error"] == f"'{beginning.replace(chr(9), ' ').replace(chr(13), ' ')}1+1"

    def test_nothing_is_overwritten(self, config: Path, tmp_path: Path) -> None:
        """Not even through a link."""
        there = tmp_path / "there.csv"
        there.write_text("mine")
        link = tmp_path / "link.csv"
        link.symlink_to(there)
        for file in (there, link):
            result = outbox(config, "export", "--output", file)
            assert result.exit_code == 1
            assert "is there already; name a new file" in result.stderr
        assert there.read_text() == "mine"

    def test_a_file_that_cannot_be_made(self, config: Path, tmp_path: Path) -> None:
        """It says why."""
        result = outbox(config, "export", "--output", tmp_path / "nowhere" / "file.csv")
        assert "cannot be made (No such file or directory)" in result.stderr

    def test_half_a_file_is_taken_away(self, config: Path, tmp_path: Path) -> None:
        """Nobody takes it for all."""
        file = tmp_path / "clockings.csv"
        change(config.with_name("outbox.db"), "DROP TABLE boots")
        result = outbox(config, "export", "--output", file)
        assert result.exit_code == 1
        assert not file.exists()


class TestAcknowledge:
    """`outbox acknowledge`, and what `status` says until then."""

    @pytest.fixture
    def damaged(self, config: Path) -> Path:
        """Return the configuration of an outbox that was damaged once."""
        write(
            config,
            "INSERT INTO incidents (at, what, detail) VALUES (?, 'damage', 'rescued 3 of 4 rows')",
            "2026-03-02T08:00:00.000000Z",
        )
        return config

    def test_it_is_told_until_it_was_seen(self, damaged: Path) -> None:
        """`status` puts it first."""
        status = run("status", "--config", damaged).output.splitlines()
        assert status[1] == "ATTENTION: 1 incident not acknowledged"
        assert status[2].endswith("2026-03-02 09:00:00+01:00  damage: rescued 3 of 4 rows")
        assert "badge-terminal outbox acknowledge --all --reason TEXT" in status[3]
        (incident,) = told(damaged, "acknowledge")
        assert incident["acknowledged_at"] is None

        text = outbox(damaged, "acknowledge", "--all", "--reason", "new card").output

        assert re.search(r"seen by \w+, .*: new card\n0 incidents not acknowledged", text)
        assert "ATTENTION" not in run("status", "--config", damaged).output
        assert json.loads(run("status", "--config", damaged, "--json").output)["incidents"] == []

    def test_one_of_several(self, damaged: Path) -> None:
        """By its number; one that is not there is told."""
        (incident,) = told(damaged, "acknowledge", "1", "--reason", "seen")
        assert incident["reason"] == "seen"
        result = outbox(damaged, "acknowledge", "9", "--reason", "seen")
        assert result.exit_code == 1
        assert "there is no incident 9" in result.stderr

    @pytest.mark.parametrize(
        "words",
        [("1",), ("--all",), ("--reason", "x"), ("1", "--all", *WHY), ("1", "--reason", "")],
    )
    def test_which_and_why(self, damaged: Path, words: tuple[str, ...]) -> None:
        """Both, or neither."""
        assert outbox(damaged, "acknowledge", *words).exit_code == 2


@pytest.mark.parametrize(
    ("not_before", "not_after", "words"),
    [
        (NIGHT, None, "not before 2025-10-26 02:30:00+02:00"),
        (None, NIGHT, "not after 2025-10-26 02:30:00+02:00"),
        (None, None, "at any time: nothing is known of it"),
    ],
)
def test_bounds_that_are_open(
    not_before: datetime | None, not_after: datetime | None, words: str
) -> None:
    """What is not known is not said."""
    assert in_words(Bounds(not_before=not_before, not_after=not_after), BRUSSELS) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("on", "asks Protime by itself and settles them"),
        ("failing", "as soon as that works again"),
        ("off, resent", "sends them again, maybe twice"),
        ("off, held", "they wait for you"),
    ],
)
def test_status_says_who_settles_what_is_uncertain(
    config: Path, condition: str, words: str
) -> None:
    """The terminal, or a person, with the command."""
    with SqliteOutbox(config.with_name("outbox.db"), lambda: swipe("now", 0).moment) as stored:
        stored.report("read-back", condition, "")
    text = run("status", "--config", config).output
    assert words in text
    assert "badge-terminal outbox resolve SEQ --booked --reason TEXT" in text
