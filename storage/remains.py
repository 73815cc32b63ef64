"""What does a database leave behind that is deleted or moved away, so that nobody begins anew without a word?"""

from __future__ import annotations

from pathlib import Path

from storage.heads import HeadFile
from storage.sqlite import OpenEngine
from storage.statements import KeystoreUnusable, StorageDamaged, StorageUnavailable
from storage.tombstones import TombstoneFile

PAGE = 4096  # bytes; SQLite's, as we leave it


async def what_is_left(keystore: Path, heads: Path, tombstones: Path, open_engine: OpenEngine) -> str:
    """The name of a file that only a database can have left; empty if nothing was ever stored here."""
    if keystore.exists() and await _has_keys(keystore, open_engine):  # noqa: ASYNC240 (one stat, at the start)
        return keystore.name
    if HeadFile(heads).read():
        return heads.name
    return tombstones.name if TombstoneFile(tombstones).read() else ""


async def is_blank(database: Path, open_engine: OpenEngine) -> bool:
    """Whether nothing of ours was ever written into it. Raises StorageUnavailable."""
    size = database.stat().st_size if database.exists() else 0  # noqa: ASYNC240 (as above)
    # One page holds no table; but what was written last may stand in the log only.
    return not size or (size <= PAGE and not await _has(database, open_engine, "schema_versions"))


async def _has_keys(keystore: Path, open_engine: OpenEngine) -> bool:
    """A pepper alone says nothing: a first start that was interrupted leaves one."""
    try:
        return await _has(keystore, open_engine, "keys", "SELECT 1 FROM keys LIMIT 1")
    except StorageDamaged:
        raise
    except StorageUnavailable as error:
        raise KeystoreUnusable(str(error)) from None


async def _has(file: Path, open_engine: OpenEngine, table: str, rows: str = "SELECT 1") -> bool:
    engine = await open_engine(file)
    try:
        begun = await engine.read("SELECT 1 FROM sqlite_master WHERE name = $1", table)
        return bool(begun and await engine.read(rows))
    finally:
        await engine.close()
