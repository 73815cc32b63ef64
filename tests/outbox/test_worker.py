"""What somebody waits for goes out at once, whatever else is in the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.telegram.pace import GROUP_LIMIT, RESERVED_PLACES, Pace
from bot.domain.facts import Fact
from bot.domain.time import MINUTE, NO_TIME, Moment, Span
from bot.health.storage_trouble import StorageTrouble
from bot.machine import system_entropy, system_sleep
from bot.outbox.current_staff_chat import CurrentStaffChat
from bot.outbox.not_yet import NotYet
from bot.outbox.worker import OutboxWorker
from storage import outbox
from storage.outbox import STAFF, Urgency
from storage.store import Store

CHAT, NOW = -1_001_234_567_890, Moment(1_795_000_000_000)


class Scene:
    """An outbox worker on a clock that stands still. Its deliveries always succeed, at the pace of the channel."""

    def __init__(self, store: Store) -> None:
        self.told: list[Fact] = []
        self.now = NOW
        self.not_yet: dict[Fact, Span] = {}
        self.pace = Pace(lambda: 100.0, self._sleep)
        deliveries = {fact: self._deliver(fact) for fact in Fact}
        trouble = StorageTrouble(store, lambda: 0.0)
        self.worker = OutboxWorker(
            store,
            deliveries,
            CurrentStaffChat(CHAT, store, system_entropy),
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
async def at_work(scene: Scene) -> AsyncIterator[None]:
    running = asyncio.create_task(scene.worker.run(60.0))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await scene.worker.stop()


async def until(scene: Scene, number: int) -> None:
    async with asyncio.timeout(5):
        while len(scene.told) < number:  # noqa: ASYNC110 (the told list tells nobody)
            await asyncio.sleep(0.005)


async def test_bulk_messages_leave_room_in_the_group_for_a_new_card(store: Store) -> None:
    await store.commit([outbox.tell(STAFF, Fact.NUDGE, b"%d" % number, NOW) for number in range(30)])
    scene = Scene(store)
    async with at_work(scene):
        await until(scene, GROUP_LIMIT[0] - RESERVED_PLACES)
        await asyncio.sleep(0.05)
        assert scene.told == [Fact.NUDGE] * (GROUP_LIMIT[0] - RESERVED_PLACES)
        await store.commit([outbox.tell(STAFF, Fact.CARD, b"c%d" % number, NOW) for number in range(3)])
        scene.worker.wake()
        await until(scene, GROUP_LIMIT[0] - RESERVED_PLACES + 3)
        assert scene.told[-3:] == [Fact.CARD] * 3


async def test_an_answer_does_not_wait_behind_bulk_messages_to_others(store: Store) -> None:
    scene = Scene(store)
    await scene.pace.wait_for_bulk_slot()  # from here on no bulk message gets a slot
    await store.commit([outbox.tell("me", Fact.POLICY, b"me", NOW), outbox.tell("other", Fact.POLICY, b"o", NOW)])
    async with at_work(scene):
        await store.commit([outbox.tell("third", Fact.SENT, b"lead", NOW)])
        scene.worker.wake()
        await until(scene, 1)
        assert scene.told == [Fact.SENT]


async def test_a_row_that_waits_by_itself_delays_no_other_row_and_keeps_its_place(store: Store) -> None:
    """An erasure waits a minute by itself. Cards go on meanwhile; what comes later is told after it."""
    scene = Scene(store)
    scene.not_yet = {Fact.ERASED_CARDS: MINUTE, Fact.ALARM: 5 * MINUTE}
    await store.commit(
        [
            outbox.tell(STAFF, Fact.ERASED_CARDS, b"erasure", NOW, Urgency.ERASURE),
            outbox.tell(STAFF, Fact.ALARM, b"job", NOW),
            outbox.tell(STAFF, Fact.CARD, b"lead", NOW),
        ]
    )
    async with at_work(scene):
        await until(scene, 1)
        assert scene.told == [Fact.CARD]
        await store.commit([outbox.tell(STAFF, Fact.STRAY, b"message", NOW + MINUTE)])
        scene.now += MINUTE
        scene.worker.wake()
        await until(scene, 3)
        assert scene.told[1:] == [Fact.ERASED_CARDS, Fact.STRAY]
        scene.now += 4 * MINUTE
        scene.worker.wake()
        await until(scene, 4)
        assert scene.told[3:] == [Fact.ALARM]
