"""The bot is let into a group, put out of it, or blocked by a person."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import ChatMemberUpdated

from handlers.decision import SILENCE, Decision
from handlers.turn import Turn
from storage import outbox, persons, reminders
from storage.outbox import Fact

INSIDE = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR}


def build() -> Router:
    router = Router(name="group")
    router.my_chat_member.register(block_or_unblock_bot, F.chat.type == ChatType.PRIVATE)
    router.my_chat_member.register(change_membership)
    return router


async def block_or_unblock_bot(event: ChatMemberUpdated, turn: Turn) -> Decision:
    """Whoever blocks the bot is not reminded of anything, until they write again; whoever lets it back in and has not
    agreed to the policy as it is now may have missed the question, and is asked at the next sweep."""
    who, consent = turn.visitor.pseudonym, turn.visitor.consent
    if event.new_chat_member.status in INSIDE and consent is not None and not turn.agreed:
        return Decision(changes=[persons.note_policy(who, consent.policy_version)])
    if event.new_chat_member.status == ChatMemberStatus.KICKED and turn.visitor.draft is not None:
        return Decision(changes=[reminders.silence(who, 0), outbox.cancel(Fact.REMINDER, who)])
    return SILENCE


async def change_membership(event: ChatMemberUpdated, turn: Turn) -> Decision:
    """Back in the staff group, the waiting cards wait no longer."""
    if turn.staff is None or event.chat.id != turn.staff.chat_id or event.new_chat_member.status not in INSIDE:
        return SILENCE
    return Decision(changes=[outbox.hurry(outbox.STAFF, turn.now)])
