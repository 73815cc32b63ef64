"""A person breaks off, after one question."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.domain.erasure import Reason
from handlers import keyboards, prompts
from handlers.callbacks import FormPress, Move, QuestionPress
from handlers.decision import Decision, Popup, Rearm, Say, Worth
from handlers.filters import HasDraft, IsAsked, IsCurrent, Spoken
from handlers.forget import destroy
from handlers.form import hide_answers
from handlers.turn import Turn
from handlers.words import Word
from storage import drafts, messages, outbox
from storage.outbox import Fact
from storage.statements import Statement

QUESTION = "cancel"
Event = Message | CallbackQuery


def build() -> Router:
    router = Router(name="cancel")
    press, say = router.callback_query.register, router.message.register
    press(ask_to_cancel, FormPress.filter(F.move == Move.CANCEL), IsCurrent())
    press(answer_question, QuestionPress.filter(F.question == QUESTION))
    say(cancel, HasDraft(), IsAsked(QUESTION), Spoken(Word.YES))
    say(carry_on, HasDraft(), IsAsked(QUESTION), Spoken(Word.NO, Word.CONTINUE))
    say(ask_to_cancel, HasDraft(), Spoken(Word.CANCEL))
    say(ask_to_cancel, HasDraft(), Command("cancel", ignore_case=True))
    say(find_nothing_to_cancel, Command("cancel", ignore_case=True))
    return router


async def ask_to_cancel(event: Event, turn: Turn) -> Decision:
    keyboard = keyboards.yes_or_no(turn, QUESTION, turn.draft.revision)
    return Decision([Say(turn.text("cancel.ask"), keyboard, worth=Worth.QUESTION)], turn.ask(QUESTION))


async def answer_question(query: CallbackQuery, turn: Turn, callback_data: QuestionPress) -> Decision:
    draft = turn.visitor.draft
    if draft is None or draft.revision != callback_data.stamp:
        return Decision([Popup(turn.text("old_button"))])
    return await (cancel if callback_data.yes else carry_on)(query, turn)


async def cancel(event: Event, turn: Turn) -> Decision:
    """Without an application sent earlier nothing is left to keep anything for: all of it is destroyed."""
    if not turn.visitor.leads:
        return destroy(turn, Reason.CANCELLED)
    draft = turn.draft
    said = Say(turn.text("cancel.done"), prompts.no_keyboard(draft))
    gone = [
        drafts.remove(turn.visitor.pseudonym, draft),
        *hide_answers(turn),
        *_take_answers_back(turn),
        *turn.ask(None),
    ]
    return Decision([Rearm(None), said], gone)


def _take_answers_back(turn: Turn) -> list[Statement]:
    """The person's own words leave the chat as well."""
    who = turn.visitor.pseudonym
    return [
        messages.take_back_answers(who, turn.now),
        outbox.tell(turn.order + 1, turn.lane, Fact.SHOWN, who, turn.now),
    ]


async def carry_on(event: Event, turn: Turn) -> Decision:
    return Decision([Rearm(None), *prompts.step(turn, turn.draft)], turn.ask(None))


async def find_nothing_to_cancel(message: Message, turn: Turn) -> Decision:
    return Decision([Say(turn.text("cancel.nothing"))])
