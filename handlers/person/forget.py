"""A person asks for the erasure of their data, after one question."""

from __future__ import annotations

from bot.dialogue.decision import ChatMemory, Decision, Meanwhile, Popup, Relevance, Rewrite, Say, SetButtons
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button
from bot.dialogue.presses import ForgetPress, QuestionPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.erasure import Reason
from bot.domain.person import Person
from bot.domain.wishes import Wish
from bot.views import keyboards
from handlers.conditions import command, has_not_agreed, is_asked, is_erasing, is_known, pressed, said
from handlers.typed_conditions import is_firm, wishes
from storage import erasure_beginnings, erasures

QUESTION = "forget"


def routes() -> Routes:
    return (
        Route(wait_for_erasure, is_erasing),
        Route(find_nothing, command("forget_me"), has_not_agreed),
        Route(find_nothing, said(Word.FORGET, Word.WITHDRAW, Word.DELETE_ANSWERS), has_not_agreed),
        Route(find_nothing, wishes(Wish.ERASE), has_not_agreed),
        Route(find_nothing, pressed(ForgetPress), has_not_agreed),
        Route(press_forget, pressed(ForgetPress)),
        Route(press_keep_data, pressed(QuestionPress, question=QUESTION)),
        Route(forget_me, said(Word.YES, Word.FORGET), is_firm, is_asked(QUESTION)),
        Route(ask_to_forget, said(Word.YES), is_asked(QUESTION)),
        Route(keep_data, said(Word.NO, Word.KEEP, Word.OFFER_NO, Word.CANCEL), is_asked(QUESTION)),
        Route(keep_data, command("cancel"), is_asked(QUESTION)),
        Route(ask_to_forget, command("forget_me")),
        Route(ask_to_forget, said(Word.FORGET, Word.WITHDRAW)),
        Route(ask_to_forget, wishes(Wish.ERASE)),
        Route(keep_data, wishes(Wish.KEEP), is_known),
    )


async def ask_to_forget(event: Event, turn: Turn) -> Decision:
    return Decision([question(turn)], turn.open_question(QUESTION))


def question(turn: Turn) -> Say:
    """Says what would be destroyed, and asks whether the person is sure."""
    stay = Button(turn.text(Word.NO), QuestionPress(question=QUESTION, yes=False, stamp=keyboards.registered_at(turn)))
    return Say(
        turn.text("forget.ask"),
        keyboards.rows([keyboards.forget(turn, sure=True)], [stay]),
        relevance=Relevance.QUESTION,
    )


async def press_forget(event: Event, turn: Turn) -> Decision:
    press = event.pressed(ForgetPress)
    if press.since != keyboards.registered_at(turn):
        return Decision([Popup(turn.text("old_button"))])
    return begin_erasure(turn, Reason.WISH) if press.sure else await ask_to_forget(event, turn)


async def forget_me(event: Event, turn: Turn) -> Decision:
    return begin_erasure(turn, Reason.WISH)


async def press_keep_data(event: Event, turn: Turn) -> Decision:
    """An answer to a question from before an erasure is refused: it must not say that nothing was deleted."""
    press = event.pressed(QuestionPress)
    if press.stamp != keyboards.registered_at(turn):
        return Decision([Popup(turn.text("old_button"))])
    return await keep_data(event, turn)


async def keep_data(event: Event, turn: Turn) -> Decision:
    text = turn.text("forget.stayed")
    return Decision([Rewrite(text) if event.tap else Say(text)], turn.close_question())


async def find_nothing(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("forget.nothing"))])


async def wait_for_erasure(event: Event, turn: Turn) -> Decision:
    """All messages of this time, the person's and the bot's, are deleted before the receipt comes."""
    person, erasure = turn.visitor.person, turn.visitor.erasure
    if person and person.is_held(turn.now):
        briefly = turn.text("forget.held_briefly", until=turn.date(person.held_until))
        return Decision([Popup(briefly, alert=True) if event.tap else Say(_postponed(turn, person))])
    delayed = erasure is not None and erasure.delayed
    text = turn.text("forget.delayed" if delayed else "forget.under_way")
    # An erasure begun by retention may be far back in the queue; now the person waits for it.
    hurried = [erasures.prioritise(erasure, turn.now)] if erasure else []
    said = Popup(text) if event.tap else Meanwhile(text)
    return Decision([said], hurried)


def begin_erasure(turn: Turn, reason: Reason) -> Decision:
    """Record that the erasure begins. From the commit on the data is not used, and a restart continues the erasure."""
    person = turn.person
    begun = erasure_beginnings.begin(turn.store.vault, turn.visitor.pseudonym, person, reason, turn.now, turn.entropy)
    said = [Say(_postponed(turn, person))] if person.is_held(turn.now) else []
    return Decision([SetButtons(None), *said], begun.changes, begun.keys, chat_memory=ChatMemory())


def _postponed(turn: Turn, person: Person) -> str:
    """Says why a legal hold forbids the erasure, until when, and that the data is blocked until then."""
    email, until = turn.installation.operator.email, turn.date(person.held_until)
    return turn.text("forget.held", reason=person.hold_reason, until=until, email=email)
