"""A person who has had enough of offers says so under any of them: one tap, and no question."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Reply, SetButtons
from bot.dialogue.event import Event
from bot.dialogue.presses import StopOffersPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.consent import Purpose
from handlers.conditions import pressed
from storage import consents, persons


def routes() -> Routes:
    return (Route(stop_offers, pressed(StopOffersPress)),)


async def stop_offers(event: Event, turn: Turn) -> Decision:
    """Also under an old one, whatever was agreed to since: a no is never taken for a mistake."""
    who, person = turn.visitor.pseudonym, turn.visitor.person
    replies: list[Reply] = [Popup(turn.text("offer.withdrawn"), alert=True), SetButtons(None)]
    consent = await consents.of_person(turn.store.engine, who, Purpose.MARKETING) if person else None
    if person is None or consent is None:
        return Decision(replies)
    withdrawn = consents.withdraw(consent, person.ledger_subject, turn.now)
    return Decision(replies, [persons.still_here(who), *withdrawn])
