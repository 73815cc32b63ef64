"""The answer to a COMMIT is lost on its way: no row is left without its key, and no living key is called destroyed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import RawCursor

from bot.channels.telegram.addresses import address_of
from bot.domain.person import Person
from bot.domain.time import DAY, EPOCH
from bot.machine import system_entropy
from storage import persons
from storage.postgres.commit import LOCK
from storage.postgres.engine import PostgresEngine
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.statements import OutcomeUnknown, Statements
from storage.store import Store, open_store
from tests.migrated_databases import migrated_places
from tests.postgres_server import query

ADDRESS, LATER = address_of(700_000_001), EPOCH + DAY


@pytest.fixture
def places() -> Iterator[list[PostgresUrl]]:
    with migrated_places() as made:
        yield made


@pytest.fixture
def data(places: list[PostgresUrl]) -> PostgresUrl:
    return places[0]


@pytest.fixture
def keys(places: list[PostgresUrl]) -> PostgresUrl:
    return places[1]


@pytest.fixture
async def store(
    data: PostgresUrl, keys: PostgresUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Store]:
    monkeypatch.chdir(tmp_path)
    opened = await open_store(ServerPlaces(data, keys, keys), bytes(32), system_entropy)
    yield opened
    await opened.close()


def lose_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the keystore commits is committed, and nobody hears of it."""
    commit = PostgresEngine.write

    async def write(self: PostgresEngine, statements: Statements) -> None:
        await commit(self, statements)
        if self is store.keys:
            raise OutcomeUnknown("08006")

    monkeypatch.setattr(PostgresEngine, "write", write)


async def test_a_key_whose_answer_is_lost_is_used_at_the_next_try_or_goes(
    store: Store, keys: PostgresUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = store.vault.pseudonym(ADDRESS)
    _, key = store.vault.make_seal(subject, EPOCH)
    with monkeypatch.context() as patch:
        lose_answers(store, patch)
        with pytest.raises(OutcomeUnknown):
            await store.commit([], [key])
    assert (await store.visitor(ADDRESS)).seal  # decided again, it is used
    assert await store.vault.drop(await store.orphans(LATER, LATER)) == 1
    assert query(keys, "SELECT count(*) FROM keys") == [(0,)]


async def test_a_key_is_called_destroyed_only_after_an_answer(
    store: Store, keys: PostgresUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = store.vault.pseudonym(ADDRESS)
    await store.vault.store([store.vault.make_seal(subject, EPOCH)[1]])
    with monkeypatch.context() as patch:
        lose_answers(store, patch)
        with pytest.raises(OutcomeUnknown):
            await store.vault.destroy(subject)
    assert await store.vault.destroy(subject)  # the next sweep
    assert query(keys, "SELECT count(*) FROM keys") == [(0,)]


async def test_a_row_that_is_still_on_its_way_keeps_its_key(store: Store, data: PostgresUrl) -> None:
    """The server works on after its client has given up, for example while it waits for a follower."""
    subject = store.vault.pseudonym(ADDRESS)
    seal, key = store.vault.make_seal(subject, EPOCH)
    await store.vault.store([key])
    row = persons.insert(
        subject, seal, Person(ADDRESS, "kk", None, erasing=False, created_at=EPOCH, ledger_subject="x")
    )
    with psycopg.connect(data.secret, cursor_factory=RawCursor) as unheard:
        unheard.execute(LOCK)
        unheard.execute(row.sql, row.params)
        looking = asyncio.create_task(store.orphans(LATER, LATER))
        await asyncio.to_thread(wait_until_somebody_waits, data)
        unheard.commit()
    assert await looking == {}
    assert await store.vault.seal_of(subject)


def wait_until_somebody_waits(url: PostgresUrl) -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    while not query(url, waiting):
        pass
