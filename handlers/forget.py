"""A person changes their mind: everything about them is destroyed, after one question."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.dialogue.keyboard import Button
from bot.domain.erasure import Reason
from handlers import keyboards
from handlers.callbacks import ForgetPress, QuestionPress
from handlers.decision import Decision, Glimpse, Meanwhile, Popup, Rearm, Rewrite, Say, Worth
from handlers.filters import HasNotAgreed, IsAsked, IsErasing, Spoken
from handlers.turn import Turn
from handlers.words import Word
from storage import cards, erasures
from storage.erasures import Erasure
from storage.persons import Person

QUESTION = "forget"
Event = Message | CallbackQuery


def build() -> Router:
    router = Router(name="forget")
    press, say = router.callback_query.register, router.message.register
    say(wait_for_the_end, IsErasing())
    press(wait_for_the_end, IsErasing())
    router.edited_message.register(wait_for_the_end, IsErasing())
    say(find_nothing, HasNotAgreed(), Command("forget_me", ignore_case=True))
    say(find_nothing, HasNotAgreed(), Spoken(Word.FORGET))
    press(find_nothing, ForgetPress.filter(), HasNotAgreed())
    press(press_forget, ForgetPress.filter())
    press(press_stay, QuestionPress.filter(F.question == QUESTION))
    say(forget_me, IsAsked(QUESTION), Spoken(Word.YES, Word.FORGET))
    say(stay, IsAsked(QUESTION), Spoken(Word.NO, Word.CANCEL))
    say(stay, IsAsked(QUESTION), Command("cancel", ignore_case=True))
    say(ask_to_forget, Command("forget_me", ignore_case=True))
    say(ask_to_forget, Spoken(Word.FORGET))
    return router


async def ask_to_forget(event: Event, turn: Turn) -> Decision:
    return Decision([question(turn)], turn.ask(QUESTION))


def question(turn: Turn) -> Say:
    """What would be destroyed, and whether the person is sure."""
    stay = Button(turn.text(Word.NO), QuestionPress(question=QUESTION, yes=False, stamp=keyboards.since(turn)))
    return Say(
        turn.text("forget.ask"), keyboards.rows([keyboards.forget(turn, sure=True)], [stay]), worth=Worth.QUESTION
    )


async def press_forget(query: CallbackQuery, turn: Turn, callback_data: ForgetPress) -> Decision:
    if callback_data.since != keyboards.since(turn):
        return Decision([Popup(turn.text("old_button"))])
    return destroy(turn, Reason.WISH) if callback_data.sure else await ask_to_forget(query, turn)


async def forget_me(message: Message, turn: Turn) -> Decision:
    return destroy(turn, Reason.WISH)


async def press_stay(query: CallbackQuery, turn: Turn, callback_data: QuestionPress) -> Decision:
    """A question from before an erasure must not say that nothing was deleted."""
    if callback_data.stamp != keyboards.since(turn):
        return Decision([Popup(turn.text("old_button"))])
    return await stay(query, turn)


async def stay(event: Event, turn: Turn) -> Decision:
    text = turn.text("forget.stayed")
    return Decision([Rewrite(text) if isinstance(event, CallbackQuery) else Say(text)], turn.ask(None))


async def find_nothing(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("forget.nothing"))])


async def wait_for_the_end(event: Event, turn: Turn) -> Decision:
    """Whatever is said in between leaves the chat again, the person's words and the bot's: the receipt is the end."""
    person, erasure = turn.visitor.person, turn.visitor.erasure
    if person and person.is_held(turn.now):
        text = _postponed(turn, person)
        return Decision([Popup(text) if isinstance(event, CallbackQuery) else Say(text)])
    delayed = erasure is not None and erasure.delayed
    text = turn.text("forget.delayed" if delayed else "forget.under_way")
    # Whose time was over may stand in a long queue; now somebody waits for the end. What a reader delays is tried at
    # the next sweep: each try keeps others from the keystore for seconds.
    hurried = [erasures.hurry(erasure, turn.now)] if erasure else []
    said = Popup(text) if isinstance(event, CallbackQuery) else Meanwhile(text)
    return Decision([said], hurried, destroys=not delayed)


def destroy(turn: Turn, reason: Reason) -> Decision:
    """Record the wish; from the commit on the data is out of use, and a restart carries on where it stopped."""
    person = turn.person
    erasure = Erasure.of(turn.visitor.pseudonym, person, reason, turn.now, turn.entropy)
    seal, key = turn.store.vault.make_seal(erasure.id, turn.now)
    said = [Say(_postponed(turn, person))] if person.is_held(turn.now) else []
    blocked = [cards.block(turn.visitor.pseudonym, turn.now)] if said else []
    changes = [*erasures.begin(erasure, seal), *blocked]
    return Decision([Rearm(None), *said], changes, [key], glimpse=Glimpse(), destroys=True)


def _postponed(turn: Turn, person: Person) -> str:
    """The honest answer while the law or a dispute forbids destroying: why, until when, and what is blocked at once."""
    return turn.text("forget.held", reason=person.hold_reason, until=turn.date(person.held_until))
