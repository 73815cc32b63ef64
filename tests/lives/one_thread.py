"""Does anything leave the one thread of a life, to a socket, another thread or another process?"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

OUTSIDE = ("socket.", "subprocess.Popen", "os.fork", "os.posix_spawn")
"""Audit events (docs.python.org/3/library/audit_events.html) of what leaves it; files are no way out."""
_left: list[str] = []


def _hear(event: str, _: object) -> None:
    if event.startswith(OUTSIDE):
        _left.append(event)


def _begin(*_: object) -> None:
    """The first thing a new thread does."""
    _left.append("thread")
    sys.setprofile(None)


sys.addaudithook(_hear)  # to the end of the process: nobody can take a hook away


@contextmanager
def within_one_thread() -> Iterator[None]:
    """Raises AssertionError at the end if anything has."""
    threads, profile = threading.active_count(), threading.getprofile()
    _left.clear()
    threading.setprofile(_begin)  # no audit event tells of a thread
    try:
        yield
    finally:
        threading.setprofile(profile)
    assert _left == []
    assert threading.active_count() <= threads
