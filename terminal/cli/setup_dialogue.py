"""The questions of `setup`, each answer tried at once."""

from collections.abc import Callable, Iterable, Mapping
from threading import Event
from typing import cast

import click

from terminal.bootstrap import trials
from terminal.bootstrap.readers_there import readers_there
from terminal.cli.setup_before import kept, proposed
from terminal.cli.setup_questions import (
    ABOUT_THE_CLIENT,
    ABOUT_THE_PLACE,
    ABOUT_THE_TENANT,
    ABOUT_THE_TERMINAL,
    Question,
)
from terminal.config import Config, Feedback
from terminal.config.provision import Provision, problem_with, provision_of
from terminal.doctor import Finding, reader

_SOURCE = "the answers"
_WIRING = "Lights and buzzer: green on pin 11, red on pin 13, buzzer on pin 15"


class Dialogue:
    """Asks what the answers do not say yet.

    Args:
        answers: A configuration, or a part of one.
        before: What was configured before: proposed where it is asked, else kept.
        has_secret: Whether a secret is stored for it, which may stay.
        has_pins: Whether this machine could have lights.
    """

    def __init__(
        self,
        answers: Mapping[str, object],
        before: Mapping[str, object],
        *,
        has_secret: bool = False,
        has_pins: bool = True,
    ) -> None:
        self._before = before
        self._has_pins = has_pins
        self._has_secret = has_secret
        self._table = {
            name: dict(section) if isinstance(section, Mapping) else section
            for name, section in kept(before, answers).items()
        }
        self._secret = str(self._section("protime").pop("client_secret", ""))

    def provision(self) -> Provision:
        """Ask, and return what makes the terminal.

        Raises:
            ConfigErrors: What was answered beforehand is wrong.
        """
        self._answer(ABOUT_THE_PLACE)
        self._answer(ABOUT_THE_TENANT)
        self._answer(ABOUT_THE_CLIENT)
        if self._until_well(self._wrong_with_tenant, ABOUT_THE_TENANT):
            click.echo("Protime can be reached.")
            self._client()
        else:
            self._ask_secret()
            click.echo("The secret was not tried: Protime cannot be reached. `doctor` tries it.")
        self._answer(ABOUT_THE_TERMINAL)
        self._reader()
        self._lights()
        return Provision(provision_of(self._table, _SOURCE).config, self._secret)

    def _client(self) -> None:
        from_the_tenant_on = (*ABOUT_THE_TENANT, *ABOUT_THE_CLIENT)
        is_well = self._until_well(self._wrong_with_client, from_the_tenant_on)
        if not self._secret and self._has_secret:
            click.echo("The stored secret is kept; `doctor` tries it at the end.")
        elif not self._secret:
            click.echo("No secret is stored. To give one later: `sudo badge-terminal secret`")
        elif is_well:
            click.echo("Protime takes the secret.")

    def _answer(self, questions: Iterable[Question]) -> None:
        for question in questions:
            if question.key not in self._section(question.section):
                before = proposed(self._before, question.section, question.key)
                self._ask(question, question.default if before is None else before)

    def _ask(self, question: Question, default: object) -> None:
        section = self._section(question.section)
        while True:
            answer = click.prompt(question.words, default=default)
            section[question.key] = answer
            # An empty code says that none is to be sent, which two keys say together.
            if question.key == "terminal_code" and not answer:
                section["terminal_reference"] = ""
            problem = problem_with(self._table, f"{question.section}.{question.key}")
            if problem is None:
                return
            click.echo(f"  {problem}")

    def _reader(self) -> None:
        if "readers" in self._table:
            return
        self._table["readers"] = [{"kind": "pcsc", "match": ""}]
        if self._until_well(self._wrong_with_readers):
            click.echo("A reader is there.")

    def _wrong_with_readers(self) -> Iterable[Finding]:
        seen = readers_there()
        match = _one_of(seen) if seen and len(seen.readers) > 1 else ""
        self._table["readers"] = [{"kind": "pcsc", "match": match}]
        return _wrong_with(seen, match)

    def _lights(self) -> None:
        if "feedback" in self._table:
            return
        if not self._has_pins:
            click.echo("This machine has no GPIO pins, so no lights are configured.")
            return
        wired = Feedback(green_led=17, red_led=27, buzzer=22)
        if not click.confirm(f"{_WIRING}: is it so?", default=True):
            click.echo("No lights are configured. Other pins: [feedback] in the configuration")
            return
        self._table["feedback"] = {"green_led": 17, "red_led": 27, "buzzer": 22}
        if click.confirm("Shall they blink, one after the other?", default=True):
            is_there = trials.blink(wired, Event())
            click.echo("Green, red, buzzer." if is_there else "The pins cannot be had; see below.")

    def _wrong_with_tenant(self) -> Iterable[Finding]:
        return trials.try_hosts(self._trial())

    def _wrong_with_client(self) -> Iterable[Finding]:
        self._ask_secret()
        if not self._secret:
            return []
        wrong = trials.try_secret(self._trial(), self._secret)
        if any(each.check == "token" for each in wrong):
            self._secret = ""
        return wrong

    def _trial(self) -> Config:
        """Return a configuration that is good enough to knock at Protime's door."""
        named = self._section("protime").items()
        protime = {key: value for key, value in named if not key.startswith("terminal_")}
        trial = {
            "terminal": self._section("terminal"),
            "protime": {**protime, "terminal_reference": ""},
            "readers": [{"kind": "console"}],
        }
        return provision_of(trial, _SOURCE).config

    def _ask_secret(self) -> None:
        if self._secret:
            return
        words, default = "Client secret (it is not shown)", None
        if self._has_secret:
            words, default = "Client secret (it is not shown; Enter keeps the stored one)", ""
        asked: str = click.prompt(words, default=default, hide_input=True, show_default=False)
        self._secret = asked.strip()

    def _until_well(
        self, attempt: Callable[[], Iterable[Finding]], questions: Iterable[Question] = ()
    ) -> bool:
        """Try until nothing is wrong; return False if somebody wants to go on all the same.

        Before each further attempt the questions are asked again, the answer so far proposed.
        """
        while wrong := list(attempt()):
            for each in wrong:
                click.echo(f"  {each.what}\n  {each.means}\n  mend: {each.mend}")
            if not click.confirm("Try again? (n goes on without)", default=True):
                return False
            for question in questions:
                self._ask(question, self._section(question.section)[question.key])
        return True

    def _section(self, name: str) -> dict[str, object]:
        # What is no table is left to the check of the whole, which has words for it.
        section = self._table.setdefault(name, {})
        return cast("dict[str, object]", section) if isinstance(section, dict) else {}


def _one_of(seen: reader.Pcsc) -> str:
    """Ask until the answer is a part of exactly one name: any other would be no reader for good."""
    click.echo("There are several readers:\n" + "\n".join(f"  {name}" for name in seen.readers))

    def checked(part: str) -> str:
        for each in _wrong_with(seen, part):
            raise click.UsageError(each.what)
        return part

    match: str = click.prompt("Which? A part of its name that no other has", value_proc=checked)
    return match


def _wrong_with(seen: reader.Pcsc | None, match: str) -> list[Finding]:
    return [each for each in reader.findings(seen, (match,), _SOURCE) if each.mend]
