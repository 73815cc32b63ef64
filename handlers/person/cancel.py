"""A person cancels the application, after one question."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Relevance, Say, SetButtons
from bot.dialogue.event import Event
from bot.dialogue.presses import FormPress, Move, QuestionPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.erasure import Reason
from bot.views import keyboards, prompts
from handlers.conditions import command, has_draft, is_asked, is_current, pressed, said
from handlers.person.forget import begin_erasure
from handlers.person.form import hide_answers
from storage import drafts, messages, outbox
from storage.outbox import Fact
from storage.statements import Statement

QUESTION = "cancel"


def routes() -> Routes:
    return (
        Route(ask_to_cancel, pressed(FormPress, move=Move.CANCEL), is_current),
        Route(answer_question, pressed(QuestionPress, question=QUESTION)),
        Route(cancel, said(Word.YES), has_draft, is_asked(QUESTION)),
        Route(carry_on, said(Word.NO, Word.CONTINUE), has_draft, is_asked(QUESTION)),
        Route(ask_to_cancel, said(Word.CANCEL), has_draft),
        Route(ask_to_cancel, command("cancel"), has_draft),
        Route(find_nothing_to_cancel, command("cancel")),
    )


async def ask_to_cancel(event: Event, turn: Turn) -> Decision:
    keyboard = keyboards.yes_or_no(turn, QUESTION, turn.draft.revision)
    return Decision(
        [Say(turn.text("cancel.ask"), keyboard, relevance=Relevance.QUESTION)], turn.open_question(QUESTION)
    )


async def answer_question(event: Event, turn: Turn) -> Decision:
    press = event.pressed(QuestionPress)
    draft = turn.visitor.draft
    if draft is None or draft.revision != press.stamp:
        return Decision([Popup(turn.text("old_button"))])
    return await (cancel if press.yes else carry_on)(event, turn)


async def cancel(event: Event, turn: Turn) -> Decision:
    """Delete the draft. Without a lead there is no reason to keep anything, so the person is erased."""
    if not turn.visitor.leads:
        return begin_erasure(turn, Reason.CANCELLED)
    draft = turn.draft
    said = Say(turn.text("cancel.done"), prompts.remove_keyboard(draft))
    gone = [
        drafts.remove(turn.visitor.pseudonym, draft),
        *hide_answers(turn),
        *_take_answers_back(turn),
        *turn.close_question(),
    ]
    return Decision([SetButtons(None), said], gone)


def _take_answers_back(turn: Turn) -> list[Statement]:
    """The person's own messages are deleted from the chat as well."""
    who = turn.visitor.pseudonym
    return [
        messages.take_back_answers(who, turn.now),
        outbox.tell(turn.lane, Fact.SHOWN, who, turn.now),
    ]


async def carry_on(event: Event, turn: Turn) -> Decision:
    return Decision([SetButtons(None), *prompts.step(turn, turn.draft)], turn.close_question())


async def find_nothing_to_cancel(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("cancel.nothing"))])
