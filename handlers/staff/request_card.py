"""A colleague asks for the card of one lead: it is sent again with its history, and the earlier card is emptied."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import LeadPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.facts import Fact
from bot.domain.lead import Lead, shows_contacts
from handlers.conditions import command, pressed
from handlers.staff.named_lead import LeadNotFound, find_named_lead
from storage import access_log, cards, leads, outbox, persons
from storage.outbox import Urgency
from storage.statements import Statement


def routes() -> Routes:
    return (Route(ask_for_card, command("lead")), Route(press_reference, pressed(LeadPress)))


async def ask_for_card(event: Event, turn: Turn) -> Decision:
    try:
        lead = await find_named_lead(event, turn)
    except LeadNotFound as not_found:
        return Decision([Say(str(not_found))])
    return Decision(changes=_show_again(event, turn, lead))


async def press_reference(event: Event, turn: Turn) -> Decision:
    """On the list of open leads."""
    press = event.pressed(LeadPress)
    lead = await leads.find(turn.store.engine, turn.store.vault, press.reference)
    if lead is None or await persons.is_erasing(turn.store.engine, lead.person):
        return Decision([Popup(turn.text("staff.no_lead"), alert=True)])
    if await persons.is_blocked(turn.store.engine, lead.person):
        return Decision([Popup(turn.text("staff.disputed"), alert=True)])
    return Decision([Popup(turn.text("lead.coming", reference=lead.reference))], _show_again(event, turn, lead))


def _show_again(event: Event, turn: Turn, lead: Lead) -> list[Statement]:
    who = turn.store.vault.pseudonym(event.who.address)
    seen = access_log.note(lead.id, who, "lead", turn.now) if shows_contacts(lead, turn.installation.staff_card) else []
    return [
        *cards.replace(lead.id),
        outbox.tell(outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.PRESS),
        *seen,
    ]
