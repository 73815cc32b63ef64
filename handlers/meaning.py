"""Which application does a colleague mean? The one whose reference they type, or whose card they answer."""

from __future__ import annotations

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.domain.lead import Lead
from bot.domain.reference import read_reference
from handlers.turn import Turn
from storage import cards, leads, persons


class Unclear(Exception):
    """No application is meant, or none that there is; the text says so kindly."""


async def find_meant(message: Message, turn: Turn, command: CommandObject) -> Lead:
    """Raises Unclear."""
    store = turn.store
    if command.args:
        reference = read_reference(command.args)
        lead = await leads.find(store.engine, store.vault, reference) if reference else None
    elif message.reply_to_message:
        place = message.chat.id, message.reply_to_message.message_id
        found = await cards.find_lead(store.engine, *place)
        lead = await leads.load(store.engine, store.vault, found) if found else None
    else:
        raise Unclear(turn.text("lead.which", command=command.command.lower()))
    if lead is None or await persons.is_blocked(store.engine, lead.person):
        raise Unclear(turn.text("lead.unknown", command=command.command.lower()))
    return lead
