"""Does PostgreSQL keep what SQLite keeps: each change whole or not at all, whatever goes wrong with the others?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from random import Random
from typing import Any

import psycopg
import pytest

from bot.domain.ledger import Event, hash_of
from bot.domain.time import Moment
from storage import ledger
from storage.migrate import migrate, pending
from storage.postgres.engine import PostgresEngine
from storage.postgres.errors import ValueRefused
from storage.postgres.round_trip import Answers, RoundTrips
from storage.postgres.url import PostgresUrl
from storage.server_refusals import DatabaseMissing, LoginRefused, ServerUnreachable
from storage.statements import AlreadyRunning, Conflict, OutcomeUnknown, Statement, StorageUnavailable
from tests.migrated_databases import migrated_places
from tests.postgres_server import address, new_schema, query

SCHEMA = "(hashtext(current_schema())::bigint & 4294967295)::oid"


@pytest.fixture
def url() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


@pytest.fixture
async def engine(url: PostgresUrl) -> AsyncIterator[PostgresEngine]:
    opened = await PostgresEngine.open(url)
    await opened.run_script("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT)")
    yield opened
    await opened.close()


@pytest.fixture
async def migrated() -> AsyncIterator[PostgresEngine]:
    """A database with the tables of a bot."""
    with migrated_places() as (main, *_):
        opened = await PostgresEngine.open(main)
        yield opened
        await opened.close()


def insert(number: int, name: str | None = "x") -> Statement:
    return Statement("INSERT INTO things (id, name) VALUES ($1, $2)", (number, name))


async def ids(engine: PostgresEngine) -> list[int]:
    return [row[0] for row in await engine.read("SELECT id FROM things ORDER BY id")]


async def outcomes(engine: PostgresEngine, *changes: list[Statement]) -> list[BaseException | None]:
    return await asyncio.gather(*(engine.write(one) for one in changes), return_exceptions=True)


async def test_a_group_is_committed_together_and_can_be_read_at_once(engine: PostgresEngine) -> None:
    assert await outcomes(engine, *([insert(number)] for number in range(50))) == [None] * 50
    assert await ids(engine) == [*range(50)]


async def test_one_that_fails_leaves_the_others(engine: PostgresEngine) -> None:
    """A doubled key, an expectation not met, a text that cannot be stored, a table that is not there."""
    doubled = [insert(10), insert(1)]
    unmet = [insert(11), Statement("UPDATE things SET name = 'y' WHERE id = $1", (99,), touches=1)]
    nul = [insert(12), insert(13, "a\0b")]
    missing = [insert(14), Statement("DELETE FROM nothing")]
    found = await outcomes(engine, [insert(1)], doubled, [insert(2)], unmet, nul, missing, [insert(3)])
    assert [type(one) for one in found] == [
        type(None), Conflict, type(None), Conflict, ValueRefused, StorageUnavailable, type(None),
    ]  # fmt: skip
    assert [str(found[number]) for number in (1, 3, 4, 5)] == [
        "INSERT INTO things", "UPDATE things", "INSERT INTO things: DataError", "42P01",
    ]  # fmt: skip
    assert await ids(engine) == [1, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (insert(1), Conflict, "INSERT INTO things"),
        (Statement("DELETE FROM things WHERE id = 7", touches=1), Conflict, "DELETE FROM things"),
        (insert(2, "secret\0"), ValueRefused, "INSERT INTO things: DataError"),
        (Statement("INSERT INTO things VALUES (5 / $1)", (0,)), ValueRefused, "INSERT INTO things: 22012"),
        (Statement("SELECT secret FROM things"), StorageUnavailable, "42703"),
    ],
)
async def test_one_alone_that_fails_says_why_without_a_value_and_leaves_no_transaction_open(
    engine: PostgresEngine, wrong: Statement, error: type[Exception], said: str
) -> None:
    await engine.write([insert(1)])
    with pytest.raises(error) as caught:
        await engine.write([insert(9), wrong])
    assert (type(caught.value), str(caught.value), caught.value.__cause__) == (error, said, None)
    await engine.write([insert(2)])
    assert await ids(engine) == [1, 2]


async def test_expectations_are_of_the_state_after_the_changes_before(engine: PostgresEngine) -> None:
    await engine.write([insert(1, "new")])
    take = Statement("UPDATE things SET name = 'taken' WHERE id = 1 AND name = 'new'", touches=1)
    found = await outcomes(engine, *([take] for _ in range(5)))
    assert [type(one) for one in found] == [type(None), *[Conflict] * 4]


async def test_many_reads_at_once_are_each_answered(engine: PostgresEngine) -> None:
    await engine.write([insert(number, str(number)) for number in range(20)])
    asked = [engine.read("SELECT name FROM things WHERE id = $1", number) for number in range(20)]
    wrong = engine.read("SELECT nothing FROM things")
    *found, refused = await asyncio.gather(*asked, wrong, return_exceptions=True)
    assert found == [[(str(number),)] for number in range(20)]
    assert isinstance(refused, StorageUnavailable)


async def test_the_reader_cannot_write(engine: PostgresEngine) -> None:
    with pytest.raises(StorageUnavailable, match="25006"):
        await engine.read("DELETE FROM things RETURNING id")


async def test_whole_numbers_come_back_whole(engine: PostgresEngine) -> None:
    await engine.write([insert(3), insert(2**62)])
    [row] = await engine.read("SELECT sum(id), count(*), $1 + 1 FROM things WHERE id < $2", 5, 2**40)
    assert [(type(one), one) for one in row] == [(int, 3), (int, 1), (int, 6)]


async def test_texts_are_ordered_by_their_letters_codes_whatever_the_database_thinks(engine: PostgresEngine) -> None:
    for number, name in enumerate("bA-aB_ә"):
        await engine.write([insert(number, name)])
    await engine.run_script("ALTER TABLE things ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    found = [row[0] for row in await engine.read("SELECT name FROM things ORDER BY place, name")]
    assert found == sorted("bA-aB_ә")
    columns = "SELECT table_name, column_name, collation_name FROM information_schema.columns"
    here = await engine.read(f"{columns} WHERE table_schema = current_schema() AND data_type = 'text'")
    assert sorted(here) == [("things", "name", "C"), ("things", "place", "C")]


async def test_the_columns_of_another_roles_table_are_left_as_they_are(url: PostgresUrl) -> None:
    """In a database that others use too."""
    schema = query(url, "SELECT current_schema()")[0][0]
    query(url, f"CREATE TABLE theirs (name TEXT); CREATE ROLE {schema}; GRANT ALL ON SCHEMA {schema} TO {schema}")
    engine = await PostgresEngine.open(PostgresUrl.parse(f"{url.secret}%20-crole%3D{schema}"))
    try:
        await engine.run_script("CREATE TABLE ours (name TEXT)")
    finally:
        await engine.close()
        columns = query(
            url,
            "SELECT table_name, collation_name FROM information_schema.columns WHERE table_schema = current_schema()",
        )
        query(url, f"DROP OWNED BY {schema}; DROP ROLE {schema}")
    assert sorted(columns) == [("ours", "C"), ("theirs", None)]


async def test_a_schema_may_have_a_name_that_needs_quotes(url: PostgresUrl) -> None:
    name = query(url, "SELECT current_schema()")[0][0]
    query(url, f'ALTER SCHEMA {name} RENAME TO "Of-{name}"')
    engine = await PostgresEngine.open(PostgresUrl.parse(url.secret.replace(name, f"%22Of-{name}%22")))
    try:
        await engine.run_script("CREATE TABLE things (name TEXT)")
        await engine.forbid_changes("things")
        assert await engine.has_table("things")
        assert await engine.scrub()
    finally:
        await engine.close()
        query(url, f'ALTER SCHEMA "Of-{name}" RENAME TO {name}')


async def test_a_cancelled_caller_does_not_cancel_what_others_share(engine: PostgresEngine) -> None:
    tasks = [asyncio.create_task(engine.write([insert(number)])) for number in range(5)]
    asking = asyncio.create_task(engine.read("SELECT pg_sleep(0.05)"))
    await asyncio.sleep(0)
    tasks[2].cancel()
    asking.cancel()
    await asyncio.gather(*tasks, asking, return_exceptions=True)
    await engine.write([insert(9)])
    assert await ids(engine) == [0, 1, 2, 3, 4, 9]


async def test_statements_that_change_tables_stand_beside_others(engine: PostgresEngine) -> None:
    for _ in range(3):
        await engine.write(
            [
                Statement("CREATE TABLE anew (id BIGINT PRIMARY KEY, name TEXT)"),
                Statement("INSERT INTO anew SELECT id, name FROM things WHERE id <> $1", (7,)),
                Statement("DROP TABLE things"),
                Statement("ALTER TABLE anew RENAME TO things"),
                Statement("INSERT INTO things SELECT count(*), $1 FROM things", ("n",)),
            ]
        )
    assert await ids(engine) == [0, 1, 2]


async def test_more_than_a_socket_holds_goes_both_ways(engine: PostgresEngine) -> None:
    """Neither side waits for ever for the other to read."""
    name = "x" * 1_000_000
    echo = "INSERT INTO things (id, name) VALUES ($1, $2) RETURNING name"
    await engine.write([Statement(echo, (number, name)) for number in range(8)])
    found = await asyncio.gather(*(engine.read("SELECT name, $1::text FROM things", name) for _ in range(2)))
    assert found == [[(name, name)] * 8] * 2


async def test_what_is_prepared_outlives_a_refusal_and_is_forgotten_when_it_is_too_much(
    engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = Statement("INSERT INTO things SELECT count(*) + 100, 'x' FROM pg_prepared_statements")

    async def count() -> int:
        await engine.write([prepared])
        [found] = [number - 100 for number in await ids(engine) if number >= 100]
        await engine.write([Statement("DELETE FROM things")])
        return found

    usual = await count() + 2  # DELETE, COMMIT
    kinds = [type(one) for one in await outcomes(engine, [insert(1)], [insert(1)], [insert(2)])]
    assert kinds == [type(None), Conflict, type(None)]
    assert await count() > usual
    monkeypatch.setattr("storage.postgres.round_trip.MOST_PREPARED", 4)
    assert await count() <= usual


async def test_a_second_process_is_refused_and_let_in_afterwards(
    url: PostgresUrl, engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres.connection.TRIES_TO_BE_ALONE", 2)
    with pytest.raises(AlreadyRunning):
        await PostgresEngine.open(url)
    beside = await PostgresEngine.open(url, alone=False)
    assert await beside.has_table("things")
    await beside.close()
    await engine.close()
    await (await PostgresEngine.open(url)).close()


async def test_a_connection_that_the_server_ends_is_opened_again(url: PostgresUrl, engine: PostgresEngine) -> None:
    await engine.write([insert(1)])
    for number in range(2, 5):
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'momu-bot'"
        query(url, ended)
        await engine.write([insert(number)])
        assert await ids(engine) == [*range(1, number + 1)]


async def test_a_commit_without_an_answer_is_unknown_and_what_was_written_is_found(
    url: PostgresUrl, engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server carries it out, and the connection breaks before it says so."""
    send = RoundTrips.send

    async def cut_off(self: RoundTrips, statements: Sequence[Statement], **named: Any) -> Answers:
        done = await send(self, statements, **named)
        if statements[0].sql == "COMMIT":
            await self.connection.close()
            raise psycopg.OperationalError("the connection is lost")
        return done

    with monkeypatch.context() as broken:
        broken.setattr(RoundTrips, "send", cut_off)
        with pytest.raises(OutcomeUnknown, match="OperationalError"):
            await engine.write([insert(1)])
    assert await ids(engine) == [1]
    with pytest.raises(Conflict):
        await engine.write([insert(1)])


async def test_a_connection_that_breaks_before_the_commit_wrote_nothing(
    url: PostgresUrl, engine: PostgresEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, cuts = RoundTrips.send, [1]

    async def cut_off(self: RoundTrips, statements: Sequence[Statement], **named: Any) -> Answers:
        if statements[0].sql == "COMMIT" and cuts:
            cuts.pop()
            held = "pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            query(url, f"SELECT pg_terminate_backend(pid) FROM {held} AND objid = {SCHEMA}")
        return await send(self, statements, **named)

    monkeypatch.setattr(RoundTrips, "send", cut_off)
    with pytest.raises(OutcomeUnknown):  # it cannot know that the server did not hear the COMMIT
        await engine.write([insert(1)])
    assert await ids(engine) == []
    await engine.write([insert(1)])
    assert await ids(engine) == [1]


async def test_a_server_that_is_away_is_refused_without_its_password() -> None:
    away = PostgresUrl.parse("postgresql://momu:geheim@127.0.0.1:1/momu")
    with pytest.raises(ServerUnreachable) as caught:
        await PostgresEngine.open(away)
    assert caught.value.file == "postgresql://momu@127.0.0.1:1/momu"
    assert "geheim" not in repr(away) + str(away) + repr(caught.value) + str(caught.value)


async def test_a_missing_database_and_a_missing_schema_are_named(url: PostgresUrl) -> None:
    base, _, rest = address().partition("?")
    for text in (f"{base.rpartition('/')[0]}/nowhere?{rest}", url.secret.replace("momu_test", "nowhere")):
        with pytest.raises(DatabaseMissing):
            await PostgresEngine.open(PostgresUrl.parse(text))


async def test_a_role_that_is_not_known_is_refused(url: PostgresUrl) -> None:
    with pytest.raises(LoginRefused):
        await PostgresEngine.open(PostgresUrl.parse(f"{url.secret}&user=momu_nobody&password=x"))


async def test_the_hash_of_the_ledger_is_the_same_as_that_of_python(migrated: PostgresEngine) -> None:
    chance = Random(1)
    letters = "aә漢😀:0\n'\"\\ "
    for _ in range(100):
        texts = ["".join(chance.choices(letters, k=chance.randrange(12))) for _ in range(4)]
        numbers = (chance.randrange(-(2**62), 2**62), chance.randrange(2**45))
        rows = await migrated.read("SELECT ledger_hash($1, $2, $3, $4, $5, $6)", *numbers, *texts)
        assert rows == [(hash_of(numbers[0], Moment(numbers[1]), *texts),)]


async def test_the_ledger_only_grows(migrated: PostgresEngine) -> None:
    for _ in range(2):
        await migrated.forbid_changes("ledger")
    await migrated.write(ledger.append(Event.CONSENT_GIVEN, "a", {"n": 1}, Moment(1)))
    for sql in ("DELETE FROM ledger", "UPDATE ledger SET subject = 'x'", "TRUNCATE ledger"):
        with pytest.raises(Conflict):
            await migrated.write([Statement(sql)])
    delete = Statement("DELETE FROM ledger WHERE seq = 1", touches=1)
    found = await outcomes(migrated, [*migrated.lifting("ledger", [delete])], [Statement("DELETE FROM ledger")])
    assert found == [None, None] or [type(one) for one in found] == [type(None), Conflict]
    await migrated.write(ledger.append(Event.CONSENT_GIVEN, "b", {}, Moment(1)))
    with pytest.raises(Conflict):
        await migrated.write([Statement("DELETE FROM ledger")])


async def test_two_that_start_at_once_migrate_once(url: PostgresUrl) -> None:
    engines = [await PostgresEngine.open(url, alone=False) for _ in range(3)]
    done = await asyncio.gather(*(migrate(one, "main") for one in engines))
    assert sorted(map(bool, done)) == [False, False, True]
    assert await pending(engines[0], "main") == []
    await asyncio.gather(*(one.forbid_changes("ledger") for one in engines))
    for one in engines:
        await one.close()


async def test_a_script_that_fails_leaves_nothing(engine: PostgresEngine) -> None:
    with pytest.raises(StorageUnavailable, match="42601"):
        await engine.run_script("CREATE TABLE half (id BIGINT); CREATE NONSENSE")
    assert not await engine.has_table("half")
    await engine.write([insert(1)])


async def test_a_scrub_waits_for_no_reader(url: PostgresUrl, engine: PostgresEngine) -> None:
    await engine.write([insert(1)])
    assert await engine.scrub()
    reader = await PostgresEngine.open(url, alone=False)
    async with reader._line() as connection:
        await connection.execute("BEGIN; SELECT * FROM things", prepare=False)
        assert not await engine.scrub()
        await connection.execute("COMMIT")
    assert await engine.scrub()
    await reader.close()
