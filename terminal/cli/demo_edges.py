"""The reader and the feedback of the demo: both are its prompt."""

from queue import Empty, SimpleQueue

from terminal.feedback.console import line_of
from terminal.model import AnyCue, Chosen, Cue, Presented, ReaderEvent, ReaderFound

_ANSWERS = frozenset(
    {
        Cue.ACCEPTED,
        Cue.ACCEPTED_OFFLINE,
        Cue.REPEATED,
        Cue.UNREADABLE,
        Cue.CHANGING_BADGE,
        Cue.STORAGE_FAULT,
        Cue.SELECTION_OVER,
    }
)
"""What a swipe is answered with, that of a function badge included."""


class PromptReader:
    """A reader to which badges are presented by a call."""

    def __init__(self) -> None:
        self._events: SimpleQueue[ReaderEvent | None] = SimpleQueue()
        self._events.put(ReaderFound("prompt"))

    def present(self, number: str) -> None:
        """Present a badge."""
        self._events.put(Presented(number))

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """Return the next event, or None after the time-out or an interruption."""
        try:
            return self._events.get(timeout=timeout_seconds)
        except Empty:
            return None

    def interrupt(self) -> None:
        """Make a `wait` that is running return soon."""
        self._events.put(None)

    def close(self) -> None:
        """Let go of nothing."""


class PromptFeedback:
    """Keeps the answers to swipes for whoever waits for them; tells all other cues at once."""

    def __init__(self, news: SimpleQueue[str]) -> None:
        self._answers: SimpleQueue[AnyCue] = SimpleQueue()
        self._news = news

    def play(self, cue: AnyCue) -> None:
        """Take a cue."""
        if isinstance(cue, Chosen) or cue in _ANSWERS:
            self._answers.put(cue)
        else:
            self._news.put(line_of(cue))

    def answer(self, timeout_seconds: float) -> AnyCue | None:
        """Return the answer to a swipe, or None if there is none in time."""
        try:
            return self._answers.get(timeout=timeout_seconds)
        except Empty:
            return None

    def pass_on(self) -> None:
        """Tell what was no answer: the end of a choice for which no swipe came."""
        while not self._answers.empty():
            self._news.put(line_of(self._answers.get()))

    def close(self) -> None:
        """End nothing."""
