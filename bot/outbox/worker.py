"""Empties the outbox: delivers each committed fact to its chat, in order.

A row of the outbox says that a chat may not show yet what the database says. One task serves one chat, in order. A chat
that is out of reach delays no other chat.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.dialogue.channel import Rate
from bot.dialogue.undelivered import OUT_OF_REACH, Trouble, Undelivered
from bot.domain.facts import Fact
from bot.domain.time import EPOCH, SECOND, Span
from bot.health.lasting_lines import LastingLines
from bot.health.storage_trouble import StorageTrouble
from bot.health.tally import Tally
from bot.machine import Clock, Sleep
from bot.outbox.current_staff_chat import CurrentStaffChat
from bot.outbox.group_reach import GroupReach
from bot.outbox.not_yet import NotYet
from bot.outbox.retry_pause import MAX_REFUSED_PAUSE, MAX_RETRY_PAUSE, retry_pause
from bot.outbox.told_rows import Recorded, ToldRows
from bot.running_parts import Patience
from storage import outbox, outbox_lanes
from storage.outbox import STAFF, OutboxRow, Urgency
from storage.statements import Statement, StorageError
from storage.store import Store

log = logging.getLogger(__name__)
MAX_BULK_LANES = 20  # private chats that get bulk messages at the same time: one second at the pace of Telegram

HAND_OVER_SECONDS = 5.0
"""A process that has lost the lead waits so long for the answers to its last calls."""

OUTBOX = "outbox"
WAITS = {trouble: f"%s waits: {trouble}" for trouble in Trouble}

Delivery = Callable[[OutboxRow], Awaitable[Sequence[Statement] | Recorded | None]]
"""Makes the chat show what is so about its subject. Returns what is to be written with the record of that, if any.

Raises NotYet; Undelivered, permanent only if no retry can help.
"""


class OutboxWorker:
    """Empties the outbox until cancelled. Call `wake` when there may be a new row."""

    def __init__(
        self,
        store: Store,
        deliveries: Mapping[Fact, Delivery],
        staff_chat: CurrentStaffChat,
        rate: Rate,
        clock: Clock,
        storage: StorageTrouble,
        sleep: Sleep,
        tally: Tally | None = None,
    ) -> None:
        self._tally = tally or Tally()
        self._store = store
        self._rate = rate
        self._deliveries = deliveries
        self._staff_chat = staff_chat
        self._clock = clock
        self._storage = storage
        self._sleep = sleep
        self._told = ToldRows(store, sleep)
        self._woken = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._group = GroupReach()
        self._is_finishing = False
        self._lines = LastingLines(log, lambda: (clock() - EPOCH) / SECOND)
        self._alarm: asyncio.TimerHandle | None = None

    def troubles(self) -> list[str]:
        """Why the bot is not ready: one reason if the staff group is out of reach."""
        return self._group.troubles()

    def wake(self) -> None:
        self._woken.set()

    async def run(self, interval: float) -> None:
        """Looks into the outbox at least every `interval` seconds."""
        unknown_logged = self._is_finishing = False
        await self._store.term.wait_for_earlier(self._sleep)
        while True:
            self._woken.clear()
            try:
                self._store.engine.check()
                unknown_logged = unknown_logged or await self._log_unknown()
                pause = await self._start_lanes(interval)
                self._storage.record_success(OUTBOX)
            except StorageError as error:
                self._storage.record_failure(OUTBOX, error)
                pause = min(interval, 1.0)
            try:
                # Not wait_for: before Python 3.12 it can swallow the cancellation that ends this loop.
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def finish(self, patience: Patience, seconds: float) -> None:
        """Let each lane deliver what it has begun, and nothing more; then stop."""
        self._is_finishing = True
        await patience.let_finish(self._lanes.values(), seconds)
        await patience.let_finish([asyncio.create_task(self._told.settle())], seconds)

    async def hand_over(self) -> None:
        """The same for a process that goes on: another one may lead by now, and waits a moment for this record."""
        self._is_finishing = True
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=HAND_OVER_SECONDS)
        await self.stop()
        self._group.forget()
        await self._told.settle()

    async def stop(self) -> None:
        """Cancel the deliveries under way; each can be repeated."""
        for task in self._lanes.values():
            task.cancel()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _log_unknown(self) -> bool:
        """Call it once: this process never writes such rows."""
        for kind, number in (await outbox.count_unknown_kinds(self._store.engine)).items():
            log.error("in the outbox %d x %s waits for the newer version that wrote it", number, kind)
        return True

    async def _start_lanes(self, interval: float) -> float:
        """Return in how many seconds to look again."""
        # A lane that is served while this looks may have told its row by then; when it ends, this looks again.
        served, now = set(self._lanes), self._clock()
        found = await outbox_lanes.look(self._store.engine, now, MAX_BULK_LANES)
        if found.is_deferred_due:
            await self._store.commit([outbox.resume_deferred(now)])
            found = await outbox_lanes.look(self._store.engine, now, MAX_BULK_LANES)
        for row in found.due:
            if row.lane in served or (row.lane == STAFF and not self._group_has_room(row)):
                continue
            task = asyncio.create_task(self._serve(row))
            self._lanes[row.lane] = task
            task.add_done_callback(lambda _, lane=row.lane: self._leave(lane))  # type: ignore[misc]
        return interval if found.next_due is None else min(interval, (found.next_due - now) / SECOND)

    def _leave(self, lane: str) -> None:
        del self._lanes[lane]
        self.wake()

    async def _serve(self, first: OutboxRow) -> None:
        lane = first.lane
        try:
            row = first if first.urgency < Urgency.MANY else await self._first_row(lane)
            while row and not self._is_finishing and await self._deliver(row):
                row = await self._first_row(lane) if lane == STAFF else None  # the next look finds a person's next
            self._storage.record_success(f"{OUTBOX} {lane}")
        except StorageError as error:
            self._storage.record_failure(f"{OUTBOX} {lane}", error)
            await self._sleep(1.0)
        except Exception:
            log.exception("a lane ended in a bug; it is tried again")
            await self._sleep(1.0)

    async def _first_row(self, lane: str) -> OutboxRow | None:
        """The first row of a lane, if it may be told now: a bulk message waits for a slot."""
        row = await outbox_lanes.first_due(self._store.engine, lane, self._clock())
        if lane == STAFF:
            return row if row and self._group_has_room(row) else None
        if row is None or row.urgency < Urgency.MANY:
            return row
        await self._rate.wait_for_bulk_slot()
        return await outbox_lanes.first_due(self._store.engine, lane, self._clock())

    def _group_has_room(self, row: OutboxRow) -> bool:
        """Whether the rate limit lets the group get this row now. Bulk messages leave room for a new card."""
        chat = self._staff_chat()
        if chat is None or row.urgency < Urgency.MANY:
            return chat is not None
        delay = self._rate.background_delay(chat)
        if self._alarm:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(delay, self.wake) if delay > 0 else None
        return delay <= 0

    async def _deliver(self, row: OutboxRow) -> bool:
        """False if the whole lane has to wait."""
        try:
            if row not in self._told:
                self._told.note(row, await self._deliveries[row.fact](row))
        except NotYet as later:
            due_at = max(later.until, self._clock() + later.after)
            await self._store.commit([outbox.defer(row, due_at)])
            self.wake()
            return True
        except Undelivered as failure:
            return await self._handle_failure(row, failure)
        except StorageError:
            raise
        except Exception:
            log.exception("%s ended in a bug", row.fact)
            await self._defer(row)
            return True
        await self._told.record(row)
        self._tally.add("facts told")
        if row.lane == STAFF:
            self._group.record_reached()
        return True

    async def _handle_failure(self, row: OutboxRow, failure: Undelivered) -> bool:
        """False if the whole lane has to wait.

        Staff are told of every lead, however long it takes. A person who is permanently out of reach is given up.
        """
        if failure.trouble is Trouble.UNWANTED:
            await self._store.commit([outbox.delivered(row)])  # a row that was told anew has a new version, and stays
            return True
        self._tally.add(f"facts not told ({failure.trouble})")
        group = row.lane == STAFF
        if not failure.permanent or (group and failure.trouble in OUT_OF_REACH):
            if group and failure.moved_to is not None:
                await self._staff_chat.follow(failure.moved_to)
            elif group and failure.permanent:
                self._group.record_lost()
            await self._postpone(row, failure)
            return False
        log.warning("%s was not accepted: %s", row.fact, failure.trouble)
        if group and failure.trouble is not Trouble.NO_MESSAGE_ID:
            await self._defer(row)
        else:
            await self._store.commit([outbox.delivered(row)])
        return True

    async def _defer(self, row: OutboxRow) -> None:
        """A refused row, or one that ended in a bug, is neither lost nor delays its lane: the other rows go first."""
        due_at = self._clock() + retry_pause(row, MAX_REFUSED_PAUSE)
        await self._store.commit([outbox.defer(row, due_at, failed=True)])
        self.wake()

    async def _postpone(self, row: OutboxRow, failure: Undelivered) -> None:
        wait = retry_pause(row, MAX_RETRY_PAUSE)
        if failure.retry_after is not None:
            wait = Span(failure.retry_after * 1000)
        if row.attempts == 0 or row.attempts % 20 == 19:
            self._lines.say(logging.WARNING, WAITS[failure.trouble], row.fact)
        await self._store.commit(
            [outbox.retry(row, self._clock() + wait), outbox.pause_lane(row.lane, self._clock() + wait)]
        )
