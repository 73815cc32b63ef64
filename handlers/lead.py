"""A colleague asks for the card of one application: it comes anew, with its history, and the earlier one is emptied."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.domain.lead import Lead
from handlers.callbacks import LeadPress
from handlers.decision import Decision, Popup, Say
from handlers.meaning import Unclear, find_meant
from handlers.turn import Turn
from storage import cards, leads, outbox, persons
from storage.outbox import Fact, Urgency
from storage.statements import Statement

MEMBERS_MAY = ("lead",)
ADMINISTRATORS_MAY: tuple[str, ...] = ()


def build() -> Router:
    router = Router(name="lead")
    router.message.register(ask_for_card, Command("lead", ignore_case=True))
    router.callback_query.register(press_reference, LeadPress.filter())
    return router


async def ask_for_card(message: Message, turn: Turn, command: CommandObject) -> Decision:
    try:
        lead = await find_meant(message, turn, command)
    except Unclear as unclear:
        return Decision([Say(str(unclear))])
    return Decision(changes=_show_again(turn, lead))


async def press_reference(query: CallbackQuery, turn: Turn, callback_data: LeadPress) -> Decision:
    """On the list of open applications."""
    lead = await leads.find(turn.store.engine, turn.store.vault, callback_data.reference)
    if lead is None or await persons.is_blocked(turn.store.engine, lead.person):
        return Decision([Popup(turn.text("staff.no_lead"), alert=True)])
    return Decision([Popup(turn.text("lead.coming", reference=lead.reference))], _show_again(turn, lead))


def _show_again(turn: Turn, lead: Lead) -> list[Statement]:
    return [
        *cards.replace(lead.id),
        outbox.tell(turn.order, outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.PRESS),
    ]
