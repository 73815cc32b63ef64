"""Does a store keep others out as long as it is open, and no longer, whatever goes wrong at its end?"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bot.machine import system_entropy
from storage.places import Places
from storage.sqlite import SqliteEngine
from storage.statements import AlreadyRunning, Conflict, Statement
from storage.store import Store, open_store
from tests.same_thread import Writer, open_engine


class Stubborn(Writer):
    """An engine that fails when it is closed."""

    async def close(self) -> None:
        await super().close()
        raise OSError("as told")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "momu.db", tmp_path / "keys.db", tmp_path / "erasures.log")


async def test_a_second_store_in_the_same_place_is_refused(places: Places) -> None:
    store = await open_store(places, bytes(32), system_entropy, open_engine=open_engine)
    with pytest.raises(AlreadyRunning):
        await open_store(places, bytes(32), system_entropy, open_engine=open_engine)
    await store.close()


async def test_a_store_that_cannot_be_closed_lets_the_next_one_in(places: Places) -> None:
    stubborn = partial(SqliteEngine.open, open_writer=Stubborn.open)
    store = await open_store(places, bytes(32), system_entropy, open_engine=stubborn)
    with pytest.raises(OSError, match="as told"):
        await store.close()
    await (await open_store(places, bytes(32), system_entropy, open_engine=open_engine)).close()


def seen(update: int, touches: int | None = None) -> Statement:
    return Statement("INSERT INTO seen_updates (update_id, seen_at) VALUES ($1, 1)", (update,), touches)


async def written(store: Store) -> list[int]:
    return [row[0] for row in await store.engine.read("SELECT update_id FROM seen_updates ORDER BY rowid")]


async def test_what_goes_along_is_written_before_whatever_is_committed_next_and_once(places: Places) -> None:
    store = await open_store(places, bytes(32), system_entropy, open_engine=open_engine)
    store.write_with_next(seen(2))
    assert await written(store) == []
    await store.commit([seen(1)])
    await store.commit([seen(3)])
    assert await written(store) == [2, 1, 3]
    await store.close()


async def test_what_goes_along_is_written_though_what_it_goes_along_with_conflicts(places: Places) -> None:
    store = await open_store(places, bytes(32), system_entropy, open_engine=open_engine)
    store.write_with_next(seen(2))
    with pytest.raises(Conflict):
        await store.commit([seen(1, touches=7)])
    assert await written(store) == [2]
    await store.close()


async def test_what_goes_along_with_nothing_is_written_at_the_end(places: Places) -> None:
    store = await open_store(places, bytes(32), system_entropy, open_engine=open_engine)
    store.write_with_next(seen(2))
    await store.close()
    again = await open_store(places, bytes(32), system_entropy, open_engine=open_engine)
    assert await written(again) == [2]
    await again.close()
