"""Lights and buzzer of a PC/SC reader itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from terminal.readers.pcsc.calls import Calls, Connection, PcscLite
from terminal.readers.pcsc.codes import ABOUT_THE_BADGE, Code
from terminal.readers.pcsc.exchange import PcscFailed
from terminal.readers.pcsc.models import Ask, Model


class _Refused(Exception):
    """The reader or its driver does not do what it was told."""


class _NotUnderstood(_Refused):
    """The reader itself refuses it, and will the next time."""


class _NotNow(Exception):
    """Somebody else is busy with the reader, or the badge has gone just now."""


class ReaderPanel:
    """Tells a reader what to show; used by one thread, whose waiting nobody waits for.

    It has a context of its own, holds no connection between two commands, and never keeps a badge
    for itself: the reading of badges goes on beside it.

    Args:
        match: A part of the reader's name, as for reading.
        model: Which kind of reader it is.
        own_beep: Whether it may beep by itself when it notices a badge.
        has_lights: Whether it is told what to show; else only about its own beep.
        calls: PC/SC; None for the real one.
    """

    def __init__(
        self,
        match: str,
        model: Model,
        *,
        own_beep: bool,
        has_lights: bool = True,
        calls: Calls | None = None,
    ) -> None:
        self._match = match
        self._model = model
        self._own_beep = own_beep
        self._has_lights = has_lights
        self._calls = calls or PcscLite()
        self._context: int | None = None
        self._is_beep_due = True

    def show(self, *, green: bool, red: bool, tone_seconds: float) -> str:
        """Show lights that stay so, and sound a tone that ends by itself.

        Returns:
            Why that is impossible with this reader, empty if it is not. A reader that is not there
            is no reason: whoever reads badges from it says so.
        """
        commands = self._model.shown(green=green, red=red, tone_seconds=tone_seconds)
        if not self._has_lights and not self._is_beep_due:
            return ""
        try:
            with self._asking() as ask:
                refusal = self._settle_own_beep(ask)
                for command in commands if self._has_lights else ():
                    ask(command)
                return refusal
        except PcscFailed:
            self.renew()
            self.close()
        except _NotNow:
            pass
        except _Refused as reason:
            return str(reason)
        return ""

    def renew(self) -> None:
        """Tell the reader about its own beep again: it may be another, or have lost its power."""
        self._is_beep_due = True

    def own_beep(self) -> bool | None:
        """Return whether the reader beeps by itself; None if that cannot be known."""
        try:
            with self._asking() as ask:
                return self._model.own_beep(ask)
        except (PcscFailed, _NotNow, _Refused):
            return None

    def close(self) -> None:
        """Give everything back to pcscd; `show` would begin anew."""
        if self._context is not None:
            self._calls.release(self._context)
            self._context = None

    def _settle_own_beep(self, ask: Ask) -> str:
        """Return why that is impossible; its lights may work all the same, as with old firmware."""
        refusal = ""
        if self._is_beep_due:
            try:
                self._model.set_own_beep(ask, is_on=self._own_beep)
            except _NotUnderstood as reason:
                refusal = f"its own beep stays as it is: {reason}"
            self._is_beep_due = False
        return refusal

    @contextmanager
    def _asking(self) -> Iterator[Ask]:
        context = self._opened()
        name = self._name(context)
        connection, is_direct = self._connected(context, name)
        try:
            yield lambda command: self._answer(connection, command, is_direct=is_direct)
        finally:
            self._calls.disconnect(connection)

    def _opened(self) -> int:
        if self._context is None:
            code, context = self._calls.establish()
            _require(code)
            self._context = context
        return self._context

    def _name(self, context: int) -> str:
        code, names = self._calls.readers(context)
        _require(code)
        fitting = [name for name in names if self._match in name]
        if not fitting:
            self.renew()
            raise _NotNow
        return fitting[0]

    def _connected(self, context: int, name: str) -> tuple[Connection, bool]:
        """Return a connection to the badge, if there is one and that helps, or to the reader."""
        if self._model.hears_beside_a_badge:
            code, connection = self._calls.connect(context, name)
            if code == Code.SUCCESS:
                return connection, False
        code, connection = self._calls.connect_directly(context, name)
        _require(code)
        return connection, True

    def _answer(self, connection: Connection, command: bytes, *, is_direct: bool) -> bytes:
        say = self._calls.control if is_direct else self._calls.transmit
        code, answer = say(connection, command)
        if is_direct and code in {Code.NOT_TRANSACTED, Code.UNSUPPORTED_FEATURE}:
            raise _Refused(
                f"its driver lets no escape commands through (0x{code:08X}): docs/readers.md says "
                "how to allow them"
            )
        _require(code)
        if not self._model.has_succeeded(answer):
            shown = answer[:8].hex().upper() or "nothing"
            raise _NotUnderstood(f"it answers {shown}: is it really an {self._model.name.upper()}?")
        return answer


def _require(code: int) -> None:
    if code in ABOUT_THE_BADGE:
        raise _NotNow
    if code != Code.SUCCESS:
        raise PcscFailed(code)
