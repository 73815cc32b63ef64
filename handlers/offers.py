"""A person who has had enough of offers says so under any of them: one tap, and no question."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.domain.consent import Purpose
from handlers.callbacks import StopOffersPress
from handlers.decision import Decision, Popup, Rearm, Reply
from handlers.turn import Turn
from storage import consents, persons


def build() -> Router:
    router = Router(name="offers")
    router.callback_query.register(stop_offers, StopOffersPress.filter())
    return router


async def stop_offers(query: CallbackQuery, turn: Turn) -> Decision:
    """Also under an old one, whatever was agreed to since: a no is never taken for a mistake."""
    who, person = turn.visitor.pseudonym, turn.visitor.person
    replies: list[Reply] = [Popup(turn.text("offer.withdrawn"), alert=True), Rearm(None)]
    consent = await consents.of_person(turn.store.engine, who, Purpose.MARKETING) if person else None
    if person is None or consent is None:
        return Decision(replies)
    withdrawn = consents.withdraw(consent, person.ledger_subject, turn.now)
    return Decision(replies, [persons.still_here(who), *withdrawn])
