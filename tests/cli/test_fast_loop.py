"""On which event loop does a process run that is to run for long?"""

import asyncio
import signal
import sys

import pytest

from bot.cli.fast_loop import new_fast_loop
from bot.cli.process import run_until_stopped


@pytest.mark.skipif(sys.platform == "win32", reason="there is no uvloop")
def test_it_is_uvloop_and_a_signal_stops_it() -> None:
    seen: list[str] = []

    async def live() -> None:
        seen.append(type(asyncio.get_running_loop()).__module__)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(60)
        seen.append("not stopped")

    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        run_until_stopped(live(), new_loop=new_fast_loop)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    assert seen == ["uvloop"]


def test_a_short_command_runs_on_the_loop_of_python() -> None:
    seen: list[str] = []

    async def work() -> None:
        seen.append(type(asyncio.get_running_loop()).__module__)

    run_until_stopped(work())
    assert seen[0].startswith("asyncio")
