"""Brings a database from any older version to this one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from storage.engine import Dialect, Engine
from storage.statements import SchemaTooNew

Which = Literal["main", "keys", "log"]
VERSIONS: dict[Which, str] = {"main": "schema_versions", "keys": "schema_versions", "log": "log_versions"}
"""The table of what was applied: the log of erasures may stand in the database of the keys."""
CREATE = "CREATE TABLE IF NOT EXISTS {versions} (version BIGINT PRIMARY KEY, name TEXT NOT NULL)"


async def migrate(engine: Engine, which: Which) -> list[str]:
    """Apply what is missing, each migration together with its record in one transaction; return the names applied.

    Raises SchemaTooNew if the database knows a version that this code does not.
    """
    async with engine.migrating():
        versions = VERSIONS[which]
        await engine.run_script(CREATE.format(versions=versions))
        missing = await pending(engine, which)
        for name, script in missing:
            await engine.run_script(script, f"INSERT INTO {versions} VALUES ({int(name[:4])}, '{name}')")
    return [name for name, _ in missing]


async def pending(engine: Engine, which: Which) -> list[tuple[str, str]]:
    """Migrations still to be applied, the oldest first: (name, script). Raises SchemaTooNew."""
    versions = VERSIONS[which]
    begun = await engine.has_table(versions)
    applied = {row[0] for row in await engine.read(f"SELECT version FROM {versions}")} if begun else set()
    known = _shipped(which, engine.dialect)
    if applied - known.keys():
        raise SchemaTooNew
    return [read_migration(known[version]) for version in sorted(known.keys() - applied)]


@cache
def _shipped(which: Which, dialect: Dialect) -> dict[int, Traversable]:
    """Those of this code; their folder is read once in a process."""
    return numbered(files("storage") / "migrations" / which, dialect)


def numbered(folder: Traversable, dialect: Dialect) -> dict[int, Traversable]:
    """The script of each migration, by number: `0001_first.sql`, or `0002_ledger.pg.sql` where the databases differ.

    Raises ValueError if two have the same.
    """
    scripts = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    found: dict[int, Traversable] = {}
    for script in scripts:
        if Path(script.name.removesuffix(".sql")).suffix not in ("", f".{dialect}"):
            continue
        number = int(script.name[:4])
        if number in found:
            raise ValueError(f"two migrations have the number {number}: {found[number].name} and {script.name}")
        found[number] = script
    return found


def read_migration(script: Traversable) -> tuple[str, str]:
    """Its name, which is the same for every database, and its statements."""
    return script.name.split(".")[0], script.read_text("utf-8")
