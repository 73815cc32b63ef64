"""Counts what the bot spends: statements, commits, tasks and calls, each by its kind."""

from __future__ import annotations

import asyncio
import gc
import re
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.world import World
from storage.store import Store

ROOT = Path(__file__).parents[1]
OURS = tuple(f"{ROOT / folder}/" for folder in ("bot", "handlers", "storage"))
CHANGE = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) \w+")
READ = re.compile(r"\bFROM (\w+)")
VISITOR = "AS here LEFT JOIN persons"
"""The one query for everything that is known of the person who writes (storage/visitors.py)."""
TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE")


@dataclass
class Costs:
    """How often each thing was done, by its kind: a table that was read or changed, a method that was called."""

    reads: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    commits: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    statements: set[tuple[str, str]] | None = None
    """Queries and changes with their values, each behind the name of its database; if they are wanted."""

    def by_name(self) -> dict[str, Counter[str]]:
        """What is written in docs/performance.md, row by row."""
        return {
            "queries": self.reads,
            "changes": self.changes,
            "commits": self.commits,
            "tasks": self.tasks,
            "calls": self.calls,
        }

    def note(self, sql: str, database: str) -> None:
        """SQLite tells each statement as it begins; of a trigger only a comment."""
        if sql.startswith("COMMIT"):
            self.commits[database] += 1
        elif found := CHANGE.match(sql):
            self.changes[found[0]] += 1
            self._keep(database, sql)
        elif sql.startswith("SELECT"):
            self._keep(database, sql)
            found = READ.search(sql)
            self.reads["visitor" if VISITOR in sql else found[1] if found else sql] += 1
        else:
            assert sql.startswith(("--", *TRANSACTION)), sql

    def _keep(self, database: str, sql: str) -> None:
        if self.statements is not None:
            self.statements.add((database, sql))


@asynccontextmanager
async def counted(store: Store, world: World, *, keep_statements: bool = False) -> AsyncIterator[Costs]:
    """What is spent inside the block. The bot runs in this thread and in this loop."""
    costs, loop, before = Costs(), asyncio.get_running_loop(), len(world.calls)
    costs.statements = set() if keep_statements else None
    connections = [
        (connection, name)
        for engine, name in ((store.engine, "database"), (store.keys, "keystore"))
        for connection in (engine._reader, engine._writer._connection)  # type: ignore[attr-defined]
    ]
    for connection, name in connections:
        connection.set_trace_callback(lambda sql, name=name: costs.note(sql, name))

    def make_task(loop: asyncio.AbstractEventLoop, what: Any, **context: Any) -> asyncio.Task[Any]:
        if what.cr_code.co_filename.startswith(OURS):
            costs.tasks[what.__qualname__] += 1
        return asyncio.Task(what, loop=loop, **context)

    loop.set_task_factory(make_task)
    tracemalloc.start()
    try:
        yield costs
        gc.collect()
        costs.kept.update(_kept())
    finally:
        tracemalloc.stop()
        loop.set_task_factory(None)
        for connection, _ in connections:
            connection.set_trace_callback(None)
        costs.calls.update(call.method for call in world.calls[before:] if call.method != "getUpdates")


def _kept() -> Counter[str]:
    """Blocks of memory that were allocated since `tracemalloc` began, and stay; by the folder of our code."""
    ours = [tracemalloc.Filter(True, f"{folder}*") for folder in OURS]
    found = tracemalloc.take_snapshot().filter_traces(ours).statistics("filename")
    kept: Counter[str] = Counter()
    for one in found:
        kept[str(Path(one.traceback[0].filename).relative_to(ROOT).parent)] += one.count
    return kept
