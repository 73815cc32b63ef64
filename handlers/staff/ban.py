"""An administrator bans the sender of an application from sending further ones, or lifts the ban."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.facts import Fact
from bot.domain.lead import Lead, LeadStep
from bot.domain.time import EPOCH
from handlers.conditions import command, is_administrator
from handlers.staff.card import colleague
from handlers.staff.named_lead import LeadNotFound, find_named_lead
from handlers.staff.permissions import refuse_member
from storage import access_log, drafts, lead_history, messages, outbox, persons
from storage.outbox import Urgency
from storage.statements import Statement

COMMANDS = ("ban", "unban")


def routes() -> Routes:
    return (
        Route(change_ban, command(*COMMANDS), is_administrator),
        Route(refuse_member, command(*COMMANDS)),
    )


async def change_ban(event: Event, turn: Turn) -> Decision:
    try:
        lead = await find_named_lead(event, turn)
    except LeadNotFound as not_found:
        return Decision([Say(str(not_found))])
    what = event.command.name if event.command else ""
    before = await persons.banned_at(turn.store.engine, lead.person)
    if bool(before) == (what == "ban"):
        return Decision([Say(turn.text(f"ban.{what}.already", reference=lead.reference))])
    after = turn.now if what == "ban" else EPOCH
    return Decision(
        [Say(turn.text(f"ban.{what}.done", reference=lead.reference))],
        [
            persons.ban(lead.person, before, after),
            *(_end_draft(turn, lead.person) if after else []),
            *await _record(event, turn, lead, what),
        ],
    )


def _end_draft(turn: Turn, person: bytes) -> list[Statement]:
    """A draft that can never be sent has no purpose, so it is deleted; messages that show it are rewritten."""
    return [
        drafts.remove_application(person),
        messages.retire(person),
        outbox.tell(person.hex(), Fact.RETIRED, person, turn.now),
    ]


async def _record(event: Event, turn: Turn, lead: Lead, what: str) -> list[Statement]:
    seal = await turn.store.vault.seal_of(lead.person)
    if seal is None:
        return []
    who = colleague(turn, event.who)
    step = LeadStep(lead.id, turn.now, what, who.name, who=who.pseudonym.hex())
    return [
        lead_history.add(turn.make_id(16), seal, lead, step),
        access_log.meet(who.pseudonym, turn.now),
        outbox.tell(outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.PRESS),
    ]
