"""Finds the lead that a command names: by its typed reference, or by the card the command replies to."""

from __future__ import annotations

from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.lead import Lead
from bot.domain.reference import read_reference
from storage import cards, leads, persons


class LeadNotFound(Exception):
    """The command names no lead, or none that exists. The text is the answer in the colleague's language."""


async def find_named_lead(event: Event, turn: Turn) -> Lead:
    """Raises LeadNotFound, also for the lead of a blocked person."""
    store, name = turn.store, event.command.name if event.command else ""
    if event.args:
        reference = read_reference(event.args)
        lead = await leads.find(store.engine, store.vault, reference) if reference else None
    elif event.reply_to:
        place = event.where.chat_id, event.reply_to.message_id
        found = await cards.find_lead(store.engine, *place)
        lead = await leads.load(store.engine, store.vault, found) if found else None
    else:
        raise LeadNotFound(turn.text("lead.which", command=name))
    if lead is None or await persons.is_erasing(store.engine, lead.person):
        raise LeadNotFound(turn.text("lead.unknown", command=name))
    if await persons.is_blocked(store.engine, lead.person):
        raise LeadNotFound(turn.text("staff.disputed"))
    return lead
