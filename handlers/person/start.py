"""A person starts the bot, or applies once more."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Popup
from bot.dialogue.event import Event
from bot.dialogue.presses import NewApplicationPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.views import prompts
from handlers.conditions import command, pressed, said
from handlers.person.consent import begin_application, show_consent


def routes() -> Routes:
    return (
        Route(start, command("start")),
        Route(press_new_application, pressed(NewApplicationPress)),
        Route(apply_again, said(Word.NEW_APPLICATION)),
    )


async def start(event: Event, turn: Turn) -> Decision:
    if turn.visitor.person is None:
        return show_consent(turn)
    return Decision([prompts.menu(turn)], turn.close_question())


async def press_new_application(event: Event, turn: Turn) -> Decision:
    press = event.pressed(NewApplicationPress)
    person = turn.visitor.person
    if person is None or press.since != person.created_at:
        return Decision([Popup(turn.text("old_button"))])
    return await apply_again(event, turn)


async def apply_again(event: Event, turn: Turn) -> Decision:
    if turn.visitor.draft or turn.open_lead:
        return Decision([prompts.menu(turn)], turn.close_question())
    return await begin_application(turn) if turn.agreed else show_consent(turn)
