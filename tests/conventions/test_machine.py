"""Does only one place ask the machine for time, chance, sleep, threads and processes? All others are told."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.cases import cases
from tests.conventions.code import ROOT, modules, nodes, nodes_of

MACHINE, SIGNALS, DEMO = "bot/machine.py", "bot/cli/process.py", "bot/cli/demo_bot.py"
MAY = {
    "time": {MACHINE},
    "datetime.now": set(),
    "datetime.utcnow": set(),
    "datetime.today": set(),
    "date.today": set(),
    "loop.time": set(),
    "asyncio.sleep": {MACHINE},
    "apscheduler": {"bot/jobs/triggers.py"},
    "random": set(),
    "secrets": {DEMO},
    "uuid": set(),
    "threading": {SIGNALS, "bot/config/logs.py", "storage/sqlite_scrub.py"},  # the latter tells of bugs in threads
    "asyncio.to_thread": {MACHINE},
    "loop.run_in_executor": set(),
    "aiosqlite": {"storage/sqlite_writer.py"},
    "concurrent": set(),
    "multiprocessing": set(),
    "subprocess": set(),
    "asyncio.create_subprocess_exec": set(),
    "asyncio.create_subprocess_shell": set(),
    "gc": {MACHINE},
    "socket": {"bot/channels/telegram/http_connections.py"},
    "os": {MACHINE, "bot/cli/main.py", "storage/files.py"},
}
"""What asks the machine, and which files may. `asyncio.timeout` and `call_later` are the loop's, and go by its time."""
MEMBERS = {name.rpartition(".")[2] for name in MAY}


def asked(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Modules by their first name, members as `module.member`, what is asked of a loop as `loop.…`."""
    for node in nodes:
        match node:
            case ast.Import(names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (module.partition(".")[0], *(f"{module}.{alias.name}" for alias in names))
            case ast.Attribute(value, attr) if attr in MEMBERS:
                owner = ast.unparse(value).rpartition(".")[2]
                yield f"loop.{attr}" if "loop" in owner else f"{owner}.{attr}"


@cases(
    ("source", "name"),
    [
        ("import time", "time"),
        ("from time import monotonic", "time"),
        ("import os.path", "os"),
        ("import asyncio as a\nfrom asyncio import sleep", "asyncio.sleep"),
        ("await asyncio.sleep(1)", "asyncio.sleep"),
        ("async def wait(sleep=asyncio.sleep): ...", "asyncio.sleep"),
        ("asyncio.get_running_loop().time()", "loop.time"),
        ("real = self._loop.time", "loop.time"),
        ("loop.run_in_executor(None, work)", "loop.run_in_executor"),
        ("datetime.datetime.now(UTC)", "datetime.now"),
        ("from datetime import date\ndate.today()", "date.today"),
        ("from aiosqlite import Connection", "aiosqlite"),
        ("from concurrent.futures import ThreadPoolExecutor", "concurrent"),
    ],
)
def test_whoever_asks_the_machine_is_found(source: str, name: str) -> None:
    assert name in MAY
    assert name in set(asked(nodes(source)))


def test_the_machine_is_asked_in_one_place_only() -> None:
    found = {name: set[str]() for name in MAY}
    for path in modules("bot", "handlers", "storage"):
        for name in MAY.keys() & set(asked(nodes_of(path))):
            found[name].add(str(path.relative_to(ROOT)))
    assert found == MAY
