"""Which readers pcscd lists, asked once, beside whoever uses them."""

from terminal.doctor.reader import Pcsc
from terminal.readers.pcsc.calls import Calls, PcscLite


def census(*, is_root: bool, calls: Calls | None = None) -> Pcsc:
    """Ask pcscd for its readers; no badge is touched.

    Args:
        is_root: Whether this process is root's.
        calls: PC/SC; None for the real one.
    """
    asked = calls or PcscLite()
    code, context = asked.establish()
    if code:
        return Pcsc(code=code, readers=(), is_root=is_root)
    try:
        code, names = asked.readers(context)
    finally:
        asked.release(context)
    return Pcsc(code=code, readers=tuple(names), is_root=is_root)
