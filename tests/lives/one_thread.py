"""Checks that code stays within one thread: it uses no socket, no other thread and no other process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

FORBIDDEN_EVENTS = ("socket.", "subprocess.Popen", "os.fork", "os.posix_spawn")
"""Audit events (docs.python.org/3/library/audit_events.html) of sockets and processes. Files are allowed."""
_left: list[str] = []


def _note_event(event: str, _: object) -> None:
    if event.startswith(FORBIDDEN_EVENTS):
        _left.append(event)


def _note_thread(*_: object) -> None:
    """A new thread calls this first."""
    _left.append("thread")
    sys.setprofile(None)


sys.addaudithook(_note_event)  # it stays to the end of the process, because an audit hook cannot be removed


@contextmanager
def within_one_thread() -> Iterator[None]:
    """Raises AssertionError at the end if the code inside has left the thread."""
    threads, profile = threading.active_count(), threading.getprofile()
    _left.clear()
    threading.setprofile(_note_thread)  # there is no audit event for a new thread
    try:
        yield
    finally:
        threading.setprofile(profile)
    assert _left == []
    assert threading.active_count() <= threads
