"""An update that was already handled, in a process that died, comes again. Nobody knows whether it was answered."""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.views import prompts
from handlers.conditions import in_private, is_bot_added_or_removed, is_repeated
from handlers.person import forget


def routes() -> Routes:
    return (
        Route(keep_silent, is_repeated, is_bot_added_or_removed),
        Route(show_status, is_repeated, in_private),
        Route(keep_silent, is_repeated),
    )


async def show_status(event: Event, turn: Turn) -> Decision:
    """In the chat with the bot the person waits for an answer."""
    person, draft = turn.visitor.person, turn.visitor.draft
    if person is None or person.erasing:
        return SILENCE
    if person.asking == forget.QUESTION:
        return Decision([forget.question(turn)])
    if draft is None:
        return Decision([prompts.menu(turn)])
    return Decision(prompts.once_more(turn, draft, has_answered=event.is_message))


async def keep_silent(event: Event, turn: Turn) -> Decision:
    """Nobody waits for an answer, or others would read it."""
    return SILENCE
