"""Is what the bot answers on the disk by then? The kernel's calls are counted."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.databases import sqlite_only
from tests.form import NAMES, progress, said_after
from tests.people import AIGERIM
from tests.scenarios.processes import Deployment, open_deployment, wait_for
from tests.scenarios.stage import Guest

TRACER = re.compile(r"TracerPid:\t(\d+)")
SYNC = re.compile(r"f(?:data)?sync\(\d+<[^>]*/momu\.db(?:-wal)?>\) += 0")
pytestmark = pytest.mark.skipif(
    not shutil.which("strace") or os.geteuid() != 0,
    reason="strace is not installed, or may not read a process that cannot be dumped (core(5)): that takes root",
)


class Traced:
    """The bot under strace, which writes down each call that reaches the disk."""

    def __init__(self, deployed: Deployment) -> None:
        self._bot = deployed.bot
        self._trace = deployed.bot.folder / "trace"

    async def start(self) -> None:
        await self._bot.start()
        self._process = await asyncio.create_subprocess_exec(
            "strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", self._trace, "-p", str(self._bot.pid),
            env={"PATH": os.defpath}, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await wait_for(lambda: self._tracers() == {self._process.pid})

    async def stop(self) -> None:
        assert self._tracers() == {self._process.pid}
        await self._bot.stop()
        await self._process.wait()

    def syncs(self) -> int:
        """How often the database or its log has reached the disk."""
        return len(SYNC.findall(self._trace.read_text("utf-8", "replace")))

    def _tracers(self) -> set[int]:
        """Of all threads of the bot; 0 stands for nobody."""
        said = (path.read_text("ascii") for path in Path(f"/proc/{self._bot.pid}/task").glob("*/status"))
        return {int(TRACER.findall(one)[0]) for one in said}


async def steps(guest: Guest, traced: Traced) -> list[int]:
    """How often it was during each step of an application, from the act to the answer."""
    counts = []
    text = guest.text
    await guest.hears(guest.user.start)
    acts: list[tuple[Callable[[], object], str]] = [
        (lambda: guest.user.tap(text("button.agree")), progress("name")),
        *((partial(guest.answer, name), said_after(name, guest.who.email)) for name in NAMES),
        (lambda: guest.user.tap(text("button.confirm")), "M-"),
    ]
    for act, expected in acts:
        before = traced.syncs()
        act()
        await guest.user.world.until(lambda expected=expected: _said(guest, expected))  # type: ignore[misc]
        counts.append(traced.syncs() - before)
    return counts


def _said(guest: Guest, expected: str) -> bool:
    return any(expected in message.text for message in guest.chat.messages if message.by_bot)


@sqlite_only(reason="it counts how often the bot itself syncs a file")
async def test_no_step_is_answered_before_it_is_on_the_disk(tmp_path: Path) -> None:
    async with open_deployment(tmp_path, is_first=True, SWEEP_INTERVAL="1d") as deployed:
        traced = Traced(deployed)
        await traced.start()
        try:
            counts = await steps(deployed.stage.guest(AIGERIM), traced)
        finally:
            await traced.stop()
    assert len(counts) == len(NAMES) + 2  # the consent and the confirmation
    assert min(counts) >= 1
