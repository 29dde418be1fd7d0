"""How every request says who sent it."""

import pytest

from terminal.protime.user_agent import user_agent


@pytest.mark.parametrize(
    ("company", "shown"),
    [
        ("Acme Corp", "Acme Corp"),
        ("Société (Liège)", "Societe Liege"),
        ("Acme\r\nEvil: 1", "Acme Evil: 1"),
        ("A\\B & Söhne", "A B & Sohne"),
    ],
)
def test_documented_form(company: str, shown: str) -> None:
    """ServiceName/Version (Company Name), in letters that a header may hold."""
    assert user_agent("1.2.3", company) == f"badge-terminal/1.2.3 ({shown})"


@pytest.mark.parametrize("company", ["", " ", "()", "株式会社"])
def test_a_company_has_a_name(company: str) -> None:
    """Nothing left to show is refused."""
    with pytest.raises(ValueError, match=r"^company: "):
        user_agent("1.2.3", company)
