"""The tables of a SQLite database, as far as a copy into another database must know them."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from bot.domain.frozen import frozen
from storage.engine import Engine

COLUMNS = """
SELECT tables.name, columns.name, columns.pk FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' AND tables.name <> 'schema_versions'
ORDER BY tables.name, columns.cid
"""
NUMBERED = "SELECT name, seq FROM sqlite_sequence"


@frozen
class Table:
    """A table of either database. `key`: the columns of its primary key, in order; empty if it has none."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


async def list_tables(engine: Engine) -> list[Table]:
    """All tables of a migrated SQLite database, by name, except for the one with the versions."""
    rows = await engine.read(COLUMNS)
    return [_table(name, [(column, place) for _, column, place in columns]) for name, columns in _by_name(rows)]


async def list_numbered(engine: Engine) -> dict[str, int]:
    """The tables whose rows the database numbers, and the last number that each has given."""
    return dict(await engine.read(NUMBERED)) if await engine.has_table("sqlite_sequence") else {}


def _by_name(rows: list[tuple[str, str, int]]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    return [(name, list(columns)) for name, columns in groupby(rows, key=itemgetter(0))]


def _table(name: str, columns: list[tuple[str, int]]) -> Table:
    in_key = sorted((place, column) for column, place in columns if place)
    return Table(name, tuple(column for column, _ in columns), tuple(column for _, column in in_key))
