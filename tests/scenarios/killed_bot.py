"""Kills a real bot (-9) at a chosen step of an erasure, although the bot itself knows nothing of such steps.

A process of the tests runs the bot's own command. It counts writes to the disk and calls of Telegram, once the test has
armed it, from the moment at which the request for erasure is about to be stored.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from bot.channels.telegram.calls import as_call
from bot.channels.telegram.gateway import Gateway
from storage.sqlite import SqliteEngine
from storage.tombstone_file import TombstoneFile
from tests.databases import ON_POSTGRES
from tests.scenarios.processes import Running, forks, run_command

PRESENTING = (
    "setMyCommands", "getMyName", "setMyName", "getMyDescription", "setMyDescription", "getMyShortDescription",
    "setMyShortDescription",
)  # fmt: skip
Async = Callable[..., Awaitable[Any]]


def start_bot_to_kill(
    step: int | str, report: Path, environment: Mapping[str, str], folder: str, out: str, err: str
) -> Any:
    """Starts a bot that is killed just before `step`: a number counted from 0, or the name of a step.

    `report` is the file that receives the names of the steps, one a line. Steps are counted once `arm` has made it.
    """
    arguments = (step, str(report), dict(environment), folder, out, err)
    process = forks.Process(target=_run, args=arguments, daemon=True)
    process.start()
    return process


def arm(report: Path) -> None:
    """From now on the next key that is made is that of the erasure."""
    report.touch()


def start_bot_with_trap(trap: Path, environment: Mapping[str, str], folder: Path, out: Path, err: Path) -> Running:
    """Starts a bot that is killed just before it makes the call that the file `trap` names: its method and its chat.

    Of a call that has left nobody outside can say whether the bot knows that it has.
    """
    arguments = (trap, dict(environment), str(folder), str(out), str(err))
    process = forks.Process(target=_run_into_trap, args=arguments, daemon=True)
    process.start()
    return process


def _run_into_trap(trap: Path, environment: dict[str, str], folder: str, out: str, err: str) -> None:
    original: Async = Gateway.call

    async def call(self: Gateway, method: Any, chat_id: int | None = None, *given: Any) -> Any:
        _spring(trap, f"{as_call(method).method} {chat_id}")
        return await original(self, method, chat_id, *given)

    Gateway.call = call  # type: ignore[assignment, method-assign]
    run_command(("run",), environment, folder, out, err)


def _spring(trap: Path, call: str) -> None:
    if trap.exists() and trap.read_text() == call:
        os.kill(os.getpid(), signal.SIGKILL)


def _run(step: int | str, report: str, environment: dict[str, str], folder: str, out: str, err: str) -> None:
    steps = _Steps(step, Path(report))
    for name in ("write", "scrub", "checkpoint"):
        _count(SqliteEngine, name, steps)
        if ON_POSTGRES:
            from storage.postgres.engine import PostgresEngine

            _count(PostgresEngine, name, steps)
    _count(Gateway, "call", steps)
    original = TombstoneFile.add

    async def add(self: TombstoneFile, *tombstones: Any) -> None:
        steps.reach("tombstone")
        await original(self, *tombstones)

    TombstoneFile.add = add  # type: ignore[method-assign]
    run_command(("run",), environment, folder, out, err)


class _Steps:
    def __init__(self, last: int | str, report: Path) -> None:
        self._last = last
        self._report = report
        self._reached: list[str] = []
        self._begun = False

    def begin(self) -> None:
        self._begun = self._report.exists()

    def reach(self, name: str) -> None:
        if not self._begun:
            return
        self._reached.append(name)
        self._report.write_text("\n".join(self._reached))
        if self._last in (len(self._reached) - 1, name):
            os.kill(os.getpid(), signal.SIGKILL)


def _count(owner: type, name: str, steps: _Steps) -> None:
    original: Async = getattr(owner, name)

    @wraps(original)
    async def counted(self: Any, *given: Any) -> Any:
        if name == "write" and any("INSERT INTO keys" in one.sql for one in given[0]):
            steps.begin()
        reached = _name(self, name, given)
        if reached not in PRESENTING:  # published at the same time, so its order varies
            steps.reach(reached)
        return await original(self, *given)

    setattr(owner, name, counted)


def _name(owner: Any, name: str, given: tuple[Any, ...]) -> str:
    if name == "call":
        return as_call(given[0]).method
    statements = " ".join(one.sql for one in (given[0] if name == "write" else given))
    changed = next((word for word in SQL if word in statements), "")
    file = owner._path.name if isinstance(owner, SqliteEngine) else "momu.db"
    return f"{name} {file} {changed}".strip()


SQL = (
    "INSERT INTO keys", "UPDATE keys", "INSERT INTO erasures", "DELETE FROM persons", "UPDATE erasure_messages",
    "SET person = NULL, details", "SET person = NULL", "SET cleared_at", "DELETE FROM outbox",
)  # fmt: skip
