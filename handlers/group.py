"""The bot is let into a group, or put out of it."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from handlers.decision import SILENCE, Decision
from handlers.turn import Turn
from storage import outbox

INSIDE = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR}


def build() -> Router:
    router = Router(name="group")
    router.my_chat_member.register(change_membership)
    return router


async def change_membership(event: ChatMemberUpdated, turn: Turn) -> Decision:
    """Back in the staff group, the waiting cards wait no longer."""
    if turn.staff is None or event.chat.id != turn.staff.chat_id or event.new_chat_member.status not in INSIDE:
        return SILENCE
    return Decision(changes=[outbox.hurry(outbox.STAFF, turn.now)])
