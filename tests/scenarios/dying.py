"""How does a real bot die (-9) at the chosen step of an erasure, without a word about it in the bot?

A process of the tests runs the bot's own command, with whatever writes to a disk or calls Telegram counted from the
moment on at which the wish is about to be stored.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from aiogram.methods import SetMyCommands

from bot.channels.telegram.gateway import Gateway
from storage.sqlite import SqliteEngine
from storage.tombstones import TombstoneFile
from tests.scenarios.processes import _forks, run_bot

Async = Callable[..., Awaitable[Any]]


def begin_to_die(
    step: int | None, report: Path, environment: Mapping[str, str], folder: str, out: str, err: str
) -> Any:
    """A process whose bot is killed before that step; without a step it only writes its steps down."""
    arguments = (step, str(report), dict(environment), folder, out, err)
    process = _forks.Process(target=_run, args=arguments, daemon=True)
    process.start()
    return process


def _run(step: int | None, report: str, environment: dict[str, str], folder: str, out: str, err: str) -> None:
    steps = _Steps(step, Path(report))
    for name in ("write", "scrub", "checkpoint"):
        _count(SqliteEngine, name, steps)
    _count(Gateway, "call", steps)
    lay = TombstoneFile.add

    def add(self: TombstoneFile, *tombstones: Any) -> None:
        steps.reach("tombstone")
        lay(self, *tombstones)

    TombstoneFile.add = add  # type: ignore[method-assign]
    run_bot(environment, folder, out, err)


class _Steps:
    def __init__(self, deadly: int | None, report: Path) -> None:
        self._deadly = deadly
        self._report = report
        self._reached: list[str] = []
        self._begun = False

    def begin(self) -> None:
        self._begun = True

    def reach(self, name: str) -> None:
        if not self._begun:
            return
        self._reached.append(name)
        self._report.write_text("\n".join(self._reached))
        if self._deadly == len(self._reached) - 1:
            os.kill(os.getpid(), signal.SIGKILL)


def _count(owner: type, name: str, steps: _Steps) -> None:
    original: Async = getattr(owner, name)

    @wraps(original)
    async def counted(self: Any, *given: Any) -> Any:
        if name == "write" and any("INSERT INTO keys" in one.sql for one in given[0]):
            steps.begin()
        if given and isinstance(given[0], SetMyCommands):
            return await original(self, *given)  # the menu is published beside everything else
        steps.reach(_name(self, name, given))
        return await original(self, *given)

    setattr(owner, name, counted)


def _name(owner: Any, name: str, given: tuple[Any, ...]) -> str:
    if name == "call":
        return type(given[0]).__name__
    statements = " ".join(one.sql for one in (given[0] if name == "write" else given))
    changed = next((word for word in SQL if word in statements), "")
    return f"{name} {owner._path.name} {changed}".strip()


SQL = (
    "INSERT INTO keys", "UPDATE keys", "INSERT INTO erasures", "DELETE FROM persons", "UPDATE erasure_messages",
    "SET person = NULL, details", "SET person = NULL", "SET cleared_at", "DELETE FROM outbox",
)  # fmt: skip
