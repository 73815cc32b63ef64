"""A person answers, goes back, skips and mends."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.domain import form
from bot.domain.emails import validate_email
from bot.domain.form import FIELDS, REVIEW, Draft, field_of
from bot.domain.funnel import Stage
from bot.domain.phones import validate_phone
from bot.domain.sensitive import find_sensitive
from bot.domain.validation import Accepted, Outcome, Rejected
from handlers import keyboards, prompts
from handlers.callbacks import FormPress, Move
from handlers.consent import begin_form
from handlers.decision import Decision, Popup, Say, Worth
from handlers.filters import HasContact, HasDraft, IsCurrent, IsInDoubt, IsText, Spoken
from handlers.tally import reach
from handlers.turn import Turn
from handlers.words import Word
from storage import drafts, messages, outbox
from storage.outbox import Fact
from storage.statements import Statement

Event = Message | CallbackQuery


def build() -> Router:
    router = Router(name="form")
    press, say = router.callback_query.register, router.message.register
    press(go_back, FormPress.filter(F.move == Move.BACK), IsCurrent())
    press(skip_field, FormPress.filter(F.move == Move.SKIP), IsCurrent())
    press(edit_field, FormPress.filter(F.move == Move.EDIT), IsCurrent())
    press(fix_typo, FormPress.filter(F.move == Move.FIX), IsCurrent(), IsInDoubt())
    press(keep_typed, FormPress.filter(F.move == Move.KEEP), IsCurrent(), IsInDoubt())
    press(go_on, FormPress.filter(F.move == Move.CONTINUE), IsCurrent())
    press(start_over, FormPress.filter(F.move == Move.START_OVER), IsCurrent())
    say(go_back, HasDraft(), Spoken(Word.BACK))
    say(skip_field, HasDraft(), Spoken(Word.SKIP))
    say(start_over, HasDraft(), Spoken(Word.START_OVER))
    say(fix_typo, HasDraft(), IsInDoubt(), Spoken(Word.YES))
    say(keep_typed, HasDraft(), IsInDoubt(), Spoken(Word.NO, Word.KEEP))
    say(ask_to_press, HasDraft(), Spoken(Word.SHARE_CONTACT))
    say(go_on, HasDraft(), Spoken(*Word))
    say(share_contact, HasDraft(), HasContact())
    say(answer_field, HasDraft(), IsText())
    return router


async def answer_field(message: Message, turn: Turn) -> Decision:
    draft = turn.draft
    field, typed = field_of(draft), message.text or ""
    if field is None:
        return _answer_review(turn, draft, typed)
    if draft.doubt and draft.doubt.typed == typed:
        return await keep_typed(message, turn)
    if draft.doubt and turn.wordbook.accepts(typed, draft.doubt.suggested.rpartition("@")[2]):
        return await fix_typo(message, turn)
    return _take(turn, replace(draft, doubt=None), field.validate(typed), typed)


def _answer_review(turn: Turn, draft: Draft, typed: str) -> Decision:
    """Nothing is asked for there; «Edit: …» can be typed as well as tapped."""
    name = turn.wordbook.find_field(typed)
    if name is not None:
        return advance(turn, draft, form.edit(draft, name))
    where = prompts.where(turn)
    said = turn.text("fallback.sensitive", where=where) if find_sensitive(typed) else where
    return Decision([Say(said, worth=Worth.REMARK)], turn.ask(None))


async def ask_to_press(message: Message, turn: Turn) -> Decision:
    """Only a press of the contact button sends a number; its label, typed or sent by an old client, is words."""
    if turn.draft.step != "phone":
        return await go_on(message, turn)
    text = turn.text("form.phone.press", progress=prompts.progress(turn.draft), label=turn.text(Word.SHARE_CONTACT))
    return Decision([Say(text, keyboards.share_contact(turn))], turn.ask(None))


async def share_contact(message: Message, turn: Turn) -> Decision:
    """Only the sender's own card proves a number: anybody can send anybody's (docs/facts/telegram.md 2.2)."""
    draft, contact = turn.draft, message.contact
    if draft.step != "phone" or contact is None:
        return Decision([Say(turn.text("form.contact_not_now"), worth=Worth.REMARK)], turn.ask(None))
    own = message.from_user is not None and contact.user_id == message.from_user.id and message.forward_origin is None
    if not own:
        return Decision([Say(turn.text("form.phone.foreign_contact"), worth=Worth.REMARK)], turn.ask(None))
    number = contact.phone_number
    return _take(turn, draft, validate_phone(number if number.startswith("+") else f"+{number}"), number)


async def go_back(event: Event, turn: Turn) -> Decision:
    """Before the first question stands the menu of somebody who comes back."""
    draft = turn.draft
    before = form.go_back(draft)
    return advance(turn, draft, before) if before else Decision([prompts.standing(turn)], turn.ask(None))


async def skip_field(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    field = field_of(draft)
    if field is None or not field.optional:
        return Decision([Say(turn.text("form.required"), worth=Worth.REMARK)], turn.ask(None))
    return advance(turn, draft, form.skip(draft))


async def edit_field(query: CallbackQuery, turn: Turn, callback_data: FormPress) -> Decision:
    draft = turn.draft
    if draft.step != REVIEW or callback_data.field not in draft.answers:
        return Decision([Popup(turn.text("old_button"))])
    return advance(turn, draft, form.edit(draft, callback_data.field))


async def fix_typo(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    return advance(turn, draft, form.answer(draft, draft.doubt.suggested if draft.doubt else ""))


async def keep_typed(event: Event, turn: Turn) -> Decision:
    draft = turn.draft
    typed = draft.doubt.typed if draft.doubt else ""
    return _take(turn, draft, validate_email(typed, insist=True), typed)


async def go_on(event: Event, turn: Turn) -> Decision:
    """Ask again where the person stands."""
    return Decision(prompts.step(turn, turn.draft), turn.ask(None))


async def start_over(event: Event, turn: Turn) -> Decision:
    fresh = begin_form(turn)
    return Decision([*prompts.leave(turn, turn.draft), *fresh.replies], [*fresh.changes, *hide_answers(turn)])


def advance(turn: Turn, before: Draft, after: Draft) -> Decision:
    """From one state of the draft to the next, with the words that belong to it."""
    end = turn.schedule.retention.end_of_draft(turn.now)
    saved = drafts.advance(turn.visitor.pseudonym, turn.seal, before, after, turn.now, end)
    hidden = hide_answers(turn) if before.step == REVIEW or after.step == FIELDS[0].name else []
    counted = reach(turn, Stage(before.step)) if _gives(before, after) else []
    return Decision(prompts.moved(turn, before, after), [saved, *hidden, *counted, *turn.ask(None)])


def _gives(before: Draft, after: Draft) -> bool:
    """A field that is a stage of the way has just been answered."""
    return before.step in after.answers and after.answers is not before.answers and before.step in set(Stage)


def hide_answers(turn: Turn) -> list[Statement]:
    """Earlier messages that show answers are about to be outdated, or done with: their data goes."""
    who = turn.visitor.pseudonym
    return [messages.retire(who), outbox.tell(turn.order, turn.lane, Fact.RETIRED, who, turn.now)]


def _take(turn: Turn, draft: Draft, outcome: Outcome, typed: str) -> Decision:
    match outcome:
        case Accepted(value):
            return advance(turn, draft, form.answer(draft, value))
        case Rejected(_, hint) if hint is not None and draft.doubt is None:
            return advance(turn, draft, form.doubt(draft, typed, hint))
        case Rejected(reason):
            return Decision([prompts.refusal(turn, draft, reason)], turn.ask(None))
