"""The keystore on a PostgreSQL server: what is left of a destroyed key, and where."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.domain.time import Moment
from bot.machine import system_entropy
from storage.migrate import migrate
from storage.new_keys import KeptKey
from storage.postgres.engine import PostgresEngine
from storage.postgres.keystore import PostgresKeystore
from storage.postgres.server import keeps_statistics_of_keys
from storage.postgres.url import PostgresUrl
from storage.rewrap import Rewrap
from storage.vault import Vault, Wrap
from tests.postgres_server import Written, new_schema, query
from tests.sought import find_many

MASTER, NEXT = bytes(range(32)), bytes(32)
SUBJECTS = [bytes([number]) * 32 for number in range(1, 201)]
GONE, LEFT = SUBJECTS[::2], SUBJECTS[1::2]


@pytest.fixture
def url() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


@pytest.fixture
async def engine(url: PostgresUrl) -> AsyncIterator[PostgresEngine]:
    opened = await PostgresEngine.open(url, alone=False)
    await migrate(opened, "keys")
    yield opened
    await opened.close()


@pytest.fixture
async def vault(engine: PostgresEngine) -> Vault:
    made = Vault(PostgresKeystore(engine), MASTER, system_entropy)
    await made.unlock()
    await made.store([made.make_seal(subject, Moment(1))[1] for subject in SUBJECTS])
    return made


async def wrapped(engine: PostgresEngine) -> dict[bytes, bytes]:
    return dict(await engine.read("SELECT subject, wrapped FROM keys"))


@pytest.fixture
def written(url: PostgresUrl) -> Written:
    """Of a server whose files are on this machine."""
    found = Path(query(url, "SHOW data_directory")[0][0])
    if not (found / "base").exists():
        pytest.skip("the files of this server are elsewhere")
    return Written(found, url)


async def test_a_destroyed_key_is_gone_from_all_tables_and_stands_in_the_servers_log(
    url: PostgresUrl, written: Written, engine: PostgresEngine, vault: Vault
) -> None:
    """Although the server has analysed the tables, and a transaction of another program still sees the old rows."""
    keys = await wrapped(engine)
    gone, left = {keys[one] for one in GONE}, {keys[one] for one in LEFT}
    query(url, "ANALYZE")
    assert find_many(written.content(wal=False), gone) == gone
    with psycopg.connect(url.secret) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1 FROM pg_class").fetchone()
        assert await vault.destroy(*GONE)
        assert find_many(written.content(wal=False), gone | left) == left
    # Not what one would wish, but so: docs, receipt and `doctor` say it. A server that recycles its log ends it.
    assert len(find_many(written.content(wal=True), gone)) > len(gone) // 2
    assert not await keeps_statistics_of_keys(engine)


async def test_the_others_open_and_are_used_as_before(engine: PostgresEngine, vault: Vault) -> None:
    keys = await wrapped(engine)
    for _ in range(2):  # what was prepared before a table was exchanged is still right after it
        assert await vault.destroy(*GONE)
        assert await wrapped(engine) == {one: keys[one] for one in LEFT}
        assert await vault.seal_of(GONE[0]) is None
        assert await vault.seal_of(LEFT[0])
        await vault.store([vault.make_seal(one, Moment(1))[1] for one in GONE])
    await vault.store([KeptKey(LEFT[0], Moment(2))])
    assert await vault.compact()
    assert set(await vault.subjects()) == set(SUBJECTS)


async def test_a_key_in_a_table_that_somebody_has_open_is_not_called_destroyed(
    url: PostgresUrl, engine: PostgresEngine, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres.keystore.PATIENCE", "10ms")
    with psycopg.connect(url.secret) as backup:
        backup.execute("SELECT * FROM keys").fetchone()
        assert not await vault.destroy(GONE[0])
        assert not await vault.compact()
    assert await vault.destroy(GONE[0])
    assert set(await wrapped(engine)) == set(SUBJECTS[1:])


async def test_a_role_that_may_not_checkpoint_destroys_too(url: PostgresUrl) -> None:
    schema = query(url, "SELECT current_schema()")[0][0]
    query(url, f"CREATE ROLE {schema} LOGIN; GRANT ALL ON SCHEMA {schema} TO {schema}; GRANT {schema} TO CURRENT_USER")
    plain = PostgresUrl.parse(url.secret + f"%20-crole%3D{schema}")
    engine = await PostgresEngine.open(plain, alone=False)
    try:
        await migrate(engine, "keys")
        vault = Vault(PostgresKeystore(engine), MASTER, system_entropy)
        await vault.unlock()
        await vault.store([vault.make_seal(one, Moment(1))[1] for one in GONE])
        assert await vault.destroy(GONE[0])
        assert await vault.destroy(GONE[1])
        assert set(await vault.subjects()) == set(GONE[2:])
    finally:
        await engine.close()
        query(url, f"DROP OWNED BY {schema}; DROP ROLE {schema}")


async def test_the_master_key_is_changed_and_the_old_wraps_are_gone(
    written: Written, engine: PostgresEngine, vault: Vault
) -> None:
    before = set((await wrapped(engine)).values())
    keystore = PostgresKeystore(engine)
    change = Rewrap(engine, Wrap(MASTER, system_entropy), Wrap(NEXT, system_entropy))
    await change.check()
    await change.begin()
    assert await change.run(lambda _: None) == len(SUBJECTS)
    assert await keystore.compact()
    await change.finish()
    assert find_many(written.content(wal=False), before) == set()
    changed = Vault(keystore, NEXT, system_entropy)
    await changed.unlock()
    assert changed.short_mark("phone", "1") == vault.short_mark("phone", "1")
    assert all([await changed.seal_of(one) for one in SUBJECTS[:5]])
