"""Finds what a deleted or moved database left behind, so that the bot does not silently begin a new one."""

from __future__ import annotations

from pathlib import Path

from storage.head_file import HeadFile
from storage.sqlite import OpenEngine
from storage.statements import KeystoreUnusable, StorageDamaged, StorageUnavailable
from storage.tombstone_file import TombstoneFile

PAGE_SIZE = 4096  # bytes; SQLite's default


async def what_is_left(keystore: Path, heads: Path, tombstones: Path, open_engine: OpenEngine) -> str:
    """The name of a file that shows that there was a database; empty if nothing was ever stored here."""
    return await find_keys(keystore, open_engine) or await find_record(heads, tombstones)


async def find_keys(keystore: Path, open_engine: OpenEngine) -> str:
    """The name of the keystore, if it holds keys."""
    is_there = keystore.exists()  # noqa: ASYNC240 (one stat, at the start)
    return keystore.name if is_there and await _has_keys(keystore, open_engine) else ""


async def find_record(heads: Path, tombstones: Path) -> str:
    """The name of the file that tells of a ledger or of erasures, if one does."""
    if await HeadFile(heads).read():
        return heads.name
    return tombstones.name if await TombstoneFile(tombstones).read() else ""


async def is_blank(database: Path, open_engine: OpenEngine) -> bool:
    """Whether the file is missing or holds no table of the bot. Raises StorageUnavailable."""
    size = database.stat().st_size if database.exists() else 0  # noqa: ASYNC240 (as above)
    # One page holds no table; but the tables may still be in the log only.
    return not size or (size <= PAGE_SIZE and not await _has(database, open_engine, "schema_versions"))


async def _has_keys(keystore: Path, open_engine: OpenEngine) -> bool:
    """The pepper alone proves nothing: a first start that was interrupted leaves one."""
    try:
        return await _has(keystore, open_engine, "keys", "SELECT 1 FROM keys LIMIT 1")
    except StorageDamaged:
        raise
    except StorageUnavailable as error:
        raise KeystoreUnusable(str(error)) from None


async def _has(file: Path, open_engine: OpenEngine, table: str, rows: str = "SELECT 1") -> bool:
    engine = await open_engine(file)
    try:
        return await engine.has_table(table) and bool(await engine.read(rows))
    finally:
        await engine.close()
