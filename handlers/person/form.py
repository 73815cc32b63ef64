"""A person fills in the form: answers, goes back, skips, corrects."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import Decision, Popup, Relevance, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import FormPress, Move
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain import form
from bot.domain.facts import Fact
from bot.domain.fields import FIELDS, Doubting, Field, find_field
from bot.domain.form import REVIEW, Doubt, Draft, field_of
from bot.domain.sensitive import find_sensitive
from bot.domain.validation import Accepted, Outcome, Rejected
from bot.views import keyboards, prompts
from handlers.conditions import (
    has_draft,
    is_at_review,
    is_contact,
    is_current,
    is_in_doubt,
    is_text,
    pressed,
    said,
)
from handlers.person.consent import ask_first, begin_form
from handlers.person.refusals import refuse
from handlers.typed_conditions import is_firm, is_label, names_field
from storage import drafts, messages, outbox
from storage.statements import Statement


def is_asked_for_what_may_lack(event: Event, turn: Turn) -> bool:
    """an optional question is asked"""
    field = field_of(turn.visitor.draft) if turn.visitor.draft else None
    return field is not None and field.optional


def routes() -> Routes:
    return (
        Route(go_back, pressed(FormPress, move=Move.BACK), is_current),
        Route(skip_field, pressed(FormPress, move=Move.SKIP), is_current),
        Route(edit_field, pressed(FormPress, move=Move.EDIT), is_current),
        Route(fix_typo, pressed(FormPress, move=Move.FIX), is_current, is_in_doubt),
        Route(keep_typed, pressed(FormPress, move=Move.KEEP), is_current, is_in_doubt),
        Route(go_on, pressed(FormPress, move=Move.CONTINUE), is_current),
        Route(start_over, pressed(FormPress, move=Move.START_OVER), is_current),
        Route(go_back, said(Word.BACK), has_draft),
        Route(skip_field, said(Word.SKIP), is_firm, has_draft),
        Route(start_over, said(Word.START_OVER), is_firm, has_draft),
        Route(fix_typo, said(Word.YES), is_firm, has_draft, is_in_doubt),
        Route(keep_typed, said(Word.NO, Word.KEEP, Word.OFFER_NO), has_draft, is_in_doubt),
        Route(skip_field, said(Word.NO), is_firm, is_asked_for_what_may_lack),
        Route(type_contact_label, said(Word.SHARE_CONTACT), has_draft),
        Route(ask_to_confirm, said(Word.CONFIRM, Word.YES), is_at_review),
        Route(edit_named_field, names_field, is_at_review),
        Route(go_on, is_label, has_draft),
        Route(share_contact, is_contact, has_draft),
        Route(answer_field, is_text, has_draft),
    )


async def answer_field(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    field, typed = field_of(draft), event.text or ""
    if field is None:
        return _answer_review(turn, typed)
    if draft.doubt and draft.doubt.typed == typed:
        return await keep_typed(event, turn)
    if draft.doubt and field.doubting and _accepts(turn, typed, draft.doubt, field.doubting):
        return await fix_typo(event, turn)
    answered = replace(draft, doubt=None) if draft.doubt else draft
    return _apply(turn, answered, field, field.validate(typed), typed)


def _accepts(turn: Turn, typed: str, doubt: Doubt, doubting: Doubting) -> bool:
    meant = doubting.ask_about(doubt.typed, doubt.suggested)
    return meant is not None and turn.installation.wordbook.accepts(typed, meant)


async def ask_to_confirm(event: Event, turn: Turn) -> Decision:
    """«Ok?» at the review: a question sends nothing, and is told how to send."""
    return _answer_review(turn, event.text or "")


def _answer_review(turn: Turn, typed: str) -> Decision:
    """The review asks no question."""
    where = prompts.status(turn)
    said = turn.text("fallback.sensitive", where=where) if find_sensitive(typed) else where
    return _remark(turn, said)


async def type_contact_label(event: Event, turn: Turn) -> Decision:
    """The label of the contact button, typed or sent by an old client, carries no number: only a press sends one."""
    draft, field = turn.draft, field_of(turn.draft)
    if field is None or not prompts.asks_for_contact(draft):
        return await go_on(event, turn)
    text = turn.text("form.contact.press", progress=prompts.progress(draft), label=turn.text(Word.SHARE_CONTACT))
    said = Say(text, keyboards.share_contact(turn, field), position=form.position(draft)[0])
    return Decision([said], turn.close_question())


async def share_contact(event: Event, turn: Turn) -> Decision:
    """Only the sender's own contact is accepted: anybody can send anybody's (docs/facts/telegram.md 2.2)."""
    draft, contact = turn.draft, event.contact
    field = field_of(draft)
    if field is None or not prompts.asks_for_contact(draft) or contact is None:
        return _remark(turn, turn.text("form.contact.not_now"))
    if contact.owner != event.who.address or event.is_forwarded:
        return _remark(turn, turn.text("form.contact.foreign"))
    number = contact.phone_number
    return _apply(turn, draft, field, field.validate(number if number.startswith("+") else f"+{number}"), number)


async def go_back(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    if before := form.go_back(draft):
        return advance(turn, draft, before)
    first = turn.text("form.first", cancel=turn.text(Word.CANCEL))
    told = [Popup(first)] if event.tap else prompts.step(turn, draft, remark=first)
    return Decision(told, turn.close_question())


async def skip_field(event: Event, turn: Turn) -> Decision:
    """«No e-mail» is about that field alone, and takes it out at the review too."""
    lacks = turn.recognised.lacks
    draft = form.edit(turn.draft, lacks) if lacks and turn.draft.step == REVIEW else turn.draft
    field = field_of(draft)
    if field and lacks not in (None, field.name):
        return await go_on(event, turn)
    if field is None or not field.optional:
        return _remark(turn, f"{turn.text('form.required')}\n\n{prompts.otherwise(turn.text, turn.installation)}")
    return advance(turn, turn.draft, form.skip(draft))


async def edit_field(event: Event, turn: Turn) -> Decision:
    press = event.pressed(FormPress)
    draft = turn.draft
    if draft.step != REVIEW or find_field(press.field) is None:
        return Decision([Popup(turn.text("old_button"))])
    return advance(turn, draft, form.edit(draft, press.field))


async def edit_named_field(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    return advance(turn, draft, form.edit(draft, turn.recognised.field or REVIEW))


async def fix_typo(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    return advance(turn, draft, form.answer(draft, draft.doubt.suggested if draft.doubt else ""))


async def keep_typed(event: Event, turn: Turn) -> Decision:
    draft, field = turn.draft, field_of(turn.draft)
    if field is None or field.doubting is None or draft.doubt is None:
        return await go_on(event, turn)
    typed, suggested = draft.doubt.typed, draft.doubt.suggested
    if prompts.reads_back(draft):
        kept = field.doubting.insist(typed)
        if isinstance(kept, Accepted) and typed != suggested:
            return advance(turn, draft, form.answer(draft, kept.value))
        return advance(turn, draft, form.ask_again(draft))
    return _apply(turn, draft, field, field.doubting.insist(typed), typed)


async def go_on(event: Event, turn: Turn) -> Decision:
    """Repeat the current question."""
    return Decision(prompts.step(turn, turn.draft), turn.close_question())


async def start_over(event: Event, turn: Turn) -> Decision:
    fresh = begin_form(turn)
    return Decision([*prompts.leave_step(turn, turn.draft), *fresh.replies], [*fresh.changes, *hide_answers(turn)])


def _remark(turn: Turn, text: str) -> Decision:
    return Decision([Say(text, relevance=Relevance.REMARK)], turn.close_question())


def advance(turn: Turn, before: Draft, after: Draft) -> Decision:
    """Store the next state of the draft, and say what belongs to the transition."""
    end = turn.installation.schedule.retention.end_of_draft(turn.now)
    saved = drafts.advance(turn.visitor.pseudonym, turn.seal, before, after, turn.now, end)
    showed = before.step == REVIEW or after.step == FIELDS[0].name or prompts.reads_back(turn.draft)
    hidden = hide_answers(turn) if showed else []
    stage = field.stage if (field := field_of(before)) and _is_answered(before, after) else None
    changes = [saved, *hidden, *turn.close_question()]
    return Decision(prompts.transition(turn, before, after), changes, reached=stage)


def _is_answered(before: Draft, after: Draft) -> bool:
    """Whether this step has just answered its field."""
    return before.step in after.answers and after.answers is not before.answers


def hide_answers(turn: Turn) -> list[Statement]:
    """Earlier messages that show answers are rewritten without them."""
    who = turn.visitor.pseudonym
    return [messages.retire(who), outbox.tell(turn.lane, Fact.RETIRED, who, turn.now)]


def _apply(turn: Turn, draft: Draft, field: Field, outcome: Outcome, typed: str) -> Decision:
    if not turn.may_ask_for(field):
        return ask_first(turn)
    match outcome:
        case Accepted(value):
            return advance(turn, draft, form.answer(draft, value))
        case Rejected(_, hint) if hint is not None and field.doubting and draft.doubt is None:
            return advance(turn, draft, form.doubt(draft, typed, hint))
        case Rejected(reason):
            return refuse(turn, draft, reason)
