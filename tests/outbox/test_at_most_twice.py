"""A message that may have arrived is sent at most twice, however often the process dies."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.facts import Fact
from bot.domain.time import Moment
from bot.outbox.at_most_twice import AtMostTwice
from bot.outbox.not_yet import NotYet
from storage import outbox, outbox_lanes
from storage.outbox import OutboxRow
from storage.store import Store, open_store
from tests.databases import places_in
from tests.empty_files import place_empty_files

SUBJECT = b"somebody"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    place_empty_files(tmp_path)
    places = places_in(tmp_path)
    opened = await open_store(places, bytes(32), lambda count: b"\x07" * count)
    await opened.commit([outbox.tell("lane", Fact.REMINDER, SUBJECT, Moment(1))])
    yield opened
    await opened.close()


class Telegram:
    """Counts the message as sent, then raises `then`."""

    def __init__(self, then: BaseException) -> None:
        self.then = then
        self.sent = 0

    async def __call__(self, row: OutboxRow) -> None:
        self.sent += 1
        raise self.then


async def attempts(store: Store, then: BaseException, times: int) -> int:
    telegram = Telegram(then)
    deliver = AtMostTwice(store).wrap(telegram)
    for _ in range(times):
        try:
            row = await outbox_lanes.first_due(store.engine, "lane", Moment(9))
            assert row
            await deliver(row)
        except (type(then), NotYet):
            continue
    return telegram.sent


@pytest.mark.parametrize(
    "then",
    [asyncio.CancelledError(), Undelivered(Trouble.OUTAGE, is_certain=False)],
    ids=["the process dies", "the answer is lost"],
)
async def test_what_may_have_arrived_is_sent_twice_at_most(store: Store, then: BaseException) -> None:
    assert await attempts(store, then, 5) == 2


@pytest.mark.parametrize("trouble", [Trouble.OUTAGE, Trouble.RATE_LIMITED])
async def test_what_surely_did_not_arrive_is_tried_for_as_long_as_it_takes(store: Store, trouble: Trouble) -> None:
    assert await attempts(store, Undelivered(trouble), 5) == 5


async def test_what_is_told_anew_may_be_sent_anew(store: Store) -> None:
    assert await attempts(store, asyncio.CancelledError(), 5) == 2
    await store.commit([outbox.tell("lane", Fact.REMINDER, SUBJECT, Moment(2))])
    assert await attempts(store, asyncio.CancelledError(), 5) == 2
