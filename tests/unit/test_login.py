"""Who is named for a decision."""

import os
import pwd

from terminal.cli.login import login_name, whoever_runs_this


def test_behind_sudo_it_is_the_person() -> None:
    """Root is nobody in particular."""
    assert login_name({"SUDO_USER": "ada"}, 0) == "ada"


def test_nobody_borrows_a_name() -> None:
    """Only where sudo made somebody root does what it left count."""
    assert login_name({"SUDO_USER": "ada"}, 65534) == pwd.getpwuid(65534).pw_name
    assert login_name({"SUDO_USER": ""}, 0) == "root"


def test_a_user_without_a_name_has_a_number() -> None:
    """As in a container."""
    assert login_name({}, 54321) == "user 54321"


def test_this_process_has_somebody() -> None:
    """Whoever it is."""
    assert whoever_runs_this() == login_name(os.environ, os.geteuid())
