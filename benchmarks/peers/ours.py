"""Our bot as it ships, with everything on, but for two things: the probe of its loop, and the pace in the staff group.

Telegram takes 20 messages a minute in a group (docs/decisions/pace.md). At that pace the cards of a thousand
applications would go out long after the measurement, which would leave out what they cost.

`python -m benchmarks.peers.ours PROBE`, with settings in the environment.
"""

from __future__ import annotations

import asyncio
import runpy
import sys
from pathlib import Path

from benchmarks import probe
from bot.app import App
from bot.channels.telegram import pace

UNHURRIED = 1_000_000
"""Messages a minute."""


def watch_loop(path: Path) -> None:
    """Start the probe with the app."""
    run = App.run

    async def run_watched(self: App) -> None:
        watching = asyncio.create_task(probe.watch(path))
        try:
            await run(self)
        finally:
            watching.cancel()

    App.run = run_watched  # type: ignore[method-assign]


if __name__ == "__main__":
    watch_loop(Path(sys.argv[1]))
    pace.GROUP_LIMIT = (UNHURRIED, pace.GROUP_LIMIT[1])
    sys.argv[1:] = ["run"]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)
