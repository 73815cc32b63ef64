"""Moves an installation in files to a PostgreSQL server.

From the first copied row on, a mark beside the old database keeps everything from opening it. A move that was broken
off goes on where it was. It is done when each row is the same in both, and the new installation opens, with its ledger
whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

from bot.domain.frozen import frozen
from bot.jobs.replay_tombstones import replay_tombstones
from bot.machine import Clock, Entropy, system_thread
from bot.operator.progress import Begin
from bot.operator.verify import verify
from bot.refusal import Refusal
from storage import ledger
from storage.copy_rows import RowsDiffer, compare_rows, copy_rows, count_rows
from storage.engine import Engine
from storage.migrate import Which, migrate
from storage.move_mark import Move
from storage.places import Places
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.sqlite import SqliteEngine
from storage.sqlite_tables import list_numbered, list_tables
from storage.statements import Statement
from storage.store import Store, open_store
from storage.tombstones import adopt

FIRST_ROWS = ("ledger_head", "erasures_without_rows", "leader")
"""The tables in which a new database has a row."""
GO_ON = "SELECT setval(pg_get_serial_sequence($1, 'id'), $2)"


class MoveRefused(Refusal):
    """The text says why, in one line."""


@frozen
class _Pair:
    which: Which
    source: Engine
    target: Engine


async def move(places: Places, target: ServerPlaces, key: bytes, clock: Clock, entropy: Entropy, begin: Begin) -> int:
    """Return how many rows were copied and compared. Raises MoveRefused, LedgerBroken and what `open_store` raises."""
    moving = Move(str(target.database))
    async with AsyncExitStack() as opened:
        source = await open_store(replace(places, moving_to=moving.to), key, entropy)
        opened.push_async_callback(source.close)
        await replay_tombstones(source, clock)
        pairs = await _open_pairs(source, target, opened)
        if places.move_mark.read() is None:
            await _refuse_rows(pairs)
        places.move_mark.write(moving)
        rows = sum([await _copy(pair, begin) for pair in pairs])
        await _copy_record(source, target, pairs[-1].target, opened)
    await _try_out(target, key, entropy, begin)
    places.move_mark.write(replace(moving, is_done=True))
    return rows


async def _open_pairs(source: Store, target: ServerPlaces, opened: AsyncExitStack) -> list[_Pair]:
    """The databases that move. Keys that are in a file stay where they are."""
    main = await target.open_database(opened)
    await migrate(main, "main")
    await main.forbid_changes("ledger")
    pairs = [_Pair("main", source.engine, main)]
    if isinstance(target.keystore, PostgresUrl):
        keys = await target.open_keys(opened, SqliteEngine.open)
        await migrate(keys, "keys")
        pairs.append(_Pair("keys", source.keys, keys))
    return pairs


async def _refuse_rows(pairs: Sequence[_Pair]) -> None:
    for pair in pairs:
        for table in await list_tables(pair.source):
            if table.name not in FIRST_ROWS and await count_rows(pair.target, table):
                raise MoveRefused(f"the table {table.name} has rows there already; give an empty database")


async def _copy(pair: _Pair, begin: Begin) -> int:
    tables = await list_tables(pair.source)
    counts = [await count_rows(pair.source, table) for table in tables]
    name = "database" if pair.which == "main" else "keystore"
    for what, work in (("copying", copy_rows), ("comparing", compare_rows)):
        tick, done = begin(f"{what} the rows of the {name}", sum(counts)), 0
        for table, number in zip(tables, counts, strict=True):
            try:
                await work(table, pair.source, pair.target)
            except RowsDiffer:
                raise MoveRefused(
                    f"the table {table.name} is not the same there: did something else write to it? Empty the new "
                    "database, say migrate-to --cancel and begin anew"
                ) from None
            tick(done := done + number)
    for table_name, last in (await list_numbered(pair.source)).items():
        await pair.target.write([Statement(GO_ON, (table_name, last))])
    return sum(counts)


async def _copy_record(source: Store, target: ServerPlaces, keys: Engine, opened: AsyncExitStack) -> None:
    """Tombstones and heads, as far as they are not there."""
    tombstones, heads = await target.open_record(opened, keys, system_thread)
    await adopt(tombstones, await source.tombstones.read())
    known = await heads.dated()
    for at, head in await source.heads.dated():
        if (at, head) not in known:
            await heads.publish(head, at)


async def _try_out(target: ServerPlaces, key: bytes, entropy: Entropy, begin: Begin) -> None:
    """Open the new installation as the bot will, and walk its ledger."""
    store = await open_store(target, key, entropy)
    try:
        await verify(store, begin("verifying the ledger there", (await ledger.head(store.engine)).seq))
    finally:
        await store.close()
