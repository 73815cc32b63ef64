"""One server that forks processes of the bot (tests/scenarios/processes.py) for all workers of a run: to load what they
begin with takes it 1.5 s of work."""

from __future__ import annotations

import os
from multiprocessing import forkserver, resource_tracker
from typing import Any

PRELOADED = ["tests.scenarios.preloaded"]
_server: Any = forkserver._forkserver


def begin() -> None:
    """Starts it, without waiting for it. It ends with this process, whose forks let it fork, too."""
    _server.set_forkserver_preload(PRELOADED)
    _server.ensure_running()
    os.register_at_fork(after_in_child=_use)


def _use() -> None:
    """It is no child of this process, which may not ask whether it is alive."""
    _, _server._forkserver_alive_fd = os.pipe()  # each process that it forks is given one
    _server.ensure_running = resource_tracker.ensure_running
