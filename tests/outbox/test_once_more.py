"""A message whose answer was lost goes once more, when the channel answers again; what surely was lost always comes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.dialogue.channel import Channel
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.facts import Fact
from bot.domain.time import Moment
from bot.outbox.once_more import OnceMore
from storage import outbox, outbox_lanes
from storage.outbox import OutboxRow
from storage.store import Store, open_store
from tests.databases import places_in
from tests.empty_files import place_empty_files

SUBJECT = b"a lead"
LOST = Undelivered(Trouble.OUTAGE, is_certain=False)
AWAY = Undelivered(Trouble.OUTAGE)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    place_empty_files(tmp_path)
    places = places_in(tmp_path)
    opened = await open_store(places, bytes(32), lambda count: b"\x07" * count)
    await opened.commit([outbox.tell("lane", Fact.SENT, SUBJECT, Moment(1))])
    yield opened
    await opened.close()


class Line:
    """Counts what is sent and asked; each ends as `then` says, or well."""

    def __init__(self, then: Undelivered | None = None, ping: Undelivered | None = None) -> None:
        self.then, self.answer = then, ping
        self.sent = self.pings = 0

    async def ping(self) -> None:
        self.pings += 1
        if self.answer:
            raise self.answer

    async def send(self, _: OutboxRow) -> None:
        self.sent += 1
        if self.then:
            raise self.then


async def waiting(store: Store) -> OutboxRow:
    row = await outbox_lanes.first_due(store.engine, "lane", Moment(9))
    assert row
    return row


async def deliver(store: Store, line: Line, times: int) -> int:
    """How often it counted as told."""
    told = 0
    for _ in range(times):
        try:
            await OnceMore(store, cast("Channel", line)).wrap(line.send)(await waiting(store))
            told += 1
        except Undelivered:
            continue
    return told


async def test_a_lost_answer_is_followed_by_one_more_message(store: Store) -> None:
    line = Line(LOST)
    assert (await deliver(store, line, 2), line.sent) == (1, 2)


async def test_nothing_is_repeated_while_the_channel_does_not_answer(store: Store) -> None:
    line = Line(LOST, ping=LOST)
    assert (await deliver(store, line, 50), line.sent, line.pings) == (0, 1, 49)
    line.then = line.answer = None
    assert (await deliver(store, line, 1), line.sent) == (1, 2)


async def test_what_surely_did_not_arrive_is_tried_for_as_long_as_it_takes(store: Store) -> None:
    line = Line(AWAY)
    assert (await deliver(store, line, 20), line.sent, line.pings) == (0, 20, 0)


async def test_what_is_never_given_up_goes_on_whenever_the_channel_answers(store: Store) -> None:
    line = Line(LOST)
    once_more = OnceMore(store, cast("Channel", line), gives_up=False)
    for _ in range(4):
        with pytest.raises(Undelivered):
            await once_more.wrap(line.send)(await waiting(store))
    assert (line.sent, line.pings) == (4, 3)


async def test_what_is_told_anew_begins_anew(store: Store) -> None:
    line = Line(LOST)
    await deliver(store, line, 1)
    await store.commit([outbox.tell("lane", Fact.SENT, SUBJECT, Moment(2))])
    assert (await deliver(store, line, 2), line.sent) == (1, 3)
