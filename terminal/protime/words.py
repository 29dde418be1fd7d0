"""What a server said, as one line for a person."""

import json
from collections.abc import Iterator
from typing import Any

LONGEST_LINE = 300
_DEEPEST = 4
_PLAIN_FIELDS = ("message", "title", "detail", "error_description")
_LIST_FIELDS = ("reasons", "validationErrors", "errors")


def one_line(text: str) -> str:
    """Return text on one line, without control characters, of at most 300 characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(printable.split())
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def json_object(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that a body is, or None if it is anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def is_html(content_type: str, body: bytes) -> bool:
    """Return whether a body is a web page, by its label or by its look."""
    start = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()[:14].lower()
    labelled = content_type.lower().startswith(("text/html", "application/xhtml"))
    return labelled or start.startswith((b"<!doctype html", b"<html"))


def server_words(body: bytes) -> str:
    """Return what an error body says, whichever of Protime's three shapes it has.

    A body of another shape gives all its texts, one that is not JSON its beginning.
    """
    value = json_object(body)
    if value is None:
        return one_line(body[: 4 * LONGEST_LINE].decode(errors="replace"))
    inner = value.get("error")
    error = inner if isinstance(inner, dict) else value
    return one_line("; ".join(_sayings(error)) or "; ".join(_texts(value)))


def _sayings(error: dict[str, Any]) -> Iterator[str]:
    """Yield the code together with the message, then the reasons one by one."""
    code = error.get("code", error.get("error"))
    heads = [code, *(error.get(field) for field in _PLAIN_FIELDS)]
    head = ": ".join(text for text in heads if isinstance(text, str) and text.strip())
    if head:
        yield head
    for field in _LIST_FIELDS:
        yield from _texts(error.get(field))


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the texts in a value of unknown layout."""
    if isinstance(value, str) and value.strip():
        yield value
    elif depth < _DEEPEST and isinstance(value, dict):
        for name, inner in value.items():
            yield from (f"{name}: {text}" for text in _texts(inner, depth + 1))
    elif depth < _DEEPEST and isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)
