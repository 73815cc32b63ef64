"""Can a database be read beside the process that writes it, and not be changed?"""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.read_only import open_read_only
from storage.sqlite import SqliteEngine
from storage.statements import Statement, StorageUnavailable


async def test_what_another_writes_is_read_and_copied_and_cannot_be_changed(tmp_path: Path) -> None:
    writer = await SqliteEngine.open(tmp_path / "it.db")
    await writer.run_script("CREATE TABLE t (a INTEGER)")
    reader = await open_read_only(tmp_path / "it.db")
    await writer.write([Statement("INSERT INTO t VALUES (1)")])
    assert await reader.read("SELECT a FROM t") == [(1,)]
    await reader.copy_to(tmp_path / "copy.db")
    with pytest.raises(StorageUnavailable):
        await reader.write([Statement("INSERT INTO t VALUES (2)")])
    await writer.write([Statement("INSERT INTO t VALUES (3)")])
    await reader.close()
    assert await writer.read("SELECT a FROM t") == [(1,), (3,)]
    assert await writer.checkpoint()
    await writer.close()
    copy = await open_read_only(tmp_path / "copy.db")
    assert await copy.read("SELECT a FROM t") == [(1,)]
    await copy.close()


async def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        await open_read_only(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
