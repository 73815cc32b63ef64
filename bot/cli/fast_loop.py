"""The event loop of a process that runs for long."""

from __future__ import annotations

import asyncio
import sys


def new_fast_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, which does the same in less time (docs/decisions/uvloop.md); on Windows, where there is none, Python's
    own. A short command is not worth its import."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()
