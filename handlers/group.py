"""The bot is let into a group, put out of it, or blocked by a person."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated

from handlers.decision import SILENCE, Decision
from handlers.turn import Turn
from storage import outbox, reminders
from storage.outbox import Fact

INSIDE = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR}


def build() -> Router:
    router = Router(name="group")
    router.my_chat_member.register(block_bot, F.chat.type == ChatType.PRIVATE)
    router.my_chat_member.register(change_membership)
    return router


async def block_bot(event: ChatMemberUpdated, turn: Turn) -> Decision:
    """Whoever blocks the bot is not reminded of anything, until they write again."""
    if event.new_chat_member.status != ChatMemberStatus.KICKED or turn.visitor.draft is None:
        return SILENCE
    who = turn.visitor.pseudonym
    return Decision(changes=[reminders.silence(who, 0), outbox.cancel(Fact.REMINDER, who)])


async def change_membership(event: ChatMemberUpdated, turn: Turn) -> Decision:
    """Back in the staff group, the waiting cards wait no longer."""
    if turn.staff is None or event.chat.id != turn.staff.chat_id or event.new_chat_member.status not in INSIDE:
        return SILENCE
    return Decision(changes=[outbox.hurry(outbox.STAFF, turn.now)])
