"""How every request says who sent it."""

import unicodedata

from terminal.protime.words import one_line


def user_agent(version: str, company: str) -> str:
    """Return the header in Protime's form `ServiceName/Version (Company Name)`.

    A header carries plain letters only, so "Société (Liège)" becomes "Societe Liege".

    Raises:
        ValueError: Nothing of the company's name is left.
    """
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode()
    name = one_line("".join(" " if letter in "()\\" else letter for letter in plain))
    if not name:
        raise ValueError("company: give a name with letters A to Z: Protime wants it in a header")
    return f"badge-terminal/{version} ({name})"
