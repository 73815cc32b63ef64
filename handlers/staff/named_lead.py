"""Which application does a colleague mean? The one whose reference they type, or whose card they answer."""

from __future__ import annotations

from bot.dialogue.event import Event
from bot.dialogue.turn import Turn
from bot.domain.lead import Lead
from bot.domain.reference import read_reference
from storage import cards, leads, persons


class LeadNotFound(Exception):
    """No application is meant, or none that there is; the text says so kindly."""


async def find_named_lead(event: Event, turn: Turn) -> Lead:
    """Raises LeadNotFound."""
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
    if lead is None or await persons.is_blocked(store.engine, lead.person):
        raise LeadNotFound(turn.text("lead.unknown", command=name))
    return lead
