"""Which PC/SC readers there are, asked where somebody looks at this machine or sets it up."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal.doctor.reader import Pcsc


def readers_there() -> "Pcsc | None":
    """Return what pcscd lists; None where the library to ask it is missing."""
    try:
        # Imported here: whoever has no such reader does without the library.
        from terminal.readers.pcsc.census import census  # noqa: PLC0415
    except ImportError:
        return None
    return census(is_root=os.geteuid() == 0)
