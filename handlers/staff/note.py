"""A colleague leaves a short note on a lead; it stands on the card while the contacts do."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import Decision, Say
from bot.dialogue.event import Command, Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.facts import Fact
from bot.domain.lead import MAX_NOTE_LENGTH, NOTE, Lead, LeadStep, is_too_long_a_note, is_worked_on
from bot.domain.readable import readable
from bot.domain.reference import read_reference
from bot.domain.sensitive import find_sensitive
from handlers.conditions import command
from handlers.staff.card import colleague
from handlers.staff.named_lead import LeadNotFound, find_named_lead
from storage import access_log, lead_history, leads, outbox
from storage.outbox import Urgency

FIRST_LETTER = ("M", "М")  # Latin and Cyrillic: a reference may be typed as `M 7K3F9Q`


def routes() -> Routes:
    return (Route(write_note, command(NOTE)),)


async def write_note(event: Event, turn: Turn) -> Decision:
    """In reply to a card, or behind a reference. The note is sealed with the applicant's key and ends with the lead."""
    reference, words = split_note(event.args)
    try:
        lead = await find_named_lead(replace(event, command=Command(NOTE, reference)), turn)
    except LeadNotFound as not_found:
        return _say(event, str(not_found))
    if not is_worked_on(lead):
        return _say(event, turn.text("note.not_taken", reference=lead.reference))
    if not readable(words):
        return _say(event, turn.text("note.how", reference=lead.reference))
    if find_sensitive(words):
        return _say(event, turn.text("note.sensitive"))
    if is_too_long_a_note(words):
        return _say(event, turn.text("note.too_long", longest=MAX_NOTE_LENGTH))
    return await _keep(event, turn, lead, words)


def split_note(args: str) -> tuple[str, str]:
    """The reference, empty if there is none, and the note in one line: below it stands what the bot says."""
    words = args.split()
    count = 2 if words and words[0].upper() in FIRST_LETTER else 1
    reference = " ".join(words[:count])
    return (reference, " ".join(words[count:])) if read_reference(reference) else ("", " ".join(words))


async def _keep(event: Event, turn: Turn, lead: Lead, words: str) -> Decision:
    seal = await turn.store.vault.seal_of(lead.person)
    if seal is None:
        return _say(event, turn.text("lead.unknown", command=NOTE))
    who = colleague(turn, event.who)
    step = LeadStep(lead.id, turn.now, NOTE, who.name, who=who.pseudonym.hex(), words=words)
    return Decision(
        [Say(turn.text("note.kept", reference=lead.reference), answering=event.message_id)],
        [
            leads.unmoved(lead),
            lead_history.add(turn.make_id(16), seal, lead, step),
            access_log.meet(who.pseudonym, turn.now),
            outbox.tell(outbox.STAFF, Fact.CARD, lead.id, turn.now, Urgency.PRESS),
        ],
    )


def _say(event: Event, text: str) -> Decision:
    return Decision([Say(text, answering=event.message_id)])
