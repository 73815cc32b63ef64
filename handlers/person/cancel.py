"""A person cancels the application, after one question."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Relevance, Say, SetButtons
from bot.dialogue.event import Event
from bot.dialogue.presses import ConsentPress, FormPress, Move, QuestionPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.erasure import Reason
from bot.domain.facts import Fact
from bot.domain.form import position
from bot.views import keyboards, prompts
from handlers.conditions import command, has_draft, is_asked, is_current, pressed, said, speaks_our_language
from handlers.person.forget import begin_erasure
from handlers.person.form import hide_answers
from handlers.typed_conditions import is_firm
from storage import drafts, messages, outbox

QUESTION = "cancel"


def is_at_first_application(event: Event, turn: Turn) -> bool:
    """the person has agreed, there is a draft, and nothing was sent"""
    return turn.agreed and turn.visitor.draft is not None and not turn.visitor.leads


def is_unanswered(event: Event, turn: Turn) -> bool:
    """the draft has no answer"""
    return not turn.draft.answers and turn.draft.doubt is None


def routes() -> Routes:
    return (
        Route(cancel, pressed(ConsentPress, agrees=False), speaks_our_language, is_at_first_application, is_unanswered),
        Route(ask_to_cancel, pressed(ConsentPress, agrees=False), speaks_our_language, is_at_first_application),
        Route(ask_to_cancel, pressed(FormPress, move=Move.CANCEL), is_current),
        Route(answer_question, pressed(QuestionPress, question=QUESTION)),
        Route(cancel, said(Word.YES), is_firm, has_draft, is_asked(QUESTION)),
        Route(ask_to_cancel, said(Word.YES), has_draft, is_asked(QUESTION)),
        Route(carry_on, said(Word.NO, Word.KEEP, Word.OFFER_NO, Word.CONTINUE), has_draft, is_asked(QUESTION)),
        Route(ask_to_cancel, said(Word.CANCEL, Word.DELETE_ANSWERS), has_draft),
        Route(find_no_answers, said(Word.DELETE_ANSWERS)),
        Route(ask_to_cancel, command("cancel"), has_draft),
        Route(find_nothing_to_cancel, command("cancel")),
    )


async def ask_to_cancel(event: Event, turn: Turn) -> Decision:
    keyboard = keyboards.yes_or_no(turn, QUESTION, turn.draft.revision)
    where = position(turn.draft)[0]
    asked = Say(turn.text("cancel.ask"), keyboard, relevance=Relevance.QUESTION, position=where)
    return Decision([asked], turn.open_question(QUESTION))


async def answer_question(event: Event, turn: Turn) -> Decision:
    press = event.pressed(QuestionPress)
    draft = turn.visitor.draft
    if draft is None or draft.revision != press.stamp:
        return Decision([Popup(turn.text("old_button"))])
    return await (cancel if press.yes else carry_on)(event, turn)


async def cancel(event: Event, turn: Turn) -> Decision:
    """Delete the draft, and the person's own messages in the chat. Without a lead the person is erased altogether."""
    if not turn.visitor.leads:
        return begin_erasure(turn, Reason.CANCELLED)
    who, draft = turn.visitor.pseudonym, turn.draft
    said = Say(turn.text("cancel.done"), prompts.remove_keyboard(draft))
    deleted = [
        drafts.remove(who, draft),
        *hide_answers(turn),
        messages.take_back_answers(who, turn.now),
        outbox.tell(turn.lane, Fact.SHOWN, who, turn.now),
        *turn.close_question(),
    ]
    return Decision([SetButtons(None), said], deleted)


async def carry_on(event: Event, turn: Turn) -> Decision:
    return Decision([SetButtons(None), *prompts.step(turn, turn.draft)], turn.close_question())


async def find_nothing_to_cancel(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("cancel.nothing"))])


async def find_no_answers(event: Event, turn: Turn) -> Decision:
    """The label of the button under a reminder, typed without a draft: says how to delete everything else."""
    return Decision([Say(turn.text("cancel.no_answers"))], turn.close_question())
