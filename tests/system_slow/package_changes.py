"""What befalls clockings that wait while their terminal is upgraded, removed, purged."""

from pathlib import Path

import pytest

from terminal import __version__
from terminal.model import State
from tests.parts.nspawn.door import MANY, OUTBOX, Door
from tests.parts.packages import built_as

pytestmark = pytest.mark.timeout(300)


def test_an_upgrade_with_many_waiting_loses_and_doubles_nothing(
    place: Door, package: Path, previous: Path
) -> None:
    """A thousand clockings of the version before are delivered by the new one."""
    place.install(previous)
    place.fill()
    place.configure()
    badges = [*MANY, place.swipe()]
    before = place.process()

    place.install(package)

    assert place.process() not in (0, before)
    assert compiled_of(place) <= sources_of(place)
    badges.append(place.swipe())
    assert place.protime.ledger.booked == ()
    place.protime.start()
    place.until_booked(badges)
    agents = {each.request.header("User-Agent") for each in place.protime.exchanges}
    assert f"badge-terminal/{__version__} (Acme Corp)" in agents


def sources_of(place: Door) -> set[Path]:
    """Return the modules of the program, without endings."""
    return {Path(each).with_suffix("") for each in found_of(place, "*.py")}


def compiled_of(place: Door) -> set[Path]:
    """Return which modules are compiled, without endings."""
    files = map(Path, found_of(place, "*.pyc"))
    return {each.parents[1] / each.name.partition(".")[0] for each in files}


def found_of(place: Door, name: str) -> list[str]:
    """Return the files of the program with such names."""
    return place.machine.run(f"find /usr/share/badge-terminal -name '{name}'").split()


def test_an_upgrade_that_fails_leaves_the_old_terminal_at_work(
    place: Door, package: Path, tmp_path: Path
) -> None:
    """A program that cannot read the outbox is turned away, one that cannot run not started."""
    place.install(package)
    place.configure()
    badges = [place.swipe()]
    before = place.process()
    older = built_as("9.1.0", tmp_path, knows_less)
    broken_folder = tmp_path / "broken"
    broken = built_as("9.2.0", broken_folder, cannot_run)

    refused = place.machine.attempt(f"apt-get install -y -q {place.bring(older)}")
    assert refused.returncode != 0
    assert "a newer version wrote the outbox" in refused.stdout
    badges.append(place.swipe())
    failed = place.machine.attempt(f"apt-get install -y -q {place.bring(broken)}")
    assert failed.returncode != 0
    assert "What ran before the upgrade still runs" in failed.stdout
    badges.append(place.swipe())
    assert place.process() == before

    place.install(built_as("9.3.0", tmp_path / "mended"))
    assert place.process() != before
    badges.append(place.swipe())
    place.protime.start()
    place.until_booked(badges)


def knows_less(sources: Path) -> None:
    """Make a program that does not know the newest migration."""
    with (sources / "terminal/outbox/schema.py").open("a", encoding="utf-8") as schema:
        schema.write("\nMIGRATIONS = MIGRATIONS[:-1]\n")


def cannot_run(sources: Path) -> None:
    """Make a program that ends before it begins."""
    with (sources / "terminal/bootstrap/run.py").open("a", encoding="utf-8") as code:
        code.write("if __file__.startswith('/usr/share/'): raise ImportError('no such library')\n")


def test_removing_keeps_and_purging_refuses_what_protime_does_not_have(
    place: Door, package: Path
) -> None:
    """An outbox goes only once all is delivered, or when a person says so."""
    place.install(package)
    place.configure()
    badges = [place.swipe()]

    removed = place.machine.run("apt-get remove -y -q badge-terminal")
    assert f"{OUTBOX}: 1 not delivered" in removed
    for _ in range(2):
        refused = place.machine.attempt("apt-get purge -y -q badge-terminal")
        assert refused.returncode != 0
        assert "NOT purged" in refused.stdout
        assert f"{OUTBOX}: 1 not delivered" in refused.stdout
        assert place.stored(State.PENDING) == 1

    place.protime.start()
    place.install(package)
    place.until_booked(badges)
    place.machine.run("apt-get purge -y -q badge-terminal")
    assert_gone(place)

    place.protime.stop()
    place.install(package)
    place.configure()
    place.machine.run("systemctl start badge-terminal-doctor")
    place.swipe()
    assert place.machine.attempt("apt-get purge -y -q badge-terminal").returncode != 0
    place.machine.run("touch /var/lib/badge-terminal/lose-undelivered")
    place.machine.run("apt-get purge -y -q badge-terminal")
    assert_gone(place)


def assert_gone(place: Door) -> None:
    """Check that nothing of the terminal is left but its user."""
    found = place.machine.run("find /etc /usr /var/lib -name *badge-terminal* -not -path */dpkg/*")
    assert found == ""
