"""Is the news of a change posted after its commit, and only then?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.facts import Fact
from bot.domain.time import Moment
from storage import outbox, outbox_lanes, staff_group
from storage.news import Bulletin, News
from storage.outbox import STAFF
from storage.statements import Conflict
from storage.store import Store

CARD = outbox.tell(STAFF, Fact.CARD, b"lead", Moment(1))
GROUP = -1_001_234_567_890


class Reader:
    """Reads and records all news."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.heard: list[News] = []
        self.tasks = [asyncio.create_task(self._read(bulletin, news)) for news in News]

    async def _read(self, bulletin: Bulletin, news: News) -> None:
        while True:
            await bulletin.read(news)
            self.heard.append(news)

    async def stop(self) -> list[News]:
        """What was heard, of all that was posted before."""
        await asyncio.sleep(0)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.heard


@pytest.fixture
async def reader(store: Store) -> AsyncIterator[Reader]:
    opened = Reader(store.bulletin)
    await asyncio.sleep(0)
    yield opened
    await opened.stop()


async def test_a_commit_brings_what_its_statements_say(store: Store, reader: Reader) -> None:
    await store.commit([CARD, staff_group.connect(GROUP)])
    assert set(await reader.stop()) == {News.FACT_TO_TELL, News.GROUP_CHANGED}


async def test_what_conflicts_brings_nothing(store: Store, reader: Reader) -> None:
    await store.commit([staff_group.connect(GROUP)])
    await asyncio.sleep(0)
    with pytest.raises(Conflict):
        await store.commit([CARD, staff_group.connect(GROUP)])
    assert await store.commit_each([[CARD, staff_group.connect(GROUP)]]) == 0
    assert await reader.stop() == [News.GROUP_CHANGED]


async def test_of_many_commits_each_that_was_accepted_brings_its_own(store: Store, reader: Reader) -> None:
    assert await store.commit_each([[staff_group.connect(GROUP)], [CARD], [staff_group.connect(GROUP)]]) == 2
    assert set(await reader.stop()) == {News.FACT_TO_TELL, News.GROUP_CHANGED}


async def test_news_wait_for_their_reader_and_are_read_once(store: Store) -> None:
    await store.commit([CARD])
    await store.commit([CARD])
    await store.bulletin.read(News.FACT_TO_TELL)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await store.bulletin.read(News.FACT_TO_TELL)


async def test_what_was_delivered_is_no_news(store: Store, reader: Reader) -> None:
    await store.commit([CARD])
    await asyncio.sleep(0)
    row = await outbox_lanes.first_due(store.engine, STAFF, Moment(1))
    assert row
    await store.commit([outbox.retry(row, Moment(2)), outbox.pause_lane(STAFF, Moment(3)), outbox.delivered(row)])
    assert await reader.stop() == [News.FACT_TO_TELL]
