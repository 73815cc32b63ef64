"""How are the messages about an erased person taken back, and how does the person learn that it is done?"""

from __future__ import annotations

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.types import ReplyKeyboardRemove

from bot.clock import Clock
from bot.deliveries.taking_back import take_back
from bot.domain.erasure import Place, Reason, Result, Step, Trace, step_for
from bot.gateway import Trouble, Undelivered
from bot.i18n import Text, Words
from bot.messenger import Messenger
from handlers import card
from storage import erasures
from storage.erasures import Erasure
from storage.store import Store

COURTESY = 1.0  # seconds the receipt waits for the staff card, so that it can say that it is done


class DeliverErasedCards:
    """Fact.ERASED_CARDS: the subject is an erasure; its staff cards say that the person withdrew."""

    def __init__(self, store: Store, messenger: Messenger, text: Text, clock: Clock) -> None:
        self._store = store
        self._messenger = messenger
        self._text = text
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        for trace in await erasures.traces(self._store.engine, subject, Place.STAFF):
            result = await self._rewrite(trace)
            await self._store.commit([erasures.record(subject, trace, result)])
        await self._store.commit([erasures.finish(subject, self._clock())])

    async def _rewrite(self, trace: Trace) -> Result:
        if trace.chat_id is None:
            return Result.UNREACHABLE
        face = card.withdrawn(self._text, trace.reference or "")
        try:
            await self._messenger.edit(trace.chat_id, trace.message_id, face.text)
        except Undelivered as failure:
            if not failure.permanent or failure.trouble is Trouble.UNREACHABLE:
                raise
            return Result.GONE if failure.trouble is Trouble.GONE else Result.UNREACHABLE
        return Result.REWRITTEN


class DeliverErased:
    """Fact.ERASED: the subject is an erasure; the chat is cleared as far as a bot can, and the receipt given."""

    def __init__(
        self, store: Store, messenger: Messenger, words: Words, zone: ZoneInfo, clock: Clock, email: str
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._words = words
        self._zone = zone
        self._clock = clock
        self._email = email

    async def __call__(self, subject: bytes) -> None:
        erasure = await erasures.load(self._store.engine, self._store.vault, subject)
        if erasure is None:
            return
        await self._take_all_back(erasure)
        await self._give_receipt(erasure)
        await self._store.commit([erasures.let_go(subject), erasures.finish(subject, self._clock())])
        await self._store.vault.destroy(subject)

    async def _take_all_back(self, erasure: Erasure) -> None:
        traces = await erasures.traces(self._store.engine, erasure.id, Place.PRIVATE)
        young = [trace for trace in traces if step_for(trace, self._clock()) is Step.DELETE]
        if await self._delete_together(erasure.chat_id, young):
            await self._store.commit([erasures.record(erasure.id, trace, Result.DELETED) for trace in young])
            traces = [trace for trace in traces if trace not in young]
        stub = self._words.speak(erasure.language)("message.erased")
        for trace in traces:
            result = await take_back(self._messenger, erasure.chat_id, trace, stub, self._clock())
            await self._store.commit([erasures.record(erasure.id, trace, result)])

    async def _delete_together(self, chat_id: int, traces: list[Trace]) -> bool:
        try:
            await self._messenger.delete_all(chat_id, [trace.message_id for trace in traces])
        except Undelivered as failure:
            if not failure.permanent:
                raise
            return False
        return True

    async def _give_receipt(self, erasure: Erasure) -> None:
        results = await erasures.results(self._store.engine, erasure.id)
        if (Place.STAFF, None) in results:
            await asyncio.sleep(COURTESY)
            results = await erasures.results(self._store.engine, erasure.id)
        text = self._words.speak(erasure.language)
        try:
            receipt = "\n\n".join(
                [_receipt(text, erasure, self._local_time(), results), text("erased.remains", email=self._email)]
            )
            await self._messenger.say(erasure.chat_id, receipt, ReplyKeyboardRemove())
        except Undelivered as failure:
            if not failure.permanent:
                raise  # blocked or deleted: nobody is there to be told

    def _local_time(self) -> str:
        return datetime.fromtimestamp(self._clock() / 1000, self._zone).strftime("%d.%m.%Y %H:%M")


HEADS = {
    Reason.WISH: "erased.wish",
    Reason.CANCELLED: "erased.cancelled",
    Reason.EXPIRED: "erased.expired",
}


def _receipt(text: Text, erasure: Erasure, at: str, results: dict[tuple[Place, Result | None], int]) -> str:
    """What was destroyed, what could not be, and what the person can do about it. It holds no personal data."""
    parts = [text(HEADS[erasure.reason]), text("erased.reference", reference=erasure.reference, time=at)]
    if (Place.STAFF, None) in results:
        parts.append(text("erased.card_pending"))
    if any(place is Place.STAFF and result is Result.UNREACHABLE for place, result in results):
        parts.append(text("erased.card_unreachable"))
    if left := results.get((Place.PRIVATE, Result.UNREACHABLE), 0):
        parts.append(text("erased.left", count=left))
    parts.append(text("erased.clear_chat"))
    return "\n\n".join(parts)
