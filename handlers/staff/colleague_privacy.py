"""A colleague asks in the staff group what is stored about them: staff are people too."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.retention import ACCESS
from bot.i18n import exact_duration
from handlers.conditions import command


def routes() -> Routes:
    return (Route(tell_colleague, command("privacy")),)


async def tell_colleague(event: Event, turn: Turn) -> Decision:
    """What is kept of a colleague, where, and how long."""
    kept = exact_duration(turn.text, turn.installation.schedule.retention.span(ACCESS))
    return Decision([Say(turn.text("privacy.colleague", period=kept, email=turn.installation.operator.email))])
