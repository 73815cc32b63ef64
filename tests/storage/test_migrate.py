"""Does a database of any age become today's, and is what is not ours refused?"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot.domain.facts import Fact
from bot.domain.funnel import Stage
from bot.domain.time import Moment
from storage import daily_counts, outbox
from storage.migrate import CREATE, Which, migrate, numbered, pending, read_migration
from storage.sqlite import SqliteEngine
from storage.statements import SchemaTooNew
from tests.cases import cases
from tests.same_thread import Writer

SCRIPTS = {
    which: [
        (number, read_migration(script))
        for number, script in sorted(numbered(files("storage") / "migrations" / which, "sqlite").items())
    ]
    for which in ("main", "keys")
}


async def schema(engine: SqliteEngine) -> dict[str, Any]:
    """Columns of every table, and every index."""
    named = await engine.read("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY name")
    tables = {name: await engine.read(f"PRAGMA table_info({name})") for kind, name in named if kind == "table"}
    shaped = {name: sorted(tuple(column[1:]) for column in columns) for name, columns in tables.items()}
    return {**shaped, "indexes": [name for kind, name in named if kind == "index"]}


async def opened(path: Path, which: Which, age: int) -> SqliteEngine:
    """A database as it was after the first `age` migrations."""
    engine = await SqliteEngine.open(path)
    await engine.run_script(CREATE.format(versions="schema_versions"))
    for number, (name, script) in SCRIPTS[which][:age]:
        await engine.run_script(script, f"INSERT INTO schema_versions VALUES ({number}, '{name}')")
    return engine


@cases("which", ["main", "keys"])
async def test_every_age_ends_in_the_same_schema(which: Which) -> None:
    new, (growing, disk) = in_memory()[0], in_memory()
    await migrate(new, which)
    await growing.run_script(CREATE.format(versions="schema_versions"))
    for age, (number, (name, script)) in enumerate(SCRIPTS[which]):
        old, _ = in_memory(disk.serialize())
        assert len(await migrate(old, which)) == len(SCRIPTS[which]) - age
        assert await schema(old) == await schema(new), f"from age {age}"
        assert await migrate(old, which) == []
        assert await pending(old, which) == []
        await old.close()
        await growing.run_script(script, f"INSERT INTO schema_versions VALUES ({number}, '{name}')")
    for engine in (new, growing):
        await engine.close()


def in_memory(content: bytes = b"") -> tuple[SqliteEngine, sqlite3.Connection]:
    """A database without a file, and its connection."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if content:
        connection.deserialize(content)
    return SqliteEngine(Path(":memory:"), Writer(connection), connection), connection


async def test_what_was_stored_by_the_first_version_is_still_there(tmp_path: Path) -> None:
    engine = await opened(tmp_path / "old.db", "main", 1)
    await engine.run_script(
        "INSERT INTO erasures (id, reference, reason, stage, requested_at, destroyed_at, done_at) "
        "VALUES (x'01', 'E-AAAAAA', 'wish', 'done', 1, 2, 3)"
    )
    await migrate(engine, "main")
    wanted = [("E-AAAAAA", 0)]  # cleared on the day when it was destroyed: nothing is left to do
    assert await engine.read("SELECT reference, cleared_at FROM erasures") == wanted
    await engine.close()


async def test_old_counts_stay_and_a_person_from_before_counting_is_not_counted_again(tmp_path: Path) -> None:
    before = [number for number, _ in SCRIPTS["main"]].index(11)
    engine = await opened(tmp_path / "old.db", "main", before)
    await engine.run_script(
        "INSERT INTO daily_counts VALUES ('2026-11-01', 'refused', 7);"
        "INSERT INTO persons (person, telegram_id, language, created_at, ledger_subject) "
        "VALUES (x'01', x'02', 'kk', 1, x'03')"
    )
    await migrate(engine, "main")
    await engine.write(daily_counts.reach("2026-11-22", b"\x01", Stage.WON))
    assert await engine.read("SELECT day, event, language, count FROM daily_counts") == [
        ("2026-11-01", "refused", "", 7)
    ]
    await engine.close()


async def test_rows_outlive_the_columns_that_nobody_read(tmp_path: Path) -> None:
    before = [number for number, _ in SCRIPTS["main"]].index(17)
    engine = await opened(tmp_path / "old.db", "main", before)
    await engine.run_script(
        "INSERT INTO disclosures (id, reference, format, basis, country, fields, who, details, asked_at, handed_at, "
        "message_id, sent_at, filled, remove_at) "
        "VALUES (x'01', 'D-AAAAAA', 'csv', 'law', 'KZ', 'name', x'ff', x'02', 1, 2, 3, 4, 1, 5);"
        "INSERT INTO announcements (id, state, texts, policy_version, message_id, chat_id, shown, made_at, total, "
        "sent, skipped, blocked) VALUES (x'03', 'sending', '{}', '1', 6, -7, 'digest', 8, 9, 10, 11, 12);"
        "INSERT INTO staff_group VALUES (1, -100, 13)"
    )
    await migrate(engine, "main")
    disclosed = (b"\x01", "D-AAAAAA", "csv", "state", "law", "KZ", "name", b"\x02", None, 1, 2, 3, 4, 1, 5)
    assert await engine.read("SELECT * FROM disclosures") == [disclosed]
    announced = (b"\x03", "sending", "{}", "1", 6, -7, 8, 9, 10, 11, 12)
    assert await engine.read("SELECT * FROM announcements") == [announced]
    assert await engine.read("SELECT * FROM staff_group") == [(1, -100)]
    await engine.close()


async def test_a_country_that_somebody_typed_becomes_a_code(tmp_path: Path) -> None:
    """It could be anything, a name too; only what may be a code stays."""
    before = [number for number, _ in SCRIPTS["main"]].index(26)
    engine = await opened(tmp_path / "old.db", "main", before)
    for number, country in enumerate(("KZ", "DE", "Германия, Айгерім", "de", "")):
        await engine.run_script(
            "INSERT INTO disclosures (id, reference, format, basis, country, fields, details, asked_at) "
            f"VALUES (x'0{number}', 'X-{number}', 'csv', 'consent', '{country}', 'name', x'02', {number})"
        )
    await migrate(engine, "main")
    rows = await engine.read("SELECT country, recipient FROM disclosures ORDER BY asked_at")
    assert rows == [(code, "staff") for code in ("KZ", "DE", "ZZ", "ZZ", "ZZ")]
    await engine.close()


async def test_what_waits_in_the_outbox_keeps_its_order(tmp_path: Path) -> None:
    """The numbers that the application gave were as large as the moment; one was even of the next day."""
    before = [number for number, _ in SCRIPTS["main"]].index(18)
    engine = await opened(tmp_path / "old.db", "main", before)
    await engine.run_script(
        "INSERT INTO outbox (id, lane, kind, subject, urgency, version, attempts, due_at, doubts) VALUES "
        "(1882194739200000300, 'staff', 'stray', x'03', 4, 3, 2, 9, 0),"
        "(1882194739200000100, 'staff', 'card', x'01', 2, 1, 0, 5, 1),"
        "(1882194739200000200, '0a', 'sent', x'01', 2, 1, 0, 5, 0)"
    )
    await migrate(engine, "main")
    await engine.write([outbox.tell(outbox.STAFF, Fact.CARD, b"\x02", Moment(6))])
    assert await engine.read("SELECT * FROM outbox ORDER BY id") == [
        (1, "staff", "card", b"\x01", 2, 1, 0, 5, 1),
        (2, "0a", "sent", b"\x01", 2, 1, 0, 5, 0),
        (3, "staff", "stray", b"\x03", 104, 3, 2, 9, 0),
        (4, "staff", "card", b"\x02", 2, 1, 0, 6, 0),
    ]
    await engine.close()


async def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    engine = await SqliteEngine.open(tmp_path / "new.db")
    await migrate(engine, "main")
    await engine.run_script("INSERT INTO schema_versions VALUES (9999, '9999_future')")
    before = await schema(engine)
    for look in (migrate, pending):
        with pytest.raises(SchemaTooNew):
            await look(engine, "main")
    assert await schema(engine) == before
    await engine.close()


async def test_looking_changes_nothing(tmp_path: Path) -> None:
    engine = await SqliteEngine.open(tmp_path / "empty.db")
    assert len(await pending(engine, "main")) == len(SCRIPTS["main"])
    assert await engine.read("SELECT * FROM sqlite_master") == []
    await engine.close()


def test_two_migrations_with_one_number_are_refused(tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("")
    (tmp_path / "0002_second.sql").write_text("")
    assert list(numbered(tmp_path, "sqlite")) == [1, 2]
    (tmp_path / "0002_another.sql").write_text("")
    with pytest.raises(ValueError, match="two migrations have the number 2"):
        numbered(tmp_path, "sqlite")
