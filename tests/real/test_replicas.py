"""Two processes of the bot on one PostgreSQL server: does nothing get lost or doubled, whatever happens to either?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest

from storage.postgres.url import PostgresUrl
from tests.migrated_databases import migrated_places
from tests.postgres_server import own_server, restart
from tests.real.doubled import STORED, said_twice, wrong
from tests.real.pair import UNTIL_ANOTHER_LEADS, UNTIL_STOPPED, Pair, open_pair
from tests.scenarios.processes import BotProcess

KINDS = ["does as asked", "taps twice", "corrects an answer", "taps twice", "is forgotten"]


@pytest.fixture
def urls() -> Iterator[list[PostgresUrl]]:
    """For the database, the keys and the record of erasures, with their tables."""
    with migrated_places() as made:
        yield made


@pytest.mark.parametrize(("by_webhook", "people"), [(True, 10), (False, 5)])
async def test_kills_of_either_lose_and_double_nothing(
    tmp_path: Path, urls: list[PostgresUrl], by_webhook: bool, people: int
) -> None:
    async with open_pair(tmp_path, urls, by_webhook=by_webhook) as pair:
        pair.invite((KINDS * 3)[:people])
        await pair.begin(*pair.both)
        await pair.until_one_leads()
        gaps = []
        async with pair.load():
            for number, who in enumerate(("leader", "follower", "leader"), 1):
                await pair.until_applied(number * people // 5)
                victim = getattr(pair, who)
                gaps.append(await pair.kill(victim))
                await pair.begin(victim)
        assert max(gaps) < UNTIL_ANOTHER_LEADS
        assert wrong(pair) == []
        if by_webhook:
            assert all(STORED.search(one.said + one.output) for one in pair.both)
        assert [await one.stop() for one in pair.both] == [0, 0]


async def test_leaders_that_are_cut_off_or_stand_still_and_a_restart_of_the_server(tmp_path: Path) -> None:
    with own_server() as server:
        async with open_pair(tmp_path, schemas_of(server), hangs_up=1.0) as pair:
            pair.invite((KINDS * 3)[:15])
            await pair.begin(*pair.both)
            await pair.until_one_leads()
            async with pair.load():
                await pair.until_applied(3)
                await pair.cut_off(pair.leader)
                await pair.until_applied(6)
                await pair.until_one_leads()
                seconds = await pair.hold(pair.leader)
                await pair.until_applied(10)
                await asyncio.to_thread(restart, server, "fast")
                await pair.until_one_leads()
            assert seconds < 2 * UNTIL_ANOTHER_LEADS  # it is not dead, and the machine may be busy
            assert wrong(pair) == []
            assert [await one.stop() for one in pair.both] == [0, 0]


async def state_of(process: BotProcess) -> tuple[int, bool]:
    """What it says of itself to programs that watch it: how ready it is, and whether it leads."""
    here = f"http://127.0.0.1:{process.environment['PORT']}"
    async with (
        aiohttp.ClientSession() as asked,
        asked.get(f"{here}/readyz") as ready,
        asked.get(f"{here}/metrics") as numbers,
    ):
        return ready.status, "momu_leads 1.0" in await numbers.text()


async def until_all_are_ready_and_one_says_that_it_leads(pair: Pair) -> None:
    """Its log says so a moment before: it begins by what an earlier leader left unfinished."""
    async with asyncio.timeout(10):
        while [await state_of(one) for one in (pair.leader, pair.follower)] != [(200, True), (200, False)]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def schemas_of(server: Any) -> list[PostgresUrl]:
    """Empty ones: both processes find no tables."""
    base, names = server.get_uri(), ("momu", "keys", "record")
    with psycopg.connect(base, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE SCHEMA {name}".encode())
    return [PostgresUrl.parse(f"{base}&options=-csearch_path%3D{name}") for name in names]


async def test_a_rolling_restart_loses_and_doubles_nothing(tmp_path: Path, urls: list[PostgresUrl]) -> None:
    """No sweep comes meanwhile: what one process commits reaches the leader by NOTIFY, or at the start of its lead."""
    async with open_pair(tmp_path, urls, patience=30) as pair:
        for one in pair.both:
            one.environment["SWEEP_INTERVAL"] = "1h"
        pair.invite((KINDS * 3)[:15])
        await pair.begin(*pair.both)
        await pair.until_one_leads()
        await until_all_are_ready_and_one_says_that_it_leads(pair)
        seconds = []
        async with pair.load():
            for number in range(4):
                await pair.until_applied(2 + number * 3)
                each = pair.both[number % 2]
                seconds.append(await pair.stop(each))
                await pair.begin(each)
        assert max(seconds) < UNTIL_STOPPED
        assert wrong(pair) == []
        assert said_twice(pair) == []
        assert sum(one.tries for one in pair.people) == 0
