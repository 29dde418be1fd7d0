"""Runs a command where its pcscd and its ports meet nobody else's.

    python -m tests.parts.isolation COMMAND [ARGUMENT...]

pcscd listens at one fixed path and the virtual reader on one fixed port, so two test runs on
one machine would share badges. The command gets a network with nothing but loopback in it and
an empty `/run/pcscd`. It needs root, or a kernel that lets users make namespaces of their own;
without either it says so and runs the command as it is.
"""

import ctypes
import errno
import fcntl
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

# Numbers from linux/sched.h, linux/mount.h and linux/if.h; `os.unshare` comes with Python 3.12.
_NEW_MOUNTS = 0x00020000
_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_RECURSIVE = 0x4000
_PRIVATE = 1 << 18
_READ_INTERFACE_FLAGS = 0x8913
_WRITE_INTERFACE_FLAGS = 0x8914
_INTERFACE_UP = 1

_RESERVED_PORTS = Path("/proc/sys/net/ipv4/ip_local_reserved_ports")
_VIRTUAL_READERS = "35963,35964"
"""Where vpcd listens: in the range from which the kernel takes the near end of any connection."""


def main() -> None:
    """Isolate this process and become the command."""
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.parts.isolation COMMAND [ARGUMENT...]")
    try:
        isolate()
    except OSError as error:
        sys.stderr.write(f"isolation: not possible here ({error}): pcscd and ports are shared\n")
    # Whatever a shell starts in the background ignores Ctrl-C, and so would all that tests start.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.stderr.flush()
    os.execvp(sys.argv[1], sys.argv[1:])


def isolate() -> None:
    """Move this process into a network and a `/run/pcscd` of its own.

    Raises:
        OSError: The kernel does not allow it; the process is where it was.
    """
    _leave()
    _bring_loopback_up()
    with suppress(OSError):  # where it cannot be written, the two may meet, which is rare
        _RESERVED_PORTS.write_text(_VIRTUAL_READERS, encoding="ascii")
    _hide_other_pcscd()


def _leave() -> None:
    if os.geteuid() == 0:
        _checked("unshare", _NEW_MOUNTS | _NEW_NETWORK)
        return
    user, group = os.geteuid(), os.getegid()
    _checked("unshare", _NEW_USER | _NEW_MOUNTS | _NEW_NETWORK)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")


def _bring_loopback_up() -> None:
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        answer = fcntl.ioctl(any_socket, _READ_INTERFACE_FLAGS, request)
        (flags,) = struct.unpack_from("h", answer, 16)
        request = struct.pack("16sh14x", b"lo", flags | _INTERFACE_UP)
        fcntl.ioctl(any_socket, _WRITE_INTERFACE_FLAGS, request)


def _hide_other_pcscd() -> None:
    try:
        _checked("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    except OSError as error:
        # In a plain chroot "/" is no mount point: a mount could leak out of it, and its
        # /run is its own anyway.
        if error.errno != errno.EINVAL:
            raise
        return
    place = b"/run/pcscd" if Path("/run/pcscd").is_dir() else b"/run"
    _checked("mount", b"tmpfs", place, b"tmpfs", 0, b"mode=0755")


def _checked(call: str, *arguments: bytes | int | None) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, call)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
