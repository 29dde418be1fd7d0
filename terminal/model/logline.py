"""How a line of the log is put together: the event in words, then `key=value` pairs."""

_BREAKS_A_PLAIN_VALUE = frozenset(' "=\\')


def event(name: str, /, **fields: object) -> str:
    """Return one line such as `clocking stored seq=3 badge=…42`, whatever the values hold.

    A value that would be ambiguous stands in double quotes; anything unprintable in it, line
    breaks above all, is escaped, so that words of a server cannot forge a line. None is `-`.
    """
    return " ".join([name, *(f"{key}={_value(value)}" for key, value in fields.items())])


def _value(value: object) -> str:
    if value is None:
        return "-"
    text = str(value)
    if text and text.isprintable() and _BREAKS_A_PLAIN_VALUE.isdisjoint(text):
        return text
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    marked = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in marked
    )
