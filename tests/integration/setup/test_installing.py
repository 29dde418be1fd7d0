"""What `setup` writes, and what it refuses to mix."""

import base64
import os
import stat
import tomllib
from pathlib import Path

import pytest

from terminal.bootstrap.setting_up import Refused, set_up
from terminal.config import ConfigErrors, load
from terminal.config.provision import Provision, answers_of, provision_of
from terminal.host.installing import DROP_IN, CannotInstall, Installer, wipe
from terminal.host.look.secrets import service_secret
from terminal.host.secret import SEALED, STORED
from tests.parts.patient import Machine
from tests.parts.stored import CONFIG, fill, leave_empty

PATH = Path("/etc/badge-terminal/terminal.toml")
SECRET = "the-secret-of-acme"


def provision(folder: Path, *, secret: str = SECRET, tenant: str = "acme") -> Provision:
    """Return what makes a terminal with an outbox in a folder."""
    file = folder / "answers.toml"
    key = f'client_secret = "{secret}"\n' if secret else ""
    text = CONFIG.format(folder=folder).replace("[protime]\n", f"[protime]\n{key}")
    file.write_text(text.replace('"acme"', f'"{tenant}"'))
    return provision_of(answers_of(file), str(file))


def test_a_provision_is_a_configuration_with_a_secret(tmp_path: Path) -> None:
    """The secret stands apart from it, and is never shown."""
    given = provision(tmp_path)
    assert (given.config.protime.tenant, given.client_secret) == ("acme", SECRET)
    assert SECRET not in repr(given)
    assert provision(tmp_path, secret="").client_secret == ""


@pytest.mark.parametrize("secret", ["1", '"a\\nb"', '" "'])
def test_a_secret_that_is_none(secret: str) -> None:
    """It is refused without being repeated, together with all else that is wrong."""
    table = tomllib.loads(f"[protime]\nclient_secret = {secret}\n")
    with pytest.raises(ConfigErrors) as told:
        provision_of(table, "FILE")
    wheres = [each.where for each in told.value.problems]
    assert "protime.client_secret" in wheres
    assert "protime.tenant" in wheres
    full = tomllib.loads(CONFIG.format(folder="/x"))
    full["protime"]["client_secret"] = 1
    with pytest.raises(ConfigErrors, match="1 error"):
        provision_of(full, "FILE")
    with pytest.raises(ConfigErrors):
        provision_of({"protime": 1}, "FILE")


def test_what_is_written(machine: Machine, installer: Installer, tmp_path: Path) -> None:
    """The configuration for all to read, the secret sealed, and the service started."""
    done = list(set_up(provision(tmp_path), PATH, installer))
    assert load(machine.tree.at(str(PATH))).terminal.name == "front-door"
    sealed = machine.tree.at(SEALED)
    assert base64.b64decode(sealed.read_text()) == SECRET.encode()
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert f"LoadCredentialEncrypted=protime-client-secret:{SEALED}" in (
        machine.tree.at(DROP_IN).read_text()
    )
    assert "encrypted for this machine" in done[0]
    log = machine.tree.at("/log/programs").read_text()
    assert "systemctl enable badge-terminal.service\nsystemctl restart badge" in log
    found = service_secret(None, machine.tree, machine.programs, {})
    assert getattr(found, "value", None) == SECRET


def test_the_secret_is_in_no_argument_and_no_environment(
    machine: Machine, installer: Installer, tmp_path: Path
) -> None:
    """Programs get it through a pipe; the configuration does not have it."""
    list(set_up(provision(tmp_path), PATH, installer))
    assert SECRET not in machine.tree.at("/log/programs").read_text()
    assert SECRET not in machine.tree.at(str(PATH)).read_text()


@pytest.mark.parametrize("way", ["missing", "failing"])
def test_a_system_that_cannot_seal(
    machine: Machine, installer: Installer, tmp_path: Path, way: str
) -> None:
    """The secret goes into a closed file, and that is said clearly."""
    if way == "missing":
        (machine.root.parent / "bin" / "systemd-creds").unlink()
    else:
        machine.program("systemd-creds", script="echo 'no key' >&2; exit 1")
    done = list(set_up(provision(tmp_path), PATH, installer))
    plain = machine.tree.at(STORED)
    assert (plain.read_text(), stat.S_IMODE(plain.stat().st_mode)) == (f"{SECRET}\n", 0o600)
    assert "NOT encrypted" in done[0]
    assert ("no systemd-creds" in done[0]) is (way == "missing")
    assert not machine.tree.at(DROP_IN).exists()


def test_again(machine: Machine, installer: Installer, tmp_path: Path) -> None:
    """What was there is kept beside it, a secret in the open is wiped, none given stays."""
    machine.file(STORED, "in the open")
    list(set_up(provision(tmp_path), PATH, installer))
    assert not machine.tree.at(STORED).exists()
    before = machine.tree.at(str(PATH)).read_text()
    done = list(set_up(provision(tmp_path, secret=""), PATH, installer, waits=False))
    assert machine.tree.at(f"{PATH}.before").read_text() == before
    assert [each.split(":")[0] for each in done] == ["configuration", "service"]
    assert machine.tree.at(SEALED).exists()
    assert "restart --no-block" in machine.tree.at("/log/programs").read_text()


def test_a_service_that_does_not_start(
    machine: Machine, installer: Installer, tmp_path: Path
) -> None:
    """What systemd says is passed on."""
    machine.program("systemctl", script="echo 'Unit not found' >&2; exit 5")
    with pytest.raises(CannotInstall, match="Unit not found"):
        list(set_up(provision(tmp_path), PATH, installer))


def test_a_place_that_cannot_be_written(
    machine: Machine, installer: Installer, tmp_path: Path
) -> None:
    """It is named, with what to do."""
    machine.file("/etc/badge-terminal")
    with pytest.raises(CannotInstall, match="run this as root"):
        list(set_up(provision(tmp_path), PATH, installer))


def test_another_tenant_is_refused_while_clockings_wait(
    machine: Machine, installer: Installer, tmp_path: Path
) -> None:
    """They would go to the wrong company; once nothing waits, it may be."""
    list(set_up(provision(tmp_path), PATH, installer))
    list(set_up(provision(tmp_path, tenant="other"), PATH, installer))
    list(set_up(provision(tmp_path), PATH, installer))
    fill(tmp_path)
    with pytest.raises(Refused, match=r"acme has not booked \(4\)"):
        list(set_up(provision(tmp_path, tenant="other"), PATH, installer))
    list(set_up(provision(tmp_path), PATH, installer))
    (tmp_path / "outbox.db").unlink()
    for beside in tmp_path.glob("outbox.db-*"):
        beside.unlink()
    leave_empty(tmp_path)
    list(set_up(provision(tmp_path, tenant="other"), PATH, installer))
    assert load(machine.tree.at(str(PATH))).protime.tenant == "other"


def test_an_outbox_that_cannot_be_read_is_not_mixed(
    machine: Machine, installer: Installer, tmp_path: Path
) -> None:
    """Nobody knows what waits in it."""
    del machine
    list(set_up(provision(tmp_path), PATH, installer))
    (tmp_path / "outbox.db").write_text("no outbox" * 1000)
    with pytest.raises(Refused, match="nothing is changed"):
        list(set_up(provision(tmp_path, tenant="other"), PATH, installer))


def test_what_is_wiped_is_zeros_before_it_is_gone(tmp_path: Path) -> None:
    """A second name of the same file shows what was left of it."""
    place, other = tmp_path / "secret", tmp_path / "other"
    place.write_text(SECRET)
    os.link(place, other)
    wipe(place)
    assert not place.exists()
    assert other.read_bytes() == bytes(len(SECRET))
