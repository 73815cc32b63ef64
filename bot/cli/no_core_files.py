"""Keeps the memory of the process, with keys and what people are typing, out of core files."""

from __future__ import annotations

import ctypes
import resource
import sys

SET_DUMPABLE = 4  # PR_SET_DUMPABLE, prctl(2)


def forbid_core_files() -> None:
    """No core file is written of this process, however it dies. Programs that it starts inherit only the limit.

    The limit alone is not enough: Linux does not ask it when a core goes to a program such as systemd-coredump
    (core(5)). A process that is not dumpable gives none to anybody, and only root can read its memory.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DUMPABLE, 0, 0, 0, 0)
