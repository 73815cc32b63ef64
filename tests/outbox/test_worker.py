"""What somebody waits for goes out at once, whatever else is in the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.pace import GROUP_LIMIT, RESERVED_PLACES, Pace
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.facts import Fact
from bot.domain.time import MINUTE, NO_TIME, Moment, Span
from bot.health.storage_trouble import StorageTrouble
from bot.machine import Sleep, system_sleep
from bot.outbox.current_staff_chat import CurrentStaffChat
from bot.outbox.not_yet import NotYet
from bot.outbox.worker import OutboxWorker
from storage import outbox
from storage.leader import Term
from storage.new_keys import Key
from storage.outbox import STAFF, OutboxRow, Urgency
from storage.statements import Statements, StorageUnavailable
from storage.store import Store

CHAT, NOW = -1_001_234_567_890, Moment(1_795_000_000_000)


class Scene:
    """An outbox worker on a clock that stands still. Its deliveries always succeed, at the pace of the channel."""

    def __init__(self, store: Store, sleep: Sleep = system_sleep) -> None:
        self.told: list[Fact] = []
        self.now = NOW
        self.not_yet: dict[Fact, Span] = {}
        self.fails: dict[Fact, Undelivered] = {}
        self.answers = asyncio.Event()
        """Set while what is sent is answered at once."""
        self.answers.set()
        self.pace = Pace(lambda: 100.0, self._sleep)
        deliveries = {fact: self._deliver(fact) for fact in Fact}
        trouble = StorageTrouble(store, lambda: 0.0)
        self.worker = OutboxWorker(
            store,
            deliveries,
            CurrentStaffChat(CHAT, store),
            self.pace,
            lambda: self.now,
            trouble,
            sleep,
        )

    def _deliver(self, fact: Fact):  # type: ignore[no-untyped-def]
        async def deliver(_: OutboxRow) -> None:
            if fact in (Fact.NUDGE, Fact.CARD):
                await self.pace.wait(CHAT)
            if wait := self.not_yet.pop(fact, NO_TIME):
                raise NotYet(after=wait)
            if failure := self.fails.get(fact):
                raise failure
            self.told.append(fact)
            await self.answers.wait()

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


async def test_what_was_told_is_not_told_again_because_storage_refuses_to_record_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full: rows can be read, and not removed."""
    commit, refused = Store.commit, 0

    async def refuse(store: Store, changes: Statements, new_keys: Sequence[Key] = ()) -> None:
        nonlocal refused
        if refused < 3 and any(change.sql.startswith("DELETE FROM outbox") for change in changes):
            refused += 1
            raise StorageUnavailable("SQLITE_FULL")
        await commit(store, changes, new_keys)

    monkeypatch.setattr(Store, "commit", refuse)
    scene = Scene(store, sleep=no_sleep)
    await store.commit([outbox.tell("me", Fact.SENT, b"lead", NOW)])
    async with at_work(scene), asyncio.timeout(5):
        while await store.engine.read("SELECT 1 FROM outbox"):  # noqa: ASYNC110 (a table tells nobody)
            await asyncio.sleep(0)
    assert (scene.told, refused) == ([Fact.SENT], 3)


async def test_what_is_told_anew_meanwhile_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = Store.commit

    async def refuse(store: Store, changes: Statements, new_keys: Sequence[Key] = ()) -> None:
        if any(change.sql.startswith("DELETE FROM outbox") for change in changes):
            monkeypatch.undo()
            await store.commit([outbox.tell("me", Fact.SENT, b"lead", NOW)])
            raise StorageUnavailable("SQLITE_FULL")
        await commit(store, changes, new_keys)

    monkeypatch.setattr(Store, "commit", refuse)
    scene = Scene(store, sleep=no_sleep)
    await store.commit([outbox.tell("me", Fact.SENT, b"lead", NOW)])
    async with at_work(scene):
        await until(scene, 2)
    assert scene.told == [Fact.SENT] * 2


async def test_what_is_in_hand_when_the_lead_is_lost_is_recorded_and_nothing_else_begins(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer comes after another process has begun to lead; storage is away for a moment."""
    commit, refused, scene = Store.commit, 0, Scene(store, sleep=no_sleep)

    async def refuse(store: Store, changes: Statements, new_keys: Sequence[Key] = ()) -> None:
        nonlocal refused
        refused += 1
        if refused < 4:
            raise StorageUnavailable("08006")
        await commit(store, changes, new_keys)

    scene.answers.clear()
    await store.term.begin(store.engine)
    await store.commit([outbox.tell("me", Fact.SENT, b"lead", NOW), outbox.tell("me", Fact.TAKEN, b"lead", NOW)])
    async with at_work(scene):
        await until(scene, 1)
        await Term().begin(store.engine)
        monkeypatch.setattr(Store, "commit", refuse)
        handing_over = asyncio.create_task(scene.worker.hand_over())
        scene.answers.set()
        await handing_over
    left = await store.engine.read("SELECT kind FROM outbox")
    assert (scene.told, left, refused) == ([Fact.SENT], [("taken",)], 4)


async def test_whoever_delivers_no_longer_does_not_say_that_the_group_is_out_of_reach(store: Store) -> None:
    scene = Scene(store)
    scene.fails[Fact.STRAY] = Undelivered(Trouble.UNREACHABLE)
    await store.commit([outbox.tell(STAFF, Fact.STRAY, b"message", NOW)])
    async with at_work(scene), asyncio.timeout(5):
        while not scene.worker.troubles():  # noqa: ASYNC110 (its troubles tell nobody)
            await asyncio.sleep(0.005)
        await scene.worker.hand_over()
    assert scene.worker.troubles() == []


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)
