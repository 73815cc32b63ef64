"""Does what somebody waits for go out at once, whatever else there is to tell?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.telegram.pace import GROUP_LIMIT, RESERVED_PLACES, Pace
from bot.domain.time import MINUTE, NO_TIME, Moment, Span
from bot.health.storage_trouble import StorageTrouble
from bot.machine import system_entropy, system_sleep
from bot.outbox.not_yet import NotYet
from bot.outbox.staff_chat import StaffChat
from bot.outbox.worker import Delivery
from storage import outbox
from storage.outbox import STAFF, Fact, Urgency
from storage.store import Store

CHAT, NOW = -1_001_234_567_890, Moment(1_795_000_000_000)


class House:
    """A delivery whose Telegram takes everything, at the pace it allows, on a clock that stands still."""

    def __init__(self, store: Store) -> None:
        self.told: list[Fact] = []
        self.now = NOW
        self.not_yet: dict[Fact, Span] = {}
        self.pace = Pace(lambda: 100.0, self._sleep)
        deliveries = {fact: self._deliver(fact) for fact in Fact}
        trouble = StorageTrouble(store, lambda: 0.0)
        self.delivery = Delivery(
            store,
            deliveries,
            StaffChat(CHAT, store, system_entropy),
            self.pace,
            lambda: self.now,
            trouble,
            system_sleep,
        )

    def _deliver(self, fact: Fact):  # type: ignore[no-untyped-def]
        async def deliver(subject: bytes) -> None:
            if fact in (Fact.NUDGE, Fact.CARD):
                await self.pace.wait(CHAT)
            if wait := self.not_yet.pop(fact, NO_TIME):
                raise NotYet(after=wait)
            self.told.append(fact)

        return deliver

    async def _sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[None]:
    running = asyncio.create_task(house.delivery.run(60.0))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await house.delivery.stop()


async def until(house: House, number: int) -> None:
    async with asyncio.timeout(5):
        while len(house.told) < number:  # noqa: ASYNC110 (the told list tells nobody)
            await asyncio.sleep(0.005)


async def test_a_new_card_finds_room_in_the_group_whatever_only_time_has_brought(store: Store) -> None:
    await store.commit([outbox.tell(STAFF, Fact.NUDGE, b"%d" % number, NOW) for number in range(30)])
    house = House(store)
    async with at_work(house):
        await until(house, GROUP_LIMIT[0] - RESERVED_PLACES)
        await asyncio.sleep(0.05)
        assert house.told == [Fact.NUDGE] * (GROUP_LIMIT[0] - RESERVED_PLACES)
        await store.commit([outbox.tell(STAFF, Fact.CARD, b"c%d" % number, NOW) for number in range(3)])
        house.delivery.wake()
        await until(house, GROUP_LIMIT[0] - RESERVED_PLACES + 3)
        assert house.told[-3:] == [Fact.CARD] * 3


async def test_an_answer_does_not_wait_behind_what_time_has_brought_to_others(store: Store) -> None:
    house = House(store)
    await house.pace.wait_for_bulk_slot()  # from here on nobody gets a turn
    await store.commit([outbox.tell("me", Fact.POLICY, b"me", NOW), outbox.tell("other", Fact.POLICY, b"o", NOW)])
    async with at_work(house):
        await store.commit([outbox.tell("third", Fact.SENT, b"lead", NOW)])
        house.delivery.wake()
        await until(house, 1)
        assert house.told == [Fact.SENT]


async def test_what_is_not_yet_to_be_told_holds_up_nobody_and_is_told_in_its_place(store: Store) -> None:
    """An erasure that waits a minute by itself: cards go on meanwhile, and those that come later come after it."""
    house = House(store)
    house.not_yet = {Fact.ERASED_CARDS: MINUTE, Fact.ALARM: 5 * MINUTE}
    await store.commit(
        [
            outbox.tell(STAFF, Fact.ERASED_CARDS, b"erasure", NOW, Urgency.ERASURE),
            outbox.tell(STAFF, Fact.ALARM, b"job", NOW),
            outbox.tell(STAFF, Fact.CARD, b"lead", NOW),
        ]
    )
    async with at_work(house):
        await until(house, 1)
        assert house.told == [Fact.CARD]
        await store.commit([outbox.tell(STAFF, Fact.STRAY, b"message", NOW + MINUTE)])
        house.now += MINUTE
        house.delivery.wake()
        await until(house, 3)
        assert house.told[1:] == [Fact.ERASED_CARDS, Fact.STRAY]
        house.now += 4 * MINUTE
        house.delivery.wake()
        await until(house, 4)
        assert house.told[3:] == [Fact.ALARM]
