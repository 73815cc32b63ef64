"""A person whose data is out of use because of a dispute writes or presses: nothing is asked of them and nothing kept.

They can still see and delete their data: /privacy, /my_data, /consents and /forget_me come before this table.
"""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.time import EPOCH
from bot.views import keyboards
from handlers.conditions import is_message, is_press


def is_disputed(event: Event, turn: Turn) -> bool:
    """the person's data is out of use while a dispute lasts"""
    return turn.visitor.person is not None and turn.visitor.person.blocked_at > EPOCH


def routes() -> Routes:
    return (Route(tell_of_dispute, is_message, is_disputed), Route(refuse_disputed_press, is_press, is_disputed))


async def tell_of_dispute(event: Event, turn: Turn) -> Decision:
    keyboard = keyboards.rows([keyboards.forget(turn, sure=False)])
    return Decision([Say(_text(turn), keyboard)], turn.close_question())


async def refuse_disputed_press(event: Event, turn: Turn) -> Decision:
    return Decision([Popup(_text(turn), alert=True)])


def _text(turn: Turn) -> str:
    return turn.text("blocked.told", email=turn.installation.operator.email)
