"""One server that forks processes of the bot (tests/scenarios/processes.py) for all workers of a run: to load what they
begin with takes it 1.5 s of work."""

from __future__ import annotations

import os
from multiprocessing import forkserver, resource_tracker
from typing import Any

PRELOADED = ["tests.scenarios.preloaded"]
_server: Any = forkserver._forkserver


def begin() -> str:
    """Starts it, without waiting for it; its address. It ends with this process."""
    _server.set_forkserver_preload(PRELOADED)
    _server.ensure_running()
    address: str = _server._forkserver_address
    return address


def use(address: str) -> None:
    """From now on this process lets that server fork."""
    _server._forkserver_address = address
    _, _server._forkserver_alive_fd = os.pipe()  # each process that it forks is given one
    _server.ensure_running = resource_tracker.ensure_running
