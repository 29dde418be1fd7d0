"""Programs of a Raspberry Pi, run on another processor by QEMU's user emulation."""

import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NATIVE = ("aarch64", "arm64")
_NAME = "badge-terminal-arm64"
_EMULATORS = ("qemu-aarch64-static", "qemu-aarch64")
"""Either must be linked statically: what it runs has no library of this machine."""

# The beginning of an ELF program or library for this processor: 64 bits, little-endian, 0xB7.
_MAGIC = rb"\x7fELF\x02\x01\x01" + rb"\x00" * 9 + rb"\x02\x00\xb7\x00"
_MASK = rb"\xff" * 7 + rb"\x00" + rb"\xff" * 8 + rb"\xfe\xff\xff\xff"
_OPENED_ONCE = b"F"
"""The kernel opens the emulator when it is registered, so that a chroot need not have it."""


def is_possible() -> bool:
    """Return whether such programs can be run here, natively or by an emulator."""
    return platform.machine() in NATIVE or _emulator() is not None


@contextmanager
def emulated() -> Iterator[None]:
    """Have the kernel run them for as long as the context lasts, and no longer.

    Raises:
        RuntimeError: There is no emulator.
        OSError: The kernel does not allow it.
    """
    if platform.machine() in NATIVE:
        yield
        return
    with _registry() as registry:
        _forget(registry)
        (registry / "register").write_bytes(_entry())
        try:
            yield
        finally:
            _forget(registry)


def _entry() -> bytes:
    emulator = _emulator()
    if emulator is None:
        raise RuntimeError(f"not installed: {' or '.join(_EMULATORS)}")
    parts = (b"", _NAME.encode(), b"M", b"0", _MAGIC, _MASK, emulator.encode(), _OPENED_ONCE)
    return b":".join(parts)


def _emulator() -> str | None:
    return next(filter(None, map(shutil.which, _EMULATORS)), None)


@contextmanager
def _registry() -> Iterator[Path]:
    """Mount the kernel's list of such formats aside: it is one list, wherever it is mounted."""
    with tempfile.TemporaryDirectory() as folder:
        kind = "binfmt_misc"
        subprocess.run(["mount", "-t", kind, kind, folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def _forget(registry: Path) -> None:
    entry = registry / _NAME
    if entry.exists():
        entry.write_text("-1", encoding="ascii")
