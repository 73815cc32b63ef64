"""How does no update get lost, and none answered twice?

One person's updates wait for each other, and so do their answers; different people's do not. An update counts as taken
once its effects are committed; whoever brings updates in (bot/polling.py) acknowledges only then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from aiogram.types import Update

from bot.lanes import Lanes
from bot.memory import Recent
from bot.reply import Replies
from bot.unit_of_work import Undecidable, UnitOfWork, sender_of
from handlers.decision import SILENCE, Decision, Popup, Say
from storage.statements import StorageError

log = logging.getLogger(__name__)

Apology = Callable[[Update, str], str]
"""The words for a trouble, in the language of whoever sent the update."""


class Receiver:
    """Takes updates in and has each answered once."""

    def __init__(
        self, unit: UnitOfWork, replies: Replies, apology: Apology, committed: Callable[[Decision], None]
    ) -> None:
        self._unit = unit
        self._replies = replies
        self._apology = apology
        self._committed = committed
        self._lanes = Lanes()
        self._answered: Recent[int, bool] = Recent(20_000)
        self._apologised: Recent[int, bool] = Recent(1_000)
        self._talking: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Update], grace: float) -> list[bool]:
        """Handle updates; return, once all effects are committed, which of them may be acknowledged.

        Replies go out after each commit, still in the person's turn, and are waited for `grace` seconds.
        """
        loop = asyncio.get_running_loop()
        committed: list[asyncio.Future[bool]] = [loop.create_future() for _ in updates]
        tasks = [asyncio.create_task(self._in_turn(*pair)) for pair in zip(updates, committed, strict=True)]
        for task in tasks:
            self._talking.add(task)
            task.add_done_callback(self._talking.discard)
        # Shielded: if the poller is stopped meanwhile, what is being committed still is, and is said.
        taken = await asyncio.gather(*(asyncio.shield(one) for one in committed))
        if tasks:
            await asyncio.wait(tasks, timeout=grace)
        return taken

    async def drain(self, seconds: float) -> None:
        """Let replies under way go out."""
        if self._talking:
            await asyncio.wait(self._talking, timeout=seconds)

    async def _in_turn(self, update: Update, committed: asyncio.Future[bool]) -> None:
        try:
            sender = sender_of(update).id
        except LookupError:
            committed.set_result(True)  # a channel's post or a kind we did not ask for: nobody waits for an answer
            return
        try:
            with self._lanes.enter(sender) as lane:
                async with lane.deciding:
                    answer = await self._decide(update, committed)
                    place = lane.queue_up()
                async with place:
                    await self._replies.send(update, answer)
        finally:
            if not committed.done():
                committed.set_result(False)

    async def _decide(self, update: Update, committed: asyncio.Future[bool]) -> Decision:
        """Commit the update's effects; what is to be said afterwards."""
        if update.update_id in self._answered:
            committed.set_result(True)
            return SILENCE
        try:
            decision = await self._unit.run(update)
        except StorageError as error:
            log.error("update %d not stored (%s), not acknowledged", update.update_id, error)
            committed.set_result(False)
            return self._apologise(update, "sorry.storage")
        except Undecidable as error:
            log.error("update %d (%s) cannot be decided and is set aside: %s", update.update_id, _kind(update), error)
            decision = self._apologise(update, "sorry.bug")
        except Exception:
            log.exception("update %d ended in a bug", update.update_id)
            decision = self._apologise(update, "sorry.bug")
        self._answered.put(update.update_id, True)
        committed.set_result(True)
        if decision.changes:
            self._committed(decision)
        return decision

    def _apologise(self, update: Update, key: str) -> Decision:
        """Once an update, however often it comes back."""
        if update.update_id in self._apologised or not _is_private(update):
            return SILENCE
        self._apologised.put(update.update_id, True)
        text = self._apology(update, key)
        return Decision([Popup(text, alert=True) if update.callback_query else Say(text)])


def _kind(update: Update) -> str:
    """Which of the kinds we ask for, without anything of what it holds."""
    return next(iter(update.model_fields_set - {"update_id"}), "")


def _is_private(update: Update) -> bool:
    event = update.message or update.edited_message
    return update.callback_query is not None or (event is not None and event.chat.type == "private")
