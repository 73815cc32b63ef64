"""A banned person writes or presses: no further application is taken from them, and nothing they write is kept.

They can still see, correct and delete their data: /privacy, /my_data, /consents, /forget_me and a correction come
before this table.
"""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import ConsentPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.views import keyboards, prompts
from handlers.conditions import except_for, is_banned, is_message, is_press, pressed


def routes() -> Routes:
    return (
        Route(refuse, is_message, is_banned),
        # Agreeing to a new version of the policy, or declining it, is no application.
        Route(refuse_press, is_press, is_banned, except_for(pressed(ConsentPress, renews=True))),
    )


async def refuse(event: Event, turn: Turn) -> Decision:
    lead = prompts.lead_in_view(turn)
    parts = [turn.text("banned.refused", email=turn.installation.operator.email)]
    if lead:
        parts.append(prompts.lead_status(turn, lead))
    keyboard = keyboards.rows(keyboards.edit(turn, turn.open_lead), [keyboards.forget(turn, sure=False)])
    return Decision([Say("\n\n".join(parts), keyboard)], turn.close_question())


async def refuse_press(event: Event, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("banned.refused", email=turn.installation.operator.email), alert=True)])
