"""The commands of the demo's prompt."""

from collections.abc import Callable
from difflib import get_close_matches
from textwrap import fill

from terminal.cli.clockings import as_table
from terminal.cli.demo_stage import Stage
from terminal.cli.overview_words import as_words
from terminal.cli.status import current_overview
from terminal.cli.words import number, table
from terminal.feedback.console import line_of
from terminal.model import Cue
from terminal.simulator import BookedClocking

HELP = """\
  1955        swipe this badge; any word with a digit in it is a badge number
  9001        a function badge: the next swipe is for the doctor; again cancels it
  9002, 9003  the same for an activity, and for the end of activities
  outbox      what the terminal has stored, the newest first
  booked      what Protime has booked
  status      how the terminal is doing
  offline     pull the network cable
  online      plug it in again; ends all faults
  fault NAME  let Protime go wrong at the next clocking; `fault` alone lists the names
  wait        until nothing waits any more
  help        this
  quit        end it"""

_WAIT_SECONDS = 60.0
_SETTLE_SECONDS = 0.5
_LISTED = 20
_WIDTH = 90


class Prompt:
    """Carries out what is typed.

    Args:
        stage: The terminal and its Protime.
        tell: Shows a line to the person.
    """

    def __init__(self, stage: Stage, tell: Callable[[str], None]) -> None:
        self._stage = stage
        self._tell = tell
        self._commands: dict[str, Callable[[], None]] = {
            "outbox": self._outbox,
            "booked": self._booked,
            "status": self._status,
            "offline": self._offline,
            "online": self._online,
            "fault": self._faults,
            "wait": self.wait,
            "help": lambda: self._tell(HELP),
        }

    def obey(self, line: str) -> bool:
        """Carry out a line; return whether to go on."""
        word, _, rest = line.strip().partition(" ")
        if word in ("quit", "exit"):
            return False
        if word == "fault" and rest:
            self._fault(rest.strip())
        elif word in self._commands:
            self._commands[word]()
        elif any(sign.isdigit() for sign in word):
            self._swipe(line.strip())
        elif word:
            self._unknown(word)
        self._stage.tell_news()
        return True

    def wait(self) -> None:
        """Wait until nothing is underway any more, for a minute at most."""
        if self._stage.is_offline:
            return self._tell_waiting("the cable is pulled; `online` plugs it in again")
        self._stage.settle(_WAIT_SECONDS)
        return self._tell_waiting("see `outbox`")

    def _tell_waiting(self, hint: str) -> None:
        if count := self._stage.underway():
            self._tell(f"  {number(count, 'clocking')} still waiting: {hint}")

    def _swipe(self, badge: str) -> None:
        cue = self._stage.swipe(badge)
        self._tell(f"  {line_of(cue)}" if cue else "  no answer: the terminal has failed")
        if cue is Cue.ACCEPTED:
            self._stage.settle(_SETTLE_SECONDS)

    def _outbox(self) -> None:
        zone = self._stage.config.terminal.time_zone
        self._tell(_indented(as_table(self._stage.clockings(_LISTED), zone)))

    def _booked(self) -> None:
        names = {person.id: person.name for person in self._stage.simulator.directory.people}
        rows = [_booked_row(each, names) for each in self._stage.booked()]
        self._tell(_indented(table([("ID", "WHO", "DATE", "TIME", "KIND"), *rows])))

    def _status(self) -> None:
        zone = self._stage.config.terminal.time_zone
        self._tell(_indented(as_words(current_overview(self._stage.config), zone)))

    def _offline(self) -> None:
        self._stage.go_offline()
        self._tell("  the network cable is pulled; the terminal notices at the next clocking")

    def _online(self) -> None:
        self._stage.go_online()
        self._tell("  the network is back; the terminal tries again by itself, `wait` for it")

    def _fault(self, text: str) -> None:
        try:
            self._stage.plan_fault(text)
        except ValueError as error:
            self._tell(f"  {error}")
        else:
            self._tell(f"  planned: {text}")

    def _faults(self) -> None:
        self._tell("  fault NAME, NAME:TIMES or NAME:always, until `online`. The names:")
        names = ", ".join(sorted(self._stage.simulator.faults.known))
        self._tell(_indented(fill(names, _WIDTH, break_on_hyphens=False)))

    def _unknown(self, word: str) -> None:
        near = get_close_matches(word, [*self._commands, "quit"], n=1)
        hint = f"did you mean `{near[0]}`?" if near else "`help` lists what there is"
        self._tell(f"  {word} is no command and no badge number: {hint}")


def _booked_row(clocking: BookedClocking, names: dict[int, str]) -> tuple[str, ...]:
    booking = clocking.booking
    hour, minute = divmod(booking.time_of_day_in_minutes, 60)
    who = names.get(booking.person_id, str(booking.person_id))
    when = f"{hour:02}:{minute:02}"
    return str(clocking.id), who, booking.date.isoformat(), when, booking.kind


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())
