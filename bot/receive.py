"""How does no update get lost, and none answered twice?

One person's updates wait for each other, and so do their answers; different people's do not. An update counts as taken
once its effects are committed; whoever brings updates in (bot/polling.py) acknowledges only then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Any

from aiogram.types import Update

from bot.clock import Monotonic
from bot.cut_texts import CutTexts
from bot.domain.set_aside import SetAside
from bot.incoming import Unreadable
from bot.lanes import Lanes, Overdue
from bot.memory import Recent
from bot.overtaking import Answer
from bot.reply import Replies
from bot.storage_trouble import StorageTrouble
from bot.unit_of_work import Undecidable, UnitOfWork, sender_of
from handlers.decision import SILENCE, Decision, Popup, Say
from storage.statements import StorageError

log = logging.getLogger(__name__)

UPDATES = "updates"

Apology = Callable[[str | None, str], str]
"""The words for a trouble, in the language that the sender's telephone speaks (its code, if it tells one)."""
Talk = Callable[[], Awaitable[None]]
"""Says what there is to say after a commit."""


class Taken(Enum):
    """What has become of an update."""

    COMMITTED = auto()  # may be acknowledged
    UNDECIDED = auto()  # not yet, without anything being wrong: Telegram is asked something, or the disk is slow
    REFUSED = auto()  # not stored; it has to come again


@dataclass(frozen=True, slots=True)
class Work:
    """One update under way: whether its effects are committed, and the whole of it, replies included."""

    committed: asyncio.Future[bool]
    whole: asyncio.Task[None]

    @property
    def taken(self) -> Taken:
        if not self.committed.done():
            return Taken.UNDECIDED
        return Taken.COMMITTED if self.committed.result() else Taken.REFUSED


class Receiver:
    """Takes updates in and has each answered once."""

    def __init__(
        self,
        unit: UnitOfWork,
        replies: Replies,
        apology: Apology,
        committed: Callable[[Decision], None],
        storage: StorageTrouble,
        monotonic: Monotonic,
    ) -> None:
        self._unit = unit
        self._replies = replies
        self._apology = apology
        self._committed = committed
        self._storage = storage
        self._monotonic = monotonic
        self._lanes: Lanes[Answer] = Lanes()
        self._overdue = Overdue(monotonic)
        self._answered: Recent[int, bool] = Recent(20_000)
        self._apologised: Recent[int, bool] = Recent(1_000)
        self._cut_texts = CutTexts()
        self._undecided: dict[int, Work] = {}
        self._talking: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Update | Unreadable], patience: float, grace: float) -> list[Taken]:
        """Handle updates; return, once all effects are committed, which of them may be acknowledged.

        An update that is not decided after `patience` seconds holds up nobody: it goes on, and may be brought again.
        Replies go out after each commit, still in the person's turn, and are waited for `grace` seconds.
        """
        works = [self._undecided.get(update.update_id) or self._begin(update) for update in updates]
        # If the poller is stopped meanwhile, what is being committed still is, and is said: waiting cancels nothing.
        undecided = await _wait([work.committed for work in works], patience)
        if not undecided:
            await _wait([work.whole for work in works], grace)
        taken = [work.taken for work in works]
        if all(one is Taken.COMMITTED for one in taken):
            self._storage.accept(UPDATES)
        return taken

    async def drain(self, seconds: float) -> None:
        """Let what is under way be committed and said; after so many seconds nothing is under way any more."""
        if self._talking:
            _, late = await asyncio.wait(self._talking, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, update: Update | Unreadable) -> Work:
        committed = asyncio.get_running_loop().create_future()
        work = Work(committed, asyncio.create_task(self._in_turn(update, committed, self._monotonic())))
        self._undecided[update.update_id] = work
        committed.add_done_callback(lambda _: self._undecided.pop(update.update_id, None))
        self._talking.add(work.whole)
        work.whole.add_done_callback(self._talking.discard)
        return work

    async def _in_turn(self, update: Update | Unreadable, committed: asyncio.Future[bool], received_at: float) -> None:
        try:
            sender = _number_of_sender(update)
        except LookupError:
            committed.set_result(True)  # a channel's post: nobody waits for an answer
            return
        try:
            with self._lanes.enter(sender) as lane:
                async with lane.deciding:
                    if self._overdue.comes_before(sender, update.update_id):
                        return  # it comes again too, behind what could not be stored
                    press: Talk = _say_nothing
                    if isinstance(update, Unreadable):
                        talk, place = await self._set_aside(update, sender, committed), lane.queue_up()
                    else:
                        decision = await self._decide(update, committed, received_at)
                        place = lane.queue_up((update, decision))
                        press = partial(self._replies.answer_press, update, decision)
                        talk = partial(self._replies.send, update, decision, place.overtaken_by)
                with place:
                    await press()
                    await place.come_up()
                    await talk()
        finally:
            if not committed.done():
                committed.set_result(False)

    async def _decide(self, update: Update, committed: asyncio.Future[bool], received_at: float) -> Decision:
        """Commit the update's effects; what is to be said afterwards."""
        if update.update_id in self._answered or self._cut_texts.is_rest(update):
            self._answered.put(update.update_id, True)
            committed.set_result(True)
            return SILENCE
        try:
            decision = await self._unit.run(update, received_at)
        except StorageError as error:
            self._storage.refuse(UPDATES, error)
            self._overdue.note(sender_of(update).id, update.update_id)
            committed.set_result(False)
            return self._apologise(update, "sorry.storage")
        except Undecidable as error:
            log.error("update %d (%s) cannot be decided and is set aside: %s", update.update_id, _kind(update), error)
            decision = self._apologise(update, "sorry.bug")
        except Exception:
            log.exception("update %d ended in a bug", update.update_id)
            decision = self._apologise(update, "sorry.bug")
        self._answered.put(update.update_id, True)
        self._overdue.settle(sender_of(update).id, update.update_id)
        committed.set_result(True)
        if decision.changes:
            self._committed(decision)
        return decision

    async def _set_aside(self, update: Unreadable, person: int, committed: asyncio.Future[bool]) -> Talk:
        """What cannot be read is counted, and its sender asked to write again; both once, however often it comes."""
        number, sender, is_new = update.update_id, update.sender, update.update_id not in self._answered
        try:
            if is_new:
                await self._unit.count(SetAside.UNREADABLE)
                log.error("update %d cannot be read and is set aside; what does not fit: %s", number, update.place)
        except StorageError as error:
            log.error("update %d not counted (%s), not acknowledged", number, error)
            self._overdue.note(person, number)
            committed.set_result(False)
            return _say_nothing
        self._answered.put(number, True)
        self._overdue.settle(person, number)
        committed.set_result(True)
        if not (is_new and sender):
            return _say_nothing
        return partial(self._replies.ask_again, sender, self._apology(sender.language_code, "sorry.unreadable"))

    def _apologise(self, update: Update, key: str) -> Decision:
        """Once an update, however often it comes back."""
        if update.update_id in self._apologised or not _is_private(update):
            return SILENCE
        self._apologised.put(update.update_id, True)
        text = self._apology(sender_of(update).language_code, key)
        return Decision([Popup(text, alert=True) if update.callback_query else Say(text)])


async def _wait(ends: Sequence[asyncio.Future[Any]], seconds: float) -> bool:
    """Whether something has not ended by then."""
    return bool(ends and (await asyncio.wait(ends, timeout=seconds))[1])


def _kind(update: Update) -> str:
    """Which of the kinds we ask for, without anything of what it holds."""
    return next(iter(update.model_fields_set - {"update_id"}), "")


def _number_of_sender(update: Update | Unreadable) -> int:
    """0 for somebody who could not be read."""
    if isinstance(update, Unreadable):
        return update.sender.id if update.sender else 0
    return sender_of(update).id


async def _say_nothing() -> None:
    pass


def _is_private(update: Update) -> bool:
    event = update.message or update.edited_message
    return update.callback_query is not None or (event is not None and event.chat.type == "private")
