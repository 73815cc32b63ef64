"""Copies the rows of one database into another, and compares them.

A copy that was broken off goes on where it was: rows are copied in the order of their primary key. Nobody may write to
either database meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from itertools import count

from storage.engine import Engine
from storage.sqlite_tables import Table
from storage.statements import Row, Statement

BATCH = 500
"""Rows of one transaction."""


class RowsDiffer(Exception):
    """A row of one database is not in the other one, or is another there."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


async def count_rows(engine: Engine, table: Table) -> int:
    [[number]] = await engine.read(f"SELECT count(*) FROM {table.name}")
    return int(number)


async def copy_rows(table: Table, source: Engine, target: Engine) -> None:
    """Copy what is not there yet. Raises StorageUnavailable; then the copy can go on later."""
    if not table.key:
        await _copy_at_once(table, source, target)
        return
    insert = _insert(table)
    async for rows in _batches(source, table, await _last_key(target, table)):
        await target.write([Statement(insert, row) for row in rows])


async def compare_rows(table: Table, source: Engine, target: Engine) -> None:
    """Compare each row of the two databases. Raises RowsDiffer."""
    if await count_rows(source, table) != await count_rows(target, table):
        raise RowsDiffer(table.name)
    if not table.key:
        if Counter(await _all(source, table)) != Counter(await _all(target, table)):
            raise RowsDiffer(table.name)
        return
    theirs = _batches(target, table, None)
    async for rows in _batches(source, table, None):
        if rows != await anext(theirs, None):
            raise RowsDiffer(table.name)


async def _copy_at_once(table: Table, source: Engine, target: Engine) -> None:
    """Rows without a key could be copied twice, unless all of them are copied anew, together."""
    rows = await _all(source, table)
    places = ", ".join(f"${number}" for number, _ in enumerate(table.columns, 1))
    insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"
    await target.write([Statement(f"DELETE FROM {table.name}"), *(Statement(insert, row) for row in rows)])


async def _all(engine: Engine, table: Table) -> list[Row]:
    return await engine.read(f"SELECT {', '.join(table.columns)} FROM {table.name}")


async def _last_key(engine: Engine, table: Table) -> Row | None:
    """The greatest key that is there; None if the table is empty."""
    last = ", ".join(f"{column} DESC" for column in table.key)
    rows = await engine.read(f"SELECT {', '.join(table.key)} FROM {table.name} ORDER BY {last} LIMIT 1")
    return rows[0] if rows else None


async def _batches(engine: Engine, table: Table, start: Row | None) -> AsyncIterator[list[Row]]:
    """The rows in the order of their key, from `start` on, which is among them."""
    numbers = count(1)
    key, limit = ", ".join(table.key), f"LIMIT {BATCH}"
    places = ", ".join(f"${next(numbers)}" for _ in table.key)
    chosen = f"SELECT {', '.join(table.columns)} FROM {table.name}"
    where = [table.columns.index(column) for column in table.key]
    first = (
        await engine.read(f"{chosen} ORDER BY {key} {limit}")
        if start is None
        else await engine.read(f"{chosen} WHERE ({key}) >= ({places}) ORDER BY {key} {limit}", *start)
    )
    rows = first
    while rows:
        yield rows
        after = [rows[-1][place] for place in where]
        rows = await engine.read(f"{chosen} WHERE ({key}) > ({places}) ORDER BY {key} {limit}", *after)


def _insert(table: Table) -> str:
    """Inserts a row. One that is there with the same key is left alone, or changed where it differs: a migration writes
    the first row of some tables."""
    columns, places = ", ".join(table.columns), ", ".join(f"${number}" for number, _ in enumerate(table.columns, 1))
    insert = f"INSERT INTO {table.name} ({columns}) VALUES ({places}) ON CONFLICT ({', '.join(table.key)})"
    others = [column for column in table.columns if column not in table.key]
    if not others:
        return f"{insert} DO NOTHING"
    ours = ", ".join(f"{table.name}.{column}" for column in others)
    theirs = ", ".join(f"excluded.{column}" for column in others)
    changes = ", ".join(f"{column} = excluded.{column}" for column in others)
    return f"{insert} DO UPDATE SET {changes} WHERE ({ours}) IS DISTINCT FROM ({theirs})"
