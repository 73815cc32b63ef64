"""Is what the bot answers on the disk by then? The kernel's calls are counted, of the process as it ships."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.databases import sqlite_only
from tests.form import NAMES, progress, said_after
from tests.people import AIGERIM
from tests.scenarios.processes import Deployment, open_deployment
from tests.scenarios.stage import Guest

SYNC = re.compile(r"f(?:data)?sync\(\d+<[^>]*/momu\.db(?:-wal)?>\) += 0")
pytestmark = pytest.mark.skipif(
    not shutil.which("strace") or os.geteuid() != 0,
    reason="strace is not installed, or may not read a process that cannot be dumped (core(5)): that takes root",
)


class Traced:
    """The bot's own command under strace, which writes down each call that reaches the disk."""

    def __init__(self, deployed: Deployment) -> None:
        self._deployed = deployed
        self._trace = deployed.bot.folder / "trace"

    async def start(self) -> None:
        deployed = self._deployed
        deployed.bot.cwd.mkdir()
        self._process = await asyncio.create_subprocess_exec(
            "strace", "-f", "--seccomp-bpf", "-y", "-e", "trace=fsync,fdatasync", "-o", self._trace,
            sys.executable, "-m", "bot", "run",
            env=deployed.bot.environment | {"PATH": os.defpath}, cwd=deployed.bot.cwd,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        world = deployed.stage.world
        await world.until(lambda: any(call.method == "deleteWebhook" for call in world.calls), timeout=60)

    async def stop(self) -> None:
        os.kill(child_of(self._process.pid), signal.SIGTERM)
        await self._process.wait()

    def syncs(self) -> int:
        """How often the database or its log has reached the disk."""
        return len(SYNC.findall(self._trace.read_text("utf-8", "replace")))


def child_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii"))


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
