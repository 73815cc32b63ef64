"""Receives updates: none is lost, and none is answered twice.

The updates of one person wait for each other, and so do the answers; different persons do not wait. An update counts as
taken once its effects are committed; only then may the source (Source, bot/dialogue/adapter.py) acknowledge it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from bot.dialogue.channel import Channel
from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event, Unreadable, What
from bot.dialogue.installation import Installation
from bot.dialogue.taken import Taken
from bot.domain.address import Address
from bot.domain.set_aside import SetAside
from bot.health.storage_trouble import StorageTrouble
from bot.health.tally import Tally
from bot.intake.apologies import Apologies
from bot.intake.lanes import Lanes, QueuedAnswer, UnstoredUpdates
from bot.intake.reply import Replies
from bot.intake.superseded import DecidedEvent
from bot.intake.text_pieces import TextPieces
from bot.intake.unit_of_work import Undecidable, UnitOfWork
from bot.intake.update_log import UpdateLog
from bot.intake.work import Countdown, Work
from bot.lru_cache import LruCache
from bot.machine import Machine
from bot.running_parts import Patience
from storage.statements import StorageError

log = logging.getLogger(__name__)

UPDATES = "updates"
STORED, NOT_STORED, UNREADABLE = "updates stored", "updates not stored", "unreadable"

SendReplies = Callable[[], Awaitable[None]]
"""Sends the replies after a commit."""


class Receiver:
    """Takes updates and has each answered once."""

    def __init__(
        self,
        installation: Installation,
        unit: UnitOfWork,
        channel: Channel,
        storage: StorageTrouble,
        machine: Machine,
        tally: Tally,
    ) -> None:
        self._tally = tally
        tally.expect(STORED, NOT_STORED)
        tally.updates.update(dict.fromkeys([*What, UNREADABLE], 0))
        self._unit = unit
        self._replies = Replies(channel, installation, machine)
        self._apologies = Apologies(installation)
        self._storage = storage
        self._monotonic = machine.monotonic
        self._lanes: Lanes[DecidedEvent] = Lanes()
        self._unstored = UnstoredUpdates(machine.monotonic, unit.is_taken)
        self._answered: LruCache[int, bool] = LruCache(20_000)
        self._text_pieces = TextPieces(channel.can.longest_text)
        self._log = UpdateLog()
        self._undecided: dict[int, Work] = {}
        self._replying: set[asyncio.Task[None]] = set()

    async def take(
        self, events: Sequence[Event | Unreadable], decision_timeout: float, reply_timeout: float
    ) -> list[Taken]:
        """Handle updates. Return, in their order, which of them may be acknowledged.

        An update that is not decided after `decision_timeout` seconds goes on and may be brought again. Replies go out
        after each commit, in the order of the person; the call waits for them at most `reply_timeout` seconds.
        """
        works = [self._undecided.get(event.number) or self._begin(event) for event in events]
        committed, said = Countdown(len(works)), Countdown(len(works))
        for work in works:
            work.await_by(committed, said)
        # If the source is stopped meanwhile, commits and replies still go on: waiting cancels nothing.
        if await committed.is_over_within(decision_timeout):
            await said.is_over_within(reply_timeout)
        taken = [work.taken for work in works]
        if taken.count(Taken.COMMITTED) == len(taken):
            self._storage.record_success(UPDATES)
        return taken

    async def drain(self, patience: Patience, seconds: float) -> None:
        """Let the updates under way be committed and answered. Cancel what is left after `seconds`."""
        await patience.let_finish(self._replying, seconds)

    def _begin(self, event: Event | Unreadable) -> Work:
        received_at = self._monotonic()
        self._tally.updates[event.what if isinstance(event, Event) else UNREADABLE] += 1
        work = self._undecided[event.number] = Work(partial(self._note, event, received_at))
        self._start(self._in_turn(event, work, received_at))
        return work

    def _start(self, replying: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """The stop lets it finish."""
        task = asyncio.get_running_loop().create_task(replying)
        self._replying.add(task)
        task.add_done_callback(self._replying.discard)
        return task

    def _note(self, event: Event | Unreadable, received_at: float, is_stored: bool) -> None:
        self._undecided.pop(event.number, None)
        seconds = self._monotonic() - received_at
        self._tally.durations["update"].add(seconds)
        self._tally.add(STORED if is_stored else NOT_STORED)
        self._log.note(event, seconds, is_stored=is_stored)

    async def _in_turn(self, event: Event | Unreadable, work: Work, received_at: float) -> None:
        sender = _sender_of(event)
        lane = self._lanes.enter(sender)
        try:
            async with lane.deciding:
                if self._unstored.is_any and await self._unstored.has_earlier(sender, event.number):
                    return  # it comes again, after the update that was not stored
                if isinstance(event, Unreadable):
                    ask_again, queued = await self._set_aside(event, sender, work), QueuedAnswer(lane)
                    reply: SendReplies = partial(_say_in_turn, queued, ask_again)
                else:
                    decision = await self._decide(event, work, received_at)
                    queued = QueuedAnswer(lane, (event, decision))
                    reply = partial(self._reply, event, decision, queued, work)
            try:
                await reply()
            finally:
                queued.leave()
            self._clean_up_after(event)
        finally:
            self._lanes.leave(sender, lane)
            work.end()

    async def _reply(self, event: Event, decision: Decision, queued: QueuedAnswer[DecidedEvent], work: Work) -> None:
        """Nobody in private waits for the end of a press, nor for other buttons under what was said before: the press
        is answered beside the replies, and the buttons change after them."""
        answering = self._replies.answer_at_once(event, decision)
        beside = self._start(answering) if event.is_private and event.tap else None
        if not beside:
            await answering
        await queued.wait_for_turn()
        await self._replies.send(event, decision, queued.decided_since)
        if beside:
            await beside
        if event.is_private:
            work.note_said()
        await self._replies.set_buttons(event, decision, queued.decided_since)

    def _clean_up_after(self, event: Event | Unreadable) -> None:
        """In the background: neither the next answer nor the next updates wait for it."""
        if isinstance(event, Event) and (clean := self._replies.cleaning(event)):
            self._start(clean())

    async def _decide(self, event: Event, work: Work, received_at: float) -> Decision:
        """Commit the effects of the update. The decision tells what to reply."""
        if event.number in self._answered or self._text_pieces.is_continuation(event):
            self._answered.put(event.number, True)
            work.note_stored(True)
            return SILENCE
        try:
            decision = await self._unit.run(event, received_at)
        except StorageError as error:
            self._storage.record_failure(UPDATES, error)
            self._unstored.note(event.who.address, event.number)
            work.note_stored(False)
            return self._apologies.give(event, "sorry.storage")
        except Undecidable as error:
            log.error("update %d (%s) cannot be decided and is set aside: %s", event.number, event.what, error)
            decision = self._apologies.give(event, "sorry.bug")
        except Exception:
            log.exception("update %d ended in a bug", event.number)
            decision = self._apologies.give(event, "sorry.bug")
        self._answered.put(event.number, True)
        if self._unstored.is_any:
            self._unstored.settle(event.who.address, event.number)
        work.note_stored(True)
        return decision

    async def _set_aside(self, event: Unreadable, person: Address | None, work: Work) -> SendReplies:
        """Count an unreadable update and ask its sender to write again; each once, however often it comes."""
        number, sender, is_new = event.number, event.sender, event.number not in self._answered
        try:
            if is_new:
                await self._unit.count(SetAside.UNREADABLE)
                log.error("update %d cannot be read and is set aside; what does not fit: %s", number, event.place)
        except StorageError as error:
            self._storage.record_failure(UPDATES, error)
            self._unstored.note(person, number)
            work.note_stored(False)
            return _say_nothing
        self._answered.put(number, True)
        self._unstored.settle(person, number)
        work.note_stored(True)
        if not (is_new and sender):
            return _say_nothing
        return partial(self._replies.ask_again, sender, self._apologies.words(sender, "sorry.unreadable"))


def _sender_of(event: Event | Unreadable) -> Address | None:
    """None if the sender is unreadable."""
    if isinstance(event, Unreadable):
        return event.sender.address if event.sender else None
    return event.who.address


async def _say_in_turn(queued: QueuedAnswer[DecidedEvent], ask_again: SendReplies) -> None:
    await queued.wait_for_turn()
    await ask_again()


async def _say_nothing() -> None:
    pass
