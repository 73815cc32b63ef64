"""A person confirms the application, and it becomes a lead: once, however often they tap."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup
from bot.dialogue.event import Event
from bot.dialogue.presses import FormPress, Move
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.facts import Fact
from bot.domain.form import Draft, edit, find_missing
from bot.domain.funnel import Stage
from bot.domain.lead import Lead, Status
from bot.domain.reference import make_reference
from bot.views import prompts
from handlers.conditions import is_at_review, is_current, pressed, said
from handlers.person.form import advance, hide_answers
from handlers.typed_conditions import is_firm
from storage import consents, contact_marks, drafts, leads, outbox
from storage.statements import Statement


def routes() -> Routes:
    return (
        Route(confirm, pressed(FormPress, move=Move.CONFIRM), is_current, is_at_review),
        Route(confirm_again, pressed(FormPress, move=Move.CONFIRM)),
        Route(confirm, said(Word.CONFIRM, Word.YES), is_firm, is_at_review),
    )


async def confirm(event: Event, turn: Turn) -> Decision:
    draft = turn.visitor.draft
    if draft is None:
        return Decision([Popup(turn.text("old_button"))])
    if missing := find_missing(draft):
        return advance(turn, draft, edit(draft, missing.name))
    lead = _lead(turn, draft)
    promised = await consents.promised(turn.store.engine, lead.person)
    due = turn.installation.schedule.of_lead(lead.status, lead.outcome, turn.now, promised)
    return Decision(
        [Popup(turn.text("application.sending"))],
        [
            drafts.remove(turn.visitor.pseudonym, draft),
            leads.insert(turn.seal, lead, due),
            *contact_marks.put(turn.store.vault, turn.seal, lead.person, lead.id, lead.details),
            *_tell_person(event, turn, lead),
            outbox.tell(outbox.STAFF, Fact.CARD, lead.id, turn.now),
            *turn.close_question(),
        ],
        reached=Stage.SENT,
    )


async def confirm_again(event: Event, turn: Turn) -> Decision:
    """A second tap is told the status of the lead; a tap on an old review is told that it is old."""
    if turn.visitor.draft is None and turn.visitor.leads:
        return Decision([Popup(prompts.lead_status(turn, turn.visitor.leads[0]))])
    return Decision([Popup(turn.text("old_button"))])


def _tell_person(event: Event, turn: Turn, lead: Lead) -> list[Statement]:
    """First the thanks, which may take the review's place: nothing else may delay it, or add a message below it.

    Whoever may have left does not look at the review. So that goes first, and the thanks comes below it.
    """
    thanks = [outbox.tell(turn.lane, Fact.SENT, lead.id, turn.now)]
    hidden = hide_answers(turn)
    return [*hidden, *thanks] if event.may_have_left else [*thanks, *hidden]


def _lead(turn: Turn, draft: Draft) -> Lead:
    return Lead(
        id=draft.id,
        reference=make_reference(turn.entropy),
        person=turn.visitor.pseudonym,
        language=turn.language,
        repeated=bool(turn.visitor.leads),
        details=draft.answers,
        status=Status.NEW,
        outcome=None,
        owner=None,
        owner_name=None,
        created_at=turn.now,
        changed_at=turn.now,
    )
