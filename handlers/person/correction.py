"""A person corrects an answer of an application that is open, in the form's own questions and review."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import EditPress, FormPress, Move
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain import form
from bot.domain.facts import Fact
from bot.domain.form import Draft, review_again
from bot.domain.lead import Lead, correct, corrected_fields, is_open
from bot.domain.time import EPOCH, Moment
from bot.views import prompts
from handlers.conditions import (
    command,
    has_open_application,
    is_at_review,
    is_correcting,
    is_current,
    pressed,
    said,
)
from handlers.person.form import go_on, hide_answers
from handlers.typed_conditions import is_firm
from storage import corrections, drafts, leads, messages, outbox
from storage.statements import Statement


def routes() -> Routes:
    return (
        Route(press_edit, pressed(EditPress)),
        Route(edit_in_words, said(Word.EDIT), has_open_application),
        Route(save, pressed(FormPress, move=Move.CONFIRM), is_current, is_at_review, is_correcting),
        Route(save, said(Word.CONFIRM, Word.YES), is_firm, is_at_review, is_correcting),
        Route(stop, pressed(FormPress, move=Move.CANCEL), is_current, is_correcting),
        Route(stop, said(Word.CANCEL, Word.DELETE_ANSWERS), is_firm, is_correcting),
        Route(go_on, said(Word.CANCEL, Word.DELETE_ANSWERS), is_correcting),
        Route(stop, command("cancel"), is_correcting),
        Route(begin_anew, pressed(FormPress, move=Move.START_OVER), is_current, is_correcting),
        Route(begin_anew, said(Word.START_OVER), is_firm, is_correcting),
    )


async def press_edit(event: Event, turn: Turn) -> Decision:
    named = event.pressed(EditPress).reference
    lead = next((one for one in turn.visitor.leads if one.reference == named), None)
    if lead is None:
        return Decision([Popup(turn.text("old_button"))])
    if not is_open(lead):
        return Decision([Popup(turn.text("correction.too_late"), alert=True)])
    draft = turn.visitor.draft
    if draft is None:
        return _begin(turn, lead)
    return Decision(prompts.step(turn, draft) if draft.corrects == lead.id else [prompts.menu(turn)])


async def edit_in_words(event: Event, turn: Turn) -> Decision:
    """«Edit» shows what can be corrected, «Edit: …» asks at once."""
    return _begin(turn, turn.open_lead, turn.recognised.field)


def _begin(turn: Turn, lead: Lead | None, field: str | None = None) -> Decision:
    if lead is None:
        raise LookupError("there is nothing to correct")
    whole = _whole(turn, lead)
    draft = form.edit(whole, field) if field else whole
    begun = drafts.put(turn.visitor.pseudonym, turn.seal, draft, turn.now, _end(turn))
    return Decision(prompts.step(turn, draft, lead), [begun, *turn.close_question()])


async def begin_anew(event: Event, turn: Turn) -> Decision:
    draft, lead = turn.draft, turn.corrected_lead
    if lead is None:
        return _leave(turn, "correction.too_late")
    whole = _whole(turn, lead)
    begun = drafts.advance(turn.visitor.pseudonym, turn.seal, draft, whole, turn.now, _end(turn))
    replies = [*prompts.leave_step(turn, draft), *prompts.step(turn, whole, lead)]
    return Decision(replies, [begun, *hide_answers(turn), *turn.close_question()])


async def save(event: Event, turn: Turn) -> Decision:
    """The application may be closed or past its retention by now. What is not changed is not saved."""
    draft, lead = turn.draft, turn.corrected_lead
    ends = await leads.ends_of(turn.store.engine, turn.visitor.pseudonym)
    if lead is None or not is_open(lead) or ends.get(lead.id, EPOCH) <= turn.now:
        return _leave(turn, "correction.too_late")
    details = correct(lead.details, draft.answers)
    if not corrected_fields(lead.details, details):
        return Decision(prompts.step(turn, draft), turn.close_question())
    vault, subject = turn.store.vault, turn.person.ledger_subject
    saved = corrections.correct(turn.make_id(16), vault, turn.seal, lead, details, subject, turn.now)
    return Decision(
        [Say(turn.text("correction.saved", reference=lead.reference))],
        [_remove(turn, draft), *saved, *_take_back_replaced(turn, lead, details), *turn.close_question()],
    )


async def stop(event: Event, turn: Turn) -> Decision:
    return _leave(turn, "correction.stopped")


def _whole(turn: Turn, lead: Lead) -> Draft:
    return review_again(turn.make_id(8), int.from_bytes(turn.entropy(4)), lead.details, corrects=lead.id)


def _leave(turn: Turn, said: str) -> Decision:
    """End the correction without saving it."""
    draft = turn.draft
    told = Say(turn.text(said), prompts.remove_keyboard(draft))
    return Decision([told], [_remove(turn, draft), *hide_answers(turn), *turn.close_question()])


def _remove(turn: Turn, draft: Draft) -> Statement:
    return drafts.remove(turn.visitor.pseudonym, draft)


def _take_back_replaced(turn: Turn, lead: Lead, details: dict[str, str]) -> list[Statement]:
    who, fields, deletable_for = turn.visitor.pseudonym, corrected_fields(lead.details, details), turn.can.deletable_for
    since = EPOCH if deletable_for is None else turn.now - deletable_for
    due = messages.take_back_replaced(who, fields, turn.now, since)
    return [*due, outbox.tell(turn.lane, Fact.SHOWN, who, turn.now)]


def _end(turn: Turn) -> Moment:
    return turn.installation.schedule.retention.end_of_draft(turn.now)
