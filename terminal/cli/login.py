"""Who gives a command."""

import os
import pwd
from collections.abc import Mapping


def login_name(environment: Mapping[str, str], user_id: int) -> str:
    """Return the login name of whoever decides: behind sudo, the person and not root.

    Args:
        environment: Of this process; sudo puts `SUDO_USER` there.
        user_id: Of this process.
    """
    behind = environment.get("SUDO_USER")
    if user_id == 0 and behind:
        return behind
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return f"user {user_id}"


def whoever_runs_this() -> str:
    """Return the login name of whoever runs this process."""
    return login_name(os.environ, os.geteuid())
