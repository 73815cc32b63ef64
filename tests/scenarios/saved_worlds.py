"""Beginnings that are played once by the real bot, saved, and copied under the bots of later scenarios.

What is saved: every row that the conversation left in the bot's files when that bot had stopped, and all that the
simulated Telegram knew. What a bot knows by itself is as after a start (docs/decisions/saved-worlds.md).
"""

from __future__ import annotations

import asyncio
import io
import pickle
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.time import Moment
from simulator.schema.keyboards import InlineKeyboard, RemoveKeyboard, ReplyKeyboard
from simulator.state.calls import Call
from simulator.state.message import Version
from simulator.state.people import Bot
from simulator.world import World
from tests.databases import ON_POSTGRES
from tests.leaping_loop import LeapingLoop
from tests.people import EVERYBODY

if TYPE_CHECKING:
    from tests.scenarios.stage import Guest, Stage

Play = Callable[["Stage", "Guest"], Awaitable[object]]
Row = tuple[Any, ...]
Rows = dict[str, Counter[Row]]
FILES = ("momu.db", "keys.db")
OF_THE_PROCESS = frozenset({"sweeps", "leader"})
"""Tables in which every bot notes what it does by itself from its start on."""
OTHERWISE = {"staff_chat_id", "webhook_url", "master_key"}
"""With these settings there may be no card, somebody else brings the updates, or the secrets are others."""
SETTLING_SECONDS = 0.15
"""Of the loop's time; a bot that has started, or has answered, does nothing more after that."""
SHARED = (Version, InlineKeyboard, ReplyKeyboard, RemoveKeyboard, Call)
"""Nobody changes these: the copies refer to the same ones."""
OF_CHATS = frozenset({"feed", "bot", "ids", "user", "_create_group", "_founder", "owner"})
"""What a chat refers to, but does not own."""


in_use = True


@dataclass(frozen=True)
class Beginning:
    """How a stage was opened."""

    start: Moment
    options: dict[str, Any]


class NotAsSaved(Exception):
    """The files are not as those were in which the conversation began."""


@dataclass(frozen=True)
class SavedWorld:
    """`gone` and `come` are the rows of each file and table that the conversation changed, `found` how many rows each
    of these tables had before it."""

    end_ms: int
    gone: dict[str, Rows]
    come: dict[str, Rows]
    found: dict[str, Counter[str]]
    world: bytes
    shared: list[object]


_saved: dict[object, SavedWorld] = {}
_uses: Counter[str] = Counter()


async def begin_at(stage: Stage, place: str, guest: Guest, play: Play) -> bool:
    """Puts the stage where `play` would lead. False if it is no fresh one, so that this must be played."""
    beginning = stage.beginning
    if beginning is None or not _is_fresh(stage, guest):
        return False
    key = (place, guest.who, guest.user.id, repr(beginning))
    if key not in _saved:
        _saved[key] = _play_elsewhere(stage, beginning, guest, play)
    saved, clock = _saved[key], stage.world.clock
    if clock.now_ms() > saved.end_ms:
        return False
    await asyncio.sleep((saved.end_ms - clock.now_ms()) / 1000)
    if not _is_fresh(stage, guest):
        return False
    try:
        for name, connection in _connections(stage).items():
            _put_rows(connection, saved, name)
    except NotAsSaved:
        return False
    _put_world(stage.world, saved)
    _uses[place] += 1
    return True


def uses() -> int:
    """How many conversations have begun from saved worlds in this process."""
    return _uses.total()


def _is_fresh(stage: Stage, guest: Guest) -> bool:
    """Whether nothing has happened here yet but the start of the bot."""
    world, user, who = stage.world, guest.user, guest.who
    return (
        not ON_POSTGRES
        and stage.beginning is not None
        and stage.http is None
        and stage.is_running
        and stage.options == stage.beginning.options
        and not stage.options.keys() & OTHERWISE
        and who in EVERYBODY
        and (user.first_name, user.language_code, user.phone) == (who.first_name, who.language, who.phone)
        and not (user.last_name or user.username or user.deactivated or user.is_bot)
        and not any(chat.history for chat in world.chats.values())
        and not (world.updates.pending or world.queries or world.faults.are_coming or world.limits)
        and world.updates.copies == 1
        and _as_made(stage)
    )


def _as_made(stage: Stage) -> bool:
    """Whether the group and its colleagues are as every stage makes them."""
    group = stage.group
    colleagues = ((one.first_name, one.username, one.offline) for one in (stage.madina, stage.timur))
    return (
        list(group.members) == [stage.madina.id, stage.timur.id, stage.world.bot.id]
        and [one.status for one in group.members.values()] == ["creator", "member", "member"]
        and (group.type, group.forum, group.takes_ephemeral, group.hides_members) == ("supergroup", False, True, False)
        and list(colleagues) == [("Мадина", None, False), ("Тимур", None, False)]
    )


def _play_elsewhere(stage: Stage, beginning: Beginning, guest: Guest, play: Play) -> SavedWorld:
    """Plays on a stage of its own, on a loop of its own: here no time passes."""

    async def play_there() -> SavedWorld:
        with tempfile.TemporaryDirectory(dir=stage.folder.parent) as folder:
            return await _play(Path(folder), stage, beginning, guest, play)

    def work() -> SavedWorld:
        with asyncio.Runner(loop_factory=LeapingLoop) as runner:
            return runner.run(play_there())

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


async def _play(folder: Path, like: Stage, beginning: Beginning, guest: Guest, play: Play) -> SavedWorld:
    from tests.scenarios.stage import open_stage

    async with open_stage(folder, start=beginning.start, **beginning.options) as stage:
        stage.beginning = None
        there = stage.guest(guest.who, guest.user.id)
        assert (stage.madina.id, stage.group.id) == (like.madina.id, like.group.id)
        await asyncio.sleep(SETTLING_SECONDS)
        before = {name: _rows(folder / name) for name in FILES}
        calls = len(stage.world.calls)
        await play(stage, there)
        await stage.world.until(stage.is_outbox_empty)
        await asyncio.sleep(SETTLING_SECONDS)
        await stage.stop()
        after = {name: _rows(folder / name) for name in FILES}
        gone = {name: _less(before[name], after[name]) for name in FILES}
        come = {name: _less(after[name], before[name]) for name in FILES}
        found = {
            name: Counter({table: before[name][table].total() for table in {*gone[name], *come[name]}})
            for name in FILES
        }
        world, shared = _pack(stage.world, calls)
        return SavedWorld(stage.world.clock.now_ms(), gone, come, found, world, shared)


def _rows(file: Path) -> Rows:
    """Every row of every table."""
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [table for table in tables if table not in OF_THE_PROCESS]
        return {table: Counter(connection.execute(f"SELECT * FROM {table}")) for table in kept}


def _less(rows: Rows, others: Rows) -> Rows:
    """The rows that are not among the others."""
    left = {table: found - others[table] for table, found in rows.items()}
    return {table: found for table, found in left.items() if found}


def _connections(stage: Stage) -> dict[str, sqlite3.Connection]:
    """Those with which the bot writes: they have read the schema, which takes longer than to put the rows."""
    assert stage.app
    store: Any = stage.app._store
    return {name: engine._writer.idle for name, engine in zip(FILES, (store.engine, store.keys), strict=True)}


def _put_rows(connection: sqlite3.Connection, saved: SavedWorld, name: str) -> None:
    """All or none. Raises NotAsSaved."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for table, number in saved.found[name].items():
            if connection.execute(f"SELECT count(*) FROM {table}").fetchone() != (number,):
                raise NotAsSaved(table)
        for table, row in _each(saved.gone[name]):
            columns = [about[1] for about in connection.execute(f"PRAGMA table_info({table})")]
            where = " AND ".join(f"{column} IS ?" for column in columns)
            if connection.execute(f"DELETE FROM {table} WHERE {where}", row).rowcount != 1:
                raise NotAsSaved(table)
        for table, row in _each(saved.come[name]):
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def _each(rows: Rows) -> Iterator[tuple[str, Row]]:
    return ((table, row) for table, found in rows.items() for row in found.elements())


def _pack(world: World, calls: int) -> tuple[bytes, list[object]]:
    """All that Telegram knows after a conversation; its calls without the first ones, which every start makes."""
    shared: list[object] = []
    chats = {number: {k: v for k, v in vars(chat).items() if k not in OF_CHATS} for number, chat in world.chats.items()}
    known = {
        "chats": chats,
        "ids": {number: chat.ids.last for number, chat in world.chats.items()},
        "queries": world.queries,
        "files": world.files,
        "ephemeral": world.ephemeral,
        "recent": list(world.updates.recent),
        "next_id": world.updates.next_id,
        "met": world.feed.met_user_ids,
        "calls": world.calls[calls:],
        "chance": world.chance.getstate(),
        "taken_ids": world._taken_ids,
    }
    packed = io.BytesIO()
    _Pickler(packed, world, shared).dump(known)
    return packed.getvalue(), shared


def _put_world(world: World, saved: SavedWorld) -> None:
    known = _Unpickler(io.BytesIO(saved.world), world, saved.shared).load()
    for number, state in known["chats"].items():
        vars(world.chats[number]).update(state)
        world.chats[number].ids.last = known["ids"][number]
    world.queries.update(known["queries"])
    world.files.update(known["files"])
    world.ephemeral.extend(known["ephemeral"])
    world.updates.recent.extend(known["recent"])
    world.updates.next_id = known["next_id"]
    world.feed.met_user_ids |= known["met"]
    for call in known["calls"]:
        world.calls.append(call)
    world.chance.setstate(known["chance"])
    world._taken_ids |= known["taken_ids"]
    world.feed.emit("message_sent")


class _Pickler(pickle.Pickler):
    """Names whatever every stage has."""

    def __init__(self, file: io.BytesIO, world: World, shared: list[object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._names = {id(user): ("user", number) for number, user in world.users.items()}
        self._names |= {id(chat): ("chat", number) for number, chat in world.chats.items()}
        self._shared = shared

    def persistent_id(self, one: Any) -> tuple[str, int] | None:
        if isinstance(one, SHARED):
            self._shared.append(one)
            return "shared", len(self._shared) - 1
        return ("bot", 0) if isinstance(one, Bot) else self._names.get(id(one))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, world: World, shared: list[object]) -> None:
        super().__init__(file)
        self._world = world
        self._shared = shared

    def persistent_load(self, name: Any) -> object:
        kind, number = name
        if kind == "shared":
            return self._shared[number]
        if kind == "user":
            return self._world.users[number]
        return self._world.chats[number] if kind == "chat" else self._world.bot
