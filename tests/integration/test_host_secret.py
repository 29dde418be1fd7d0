"""The client secret: from where it comes, and who must not see it."""

from pathlib import Path

import pytest

from terminal.host.secret import (
    CREDENTIAL,
    MIFARE_CREDENTIAL,
    Secret,
    SecretUnavailable,
    read_mifare_key,
    read_secret,
)


def _file(place: Path, content: bytes, mode: int = 0o600) -> Path:
    place.write_bytes(content)
    place.chmod(mode)
    return place


@pytest.mark.parametrize("content", [b"s3cret", b"s3cret\n", b"s3cret\r\n"])
def test_a_file_holds_the_secret_with_or_without_a_newline(tmp_path: Path, content: bytes) -> None:
    """Editors end the line, and that is not part of the secret."""
    assert read_secret(_file(tmp_path / "secret", content), {}).value == "s3cret"


def test_space_inside_a_secret_is_kept(tmp_path: Path) -> None:
    """Only the end of the line is taken away."""
    assert read_secret(_file(tmp_path / "secret", b" a b \n"), {}).value == " a b "


def test_without_a_file_the_credential_of_the_unit_is_read(tmp_path: Path) -> None:
    """The service manager passes it in a directory of its own."""
    _file(tmp_path / CREDENTIAL, b"s3cret", 0o440)
    assert read_secret(None, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).value == "s3cret"


def test_what_was_handed_over_since_the_start_is_newer(tmp_path: Path) -> None:
    """The credential stays what it was until the next start, at which the folder is empty."""
    given, handed_over = tmp_path / "given", tmp_path / "handed-over"
    for folder in (given, handed_over):
        folder.mkdir()
    environment = {"CREDENTIALS_DIRECTORY": str(given), "RUNTIME_DIRECTORY": str(handed_over)}
    _file(given / CREDENTIAL, b"old", 0o440)
    assert read_secret(None, environment).value == "old"
    _file(handed_over / CREDENTIAL, b"new", 0o400)
    assert read_secret(None, environment).value == "new"


def test_a_configured_file_goes_before_the_credential(tmp_path: Path) -> None:
    """What a person wrote down counts."""
    _file(tmp_path / CREDENTIAL, b"from systemd")
    file = _file(tmp_path / "secret", b"from file")
    assert read_secret(file, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).value == "from file"


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "{!r}".format])
def test_a_secret_is_never_shown(shown: object) -> None:
    """Neither a log line nor a traceback can leak it."""
    assert callable(shown)
    assert shown(Secret("s3cret")) == "Secret(…)"


def _refusal(file: Path | None, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SecretUnavailable) as caught:
        read_secret(file, environment or {})
    assert "s3cret" not in str(caught.value)
    return str(caught.value)


def test_no_file_and_no_credential_is_explained() -> None:
    """The message names both ways to pass the secret."""
    text = _refusal(None)
    assert "client_secret_file" in text
    assert f"LoadCredential={CREDENTIAL}" in text


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message says where the secret was looked for."""
    assert f"{tmp_path / 'nowhere'}: No such file" in _refusal(tmp_path / "nowhere")


def test_a_missing_credential_is_named(tmp_path: Path) -> None:
    """A unit that passes other credentials but not this one is told which."""
    assert CREDENTIAL in _refusal(None, {"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_an_empty_credential_says_where_to_write(tmp_path: Path) -> None:
    """The directory of the credentials is systemd's: the secret belongs where it reads it from."""
    _file(tmp_path / CREDENTIAL, b"\n", 0o440)
    text = _refusal(None, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert "to `sudo badge-terminal secret`, or" in text
    assert f"to the file that LoadCredential={CREDENTIAL} of the unit names" in text


def test_a_directory_is_no_secret(tmp_path: Path) -> None:
    """What cannot be read as a file is refused with its path."""
    place = tmp_path / "secret"
    place.mkdir(mode=0o700)
    assert f"{place}: Is a directory" in _refusal(place)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644])
def test_a_secret_that_everybody_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    """The message says how to mend it."""
    place = _file(tmp_path / "secret", b"s3cret", mode)
    assert f"chmod o= {place}" in _refusal(place)


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n"])
def test_an_empty_file_is_no_secret(tmp_path: Path, content: bytes) -> None:
    """An empty secret would only show as a refusal by Protime, much later."""
    assert "is empty" in _refusal(_file(tmp_path / "secret", content))


@pytest.mark.parametrize("content", [b"s3cret\nmore\n", b"s3cret\n\n", b"s3\tcret"])
def test_more_than_a_line_is_no_secret(tmp_path: Path, content: bytes) -> None:
    """A file of `key = value` lines, or a page copied from a portal, is noticed at once."""
    assert "more than one line" in _refusal(_file(tmp_path / "secret", content))


def test_bytes_that_are_no_text_are_no_secret(tmp_path: Path) -> None:
    """A binary file in the wrong place is noticed at once."""
    assert "does not hold text" in _refusal(_file(tmp_path / "secret", b"\xff\xfe"))


@pytest.mark.parametrize("content", [b"a0b1c2d3e4f5", b"A0B1C2D3E4F5\n", b"A0 B1 C2 D3 E4 F5\n"])
def test_a_mifare_key_is_twelve_digits(tmp_path: Path, content: bytes) -> None:
    """From a file or from systemd, in either case of letters."""
    key = _file(tmp_path / MIFARE_CREDENTIAL, content)
    for file, environment in ((key, {}), (None, {"CREDENTIALS_DIRECTORY": str(tmp_path)})):
        read = read_mifare_key(file, environment)
        assert bytes.fromhex(read.value) == bytes.fromhex("A0B1C2D3E4F5")
        assert "1" not in repr(read)


@pytest.mark.parametrize("content", [b"", b"A0B1C2D3E4", b"A0B1C2D3E4F50", b"s3cret", b"\xff\xfe"])
def test_what_is_no_mifare_key_is_refused_and_not_repeated(tmp_path: Path, content: bytes) -> None:
    """Neither a digit too few nor one too many, and no other secret."""
    with pytest.raises(SecretUnavailable) as caught:
        read_mifare_key(_file(tmp_path / "key", content), {})
    assert not content or content.decode(errors="replace") not in str(caught.value)
    assert "the MIFARE key" in str(caught.value)


def test_a_missing_mifare_key_says_what_to_do(tmp_path: Path) -> None:
    """Both ways to give one are named."""
    ways = r"key_file of \[badge.mifare\], or add LoadCredential=mifare-key:FILE"
    for file in (None, tmp_path / "none"):
        with pytest.raises(SecretUnavailable, match=ways):
            read_mifare_key(file, {})
