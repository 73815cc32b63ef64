"""Somebody from whom no further applications are taken writes: a kind refusal, and nothing of it is kept.

Everything about the data that is there already works as before: it is asked after /privacy, /my_data and /forget_me.
"""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers import keyboards, prompts
from handlers.callbacks import ConsentPress
from handlers.decision import Decision, Popup, Say
from handlers.filters import IsBanned
from handlers.turn import Turn


def build() -> Router:
    router = Router(name="banned")
    router.message.register(refuse, IsBanned())
    # Nobody applies by agreeing again, or by not agreeing.
    router.callback_query.register(refuse_press, IsBanned(), ~ConsentPress.filter(F.renews))
    return router


async def refuse(message: Message, turn: Turn) -> Decision:
    leads = turn.visitor.leads
    parts = [turn.text("banned.refused", email=turn.operator.email)]
    if leads:
        parts.append(prompts.application(turn, leads[0]))
    keyboard = keyboards.rows([keyboards.forget(turn, sure=False)])
    return Decision([Say("\n\n".join(parts), keyboard)], turn.ask(None))


async def refuse_press(query: CallbackQuery, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("banned.refused", email=turn.operator.email), alert=True)])
