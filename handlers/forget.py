"""A person changes their mind: everything about them is destroyed, after one question."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.domain.erasure import Reason, Stage
from bot.domain.reference import make_reference
from handlers import keyboards
from handlers.callbacks import ForgetPress, QuestionPress
from handlers.decision import Decision, Popup, Rearm, Rewrite, Say
from handlers.filters import HasNotAgreed, IsAsked, IsErasing, Spoken
from handlers.turn import Turn
from handlers.words import Word
from storage import erasures
from storage.erasures import Erasure

QUESTION = "forget"
Event = Message | CallbackQuery


def build() -> Router:
    router = Router(name="forget")
    press, say = router.callback_query.register, router.message.register
    say(wait_for_the_end, IsErasing())
    press(wait_for_the_end, IsErasing())
    say(find_nothing, HasNotAgreed(), Command("forget_me"))
    say(find_nothing, HasNotAgreed(), Spoken(Word.FORGET))
    press(find_nothing, ForgetPress.filter(), HasNotAgreed())
    press(press_forget, ForgetPress.filter())
    press(stay, QuestionPress.filter(F.question == QUESTION))
    say(forget_me, IsAsked(QUESTION), Spoken(Word.YES, Word.FORGET))
    say(stay, IsAsked(QUESTION), Spoken(Word.NO, Word.CANCEL))
    say(ask_to_forget, Command("forget_me"))
    say(ask_to_forget, Spoken(Word.FORGET))
    return router


async def ask_to_forget(event: Event, turn: Turn) -> Decision:
    stay = keyboards.button(
        turn.text(Word.NO), QuestionPress(question=QUESTION, yes=False, stamp=keyboards.since(turn))
    )
    keyboard = keyboards.rows([keyboards.forget(turn, sure=True)], [stay])
    return Decision([Say(turn.text("forget.ask"), keyboard)], turn.ask(QUESTION))


async def press_forget(query: CallbackQuery, turn: Turn, callback_data: ForgetPress) -> Decision:
    if callback_data.since != keyboards.since(turn):
        return Decision([Popup(turn.text("old_button"))])
    return destroy(turn, Reason.WISH) if callback_data.sure else await ask_to_forget(query, turn)


async def forget_me(message: Message, turn: Turn) -> Decision:
    return destroy(turn, Reason.WISH)


async def stay(event: Event, turn: Turn) -> Decision:
    text = turn.text("forget.stayed")
    return Decision([Rewrite(text) if isinstance(event, CallbackQuery) else Say(text)], turn.ask(None))


async def find_nothing(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("forget.nothing"))])


async def wait_for_the_end(event: Event, turn: Turn) -> Decision:
    text = turn.text("forget.under_way")
    return Decision([Popup(text) if isinstance(event, CallbackQuery) else Say(text)])


def destroy(turn: Turn, reason: Reason) -> Decision:
    """Record the wish; from the commit on the data is out of use, and a restart carries on where it stopped."""
    erasure = Erasure(
        id=turn.entropy(16),
        reference=make_reference(turn.entropy, prefix="E"),
        reason=reason,
        stage=Stage.INTENT,
        person=turn.visitor.pseudonym,
        chat_id=turn.visitor.telegram_id,
        language=turn.language,
        requested_at=turn.now,
        ledger_subject=turn.visitor.person.ledger_subject if turn.visitor.person else "",
    )
    seal, key = turn.store.vault.make_seal(erasure.id, turn.now)
    return Decision([Rearm(None)], erasures.begin(erasure, seal), [key], destroys=True)
