"""What several processes on one schema do together: one leads, each hears the others, a command waits for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from storage.news import News
from storage.postgres.election import NOTICE_SOON, PostgresElection
from storage.postgres.engine import PostgresEngine
from storage.postgres.locks import who_runs
from storage.postgres.news import Listener
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.sqlite import SqliteEngine
from storage.statements import (
    AlreadyRunning,
    CommandRunning,
    Conflict,
    NotShareable,
    ReplicasRunning,
    Statement,
)
from tests.postgres_server import new_schema, query

HOLDERS = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"


@pytest.fixture
def url() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is refused has tried twice; twenty times take two seconds."""
    monkeypatch.setattr("storage.postgres.connection.TRIES_TO_BE_ALONE", 2)


async def soon(_: float) -> None:
    await asyncio.sleep(0.01)


@asynccontextmanager
async def shared(url: PostgresUrl) -> AsyncIterator[PostgresEngine]:
    engine = await PostgresEngine.open(url, shared=True)
    try:
        yield engine
    finally:
        await engine.close()


async def test_one_leads_and_the_next_one_as_soon_as_it_ends(url: PostgresUrl) -> None:
    first, second = PostgresElection(url, soon), PostgresElection(url, soon)
    await first.won()
    waiting = asyncio.create_task(second.won())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(waiting), 0.3)
    await first.close()
    await asyncio.wait_for(waiting, 5)
    await second.close()


async def test_a_leader_whose_connection_ends_hears_of_it_and_can_win_again(url: PostgresUrl) -> None:
    election = PostgresElection(url, soon)
    await election.won()
    lost = asyncio.create_task(election.lost())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(lost), 0.3)
    query(url, f"{HOLDERS} AND objid = (SELECT (hashtext(current_schema())::bigint & 4294967295)::oid)")
    await asyncio.wait_for(lost, 5)
    await asyncio.wait_for(election.won(), 5)
    await election.close()


async def test_leaders_of_two_schemas_do_not_meet(url: PostgresUrl) -> None:
    with new_schema() as other:
        here, there = PostgresElection(url, soon), PostgresElection(other, soon)
        await asyncio.wait_for(asyncio.gather(here.won(), there.won()), 5)
        await here.close()
        await there.close()


async def test_each_hears_what_another_one_has_committed_and_not_itself(url: PostgresUrl) -> None:
    heard: list[set[News]] = []
    ours: list[set[News]] = []
    async with shared(url) as sender, shared(url) as receiver:
        await sender.run_script("CREATE TABLE things (id BIGINT PRIMARY KEY)")
        listening = [
            asyncio.create_task(Listener(url, lambda news: heard.append(set(news)), receiver.is_mine, soon).run()),
            asyncio.create_task(Listener(url, lambda news: ours.append(set(news)), sender.is_mine, soon).run()),
        ]
        await until(lambda: bool(heard and ours))
        told = Statement("INSERT INTO things VALUES ($1)", (1,), brings=(News.FACT_TO_TELL,))
        await sender.write([told])
        await until(lambda: len(heard) == 2)
        with pytest.raises(Conflict):
            await sender.write([told])
        await sender.write([Statement("DELETE FROM things", brings=(News.GROUP_CHANGED,))])
        await until(lambda: len(heard) == 3)
        assert heard == [set(News), {News.FACT_TO_TELL}, {News.GROUP_CHANGED}]
        assert ours == [set(News)]
        await stop(listening)


async def test_whoever_was_not_listening_may_have_missed_something(url: PostgresUrl) -> None:
    heard: list[set[News]] = []

    def hear(news: Iterable[News]) -> None:
        heard.append(set(news))

    async with shared(url) as engine:
        listening = asyncio.create_task(Listener(url, hear, engine.is_mine, soon).run())
        await until(lambda: len(heard) == 1)
        query(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await until(lambda: len(heard) == 2)
        assert heard == [set(News), set(News)]
        await stop([listening])


async def test_it_can_be_asked_who_runs_here(url: PostgresUrl) -> None:
    election = PostgresElection(url, soon)
    async with shared(url) as one, shared(url):
        assert await who_runs(one) == (2, 0)
        await election.won()
        with new_schema() as other:
            async with shared(other) as elsewhere:
                assert await who_runs(elsewhere) == (1, 0)
        assert await who_runs(one) == (2, 1)
        await election.close()


async def test_whoever_leads_and_says_nothing_loses_the_lead(url: PostgresUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    """After six seconds; here the server is told to wait for less."""
    assert "idle_session_timeout = '6s'" in NOTICE_SOON
    monkeypatch.setattr("storage.postgres.election.NOTICE_SOON", NOTICE_SOON.replace("'6s'", "'200ms'"))
    silent, next_one = PostgresElection(url, soon), PostgresElection(url, soon)
    await silent.won()
    await asyncio.wait_for(next_one.won(), 10)
    await asyncio.wait_for(silent.lost(), 5)
    await next_one.close()


def places(url: PostgresUrl, folder: Path, keystore: Path | PostgresUrl | None = None) -> ServerPlaces:
    return ServerPlaces(url, keystore or url, url if keystore is None else folder / "erasures.log")


async def test_a_refusal_says_who_else_is_there(
    url: PostgresUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    on_servers, with_file = places(url, tmp_path), places(url, tmp_path, tmp_path / "keys.db")
    refusals = ((on_servers, ReplicasRunning), (with_file.shared(), NotShareable), (with_file, AlreadyRunning))
    async with shared(url):
        for each, error in refusals:
            with pytest.raises(error) as refused:
                await opened(each)
            assert refused.type is error
    alone = await PostgresEngine.open(url)
    with pytest.raises(CommandRunning):
        await opened(on_servers.shared())
    await alone.close()
    lock = on_servers.shared().take()
    with pytest.raises(ReplicasRunning):
        on_servers.take()
    lock.release()


async def opened(each: ServerPlaces) -> None:
    async with AsyncExitStack() as closing:
        await each.open(closing, SqliteEngine.open)


async def test_a_command_is_alone_or_not_at_all(url: PostgresUrl) -> None:
    async with shared(url), shared(url):
        with pytest.raises(AlreadyRunning):
            await PostgresEngine.open(url)
    alone = await PostgresEngine.open(url)
    with pytest.raises(AlreadyRunning):
        await PostgresEngine.open(url, shared=True)
    await alone.close()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for a fact, ten seconds at most."""
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 (it asks another program)
            await asyncio.sleep(0.01)


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
