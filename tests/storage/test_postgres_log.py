"""Tombstones and heads in tables: only ever added, and said to be unusable when they are."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from bot.domain.ledger import Head
from bot.domain.time import EPOCH, Moment
from storage.migrate import migrate
from storage.postgres.engine import PostgresEngine
from storage.postgres.erasure_log import PostgresHeads, PostgresTombstones, prepare_log
from storage.postgres.url import PostgresUrl
from storage.statements import HeadsUnusable, TombstonesUnusable
from storage.tombstones import Tombstone, adopt
from tests.postgres_server import new_schema, query


@pytest.fixture
def url() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


@pytest.fixture
async def engine(url: PostgresUrl) -> AsyncIterator[PostgresEngine]:
    """With the keys in the same schema, as it is unless ERASURE_LOG is set."""
    opened = await PostgresEngine.open(url, alone=False)
    await migrate(opened, "keys")
    await prepare_log(opened)
    yield opened
    await opened.close()


def stone(number: int) -> Tombstone:
    return Tombstone(Moment(number), bytes([number]) * 32)


async def test_tombstones_come_back_in_order_and_stand_in_the_log_too(
    engine: PostgresEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "storage")
    tombstones = PostgresTombstones(engine)
    assert await tombstones.read() == []
    await tombstones.add(stone(1))
    await tombstones.add(stone(3), stone(2))
    await adopt(tombstones, [stone(2), stone(5), stone(4)])
    assert await tombstones.read() == [stone(number) for number in (1, 3, 2, 4, 5)]
    assert [f"tombstone: {one} {bytes([one]).hex() * 32}" in caplog.messages for one in range(1, 6)] == [True] * 5


async def test_heads_come_back_with_the_moment_of_the_last(engine: PostgresEngine) -> None:
    heads = PostgresHeads(engine)
    assert (await heads.read(), await heads.last_at()) == ([], EPOCH)
    await heads.publish(Head(1, "a" * 64), Moment(5))
    await heads.publish(Head(4, "b" * 64), Moment(7))
    assert (await heads.read(), await heads.last_at()) == ([Head(1, "a" * 64), Head(4, "b" * 64)], Moment(7))


@pytest.mark.parametrize("sql", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET number = DEFAULT"])
@pytest.mark.parametrize("table", ["tombstones", "heads"])
async def test_nothing_is_taken_away_again(url: PostgresUrl, engine: PostgresEngine, table: str, sql: str) -> None:
    await PostgresTombstones(engine).add(stone(1))
    await PostgresHeads(engine).publish(Head(1, "a" * 64), Moment(5))
    await prepare_log(engine)  # a later start
    with pytest.raises(psycopg.IntegrityError):
        query(url, sql.format(table))
    assert query(url, f"SELECT count(*) FROM {table}") == [(1,)]


async def test_what_is_out_of_reach_is_named(url: PostgresUrl, engine: PostgresEngine) -> None:
    tombstones, heads = PostgresTombstones(engine), PostgresHeads(engine)
    query(url, "DROP TABLE tombstones, heads")
    with pytest.raises(TombstonesUnusable):
        await tombstones.read()
    with pytest.raises(TombstonesUnusable):
        await tombstones.add(stone(1))
    with pytest.raises(HeadsUnusable):
        await heads.last_at()
    with pytest.raises(HeadsUnusable):
        await heads.publish(Head(1, "a"), Moment(1))
