"""Standing faults and what the lights show of them."""

from threading import Thread

from terminal.faults import Faults
from terminal.model import AnyCue, Cue
from tests.parts.fakes import RecordingFeedback


def test_a_fault_is_shown_once_however_often_it_is_told() -> None:
    """Repeating the same fault starts no new cue."""
    feedback = RecordingFeedback()
    faults = Faults(feedback)

    told = [faults.begin("reader door", Cue.READER_FAULT) for _ in range(3)]

    assert told == [True, False, False]
    assert feedback.cues == [Cue.READER_FAULT]


def test_the_end_of_the_last_fault_shows_that_all_is_well() -> None:
    """READY replaces the cue of the fault."""
    feedback = RecordingFeedback()
    faults = Faults(feedback)
    faults.begin("link", Cue.CONFIGURATION_FAULT)

    assert faults.end("link")
    assert feedback.cues == [Cue.CONFIGURATION_FAULT, Cue.READY]


def test_while_another_fault_stands_its_cue_goes_on() -> None:
    """One mended part does not hide that another is broken."""
    feedback = RecordingFeedback()
    faults = Faults(feedback)
    faults.begin("reader door", Cue.READER_FAULT)
    faults.begin("link", Cue.CONFIGURATION_FAULT)

    faults.end("reader door")

    assert feedback.cues[-1] == Cue.CONFIGURATION_FAULT


def test_a_part_without_a_fault_has_none_to_end() -> None:
    """Nothing is shown for it."""
    feedback = RecordingFeedback()

    assert not Faults(feedback).end("link")
    assert feedback.cues == []


def test_a_fault_that_begins_as_another_ends_is_not_hidden() -> None:
    """The lights do not show that all is well after it has begun."""

    class Interrupted(RecordingFeedback):
        """Between the end of a fault and its cue, another thread has its turn."""

        def play(self, cue: AnyCue) -> None:
            if cue is Cue.READY:
                other.start()
                other.join(0.2)
            super().play(cue)

    feedback = Interrupted()
    faults = Faults(feedback)
    other = Thread(target=faults.begin, args=("outbox", Cue.STORAGE_FAULT))
    faults.begin("link", Cue.CONFIGURATION_FAULT)

    faults.end("link")
    other.join()

    assert feedback.cues[-1] == Cue.STORAGE_FAULT
