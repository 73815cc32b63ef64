"""A person stops the offers with one tap under any announcement."""

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
    """A tap under an old announcement withdraws even a consent that was given later: a refusal always counts."""
    who, person = turn.visitor.pseudonym, turn.visitor.person
    replies: list[Reply] = [Popup(turn.text("offer.withdrawn"), alert=True), SetButtons(None)]
    consent = await consents.of_person(turn.store.engine, who, Purpose.MARKETING) if person else None
    if person is None or consent is None:
        return Decision(replies)
    withdrawn = consents.withdraw(consent, person.ledger_subject, turn.now)
    return Decision(replies, [persons.still_here(who), *withdrawn])
