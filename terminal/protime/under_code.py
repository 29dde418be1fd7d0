"""What was booked under this terminal's own code."""

from collections.abc import Iterable

from terminal.protime.payload import Naming


def under_code(items: Iterable[object], naming: Naming) -> frozenset[str]:
    """Return Protime's identifiers of the clockings that name this terminal.

    Args:
        items: What a list shows, each of any JSON type; what makes no sense names nobody.
        naming: How this terminal is named.
    """
    return frozenset(
        str(item["id"])
        for item in items
        if isinstance(item, dict)
        and "id" in item
        and not item.get("isGenerated")
        and naming.terminal_code != ""
        and _code(item.get("terminal"), naming.terminal_reference) == naming.terminal_code
    )


def _code(terminal: object, reference: str) -> str | None:
    if not isinstance(terminal, dict):
        return None
    if reference == "id":
        return str(terminal.get("id"))
    references = terminal.get("externalReferences")
    code = references.get(reference) if isinstance(references, dict) else None
    return code if isinstance(code, str) else None
