"""Does the erasure plan know every table there is?"""

from pathlib import Path

from bot.domain import erasure
from storage.migrate import migrate
from storage.sqlite import SqliteEngine


async def test_every_table_is_either_destroyed_or_holds_nothing_of_a_person(tmp_path: Path) -> None:
    engine = await SqliteEngine.open(tmp_path / "momu.db")
    await migrate(engine, "main")
    tables = {row[0] for row in await engine.read("SELECT name FROM sqlite_master WHERE type = 'table'")}
    await engine.close()
    assert tables == {*erasure.TABLES, *erasure.REMAINING}
    assert not set(erasure.TABLES) & set(erasure.REMAINING)
