"""Somebody makes a group the staff group, with a code that only the operator of the bot can read."""

from __future__ import annotations

from hmac import compare_digest

from bot.dialogue.decision import SILENCE, Decision, Say
from bot.dialogue.event import ChatKind, Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.reference import LOOK_ALIKES
from handlers.conditions import command, in_group
from storage import staff_group


def routes() -> Routes:
    return (Route(connect, command("connect"), in_group),)


async def connect(event: Event, turn: Turn) -> Decision:
    """The code works once, and only in a supergroup: a basic group has no lasting id and no topics."""
    if turn.connect_code is None:
        return Decision([Say(turn.text("connect.already"))]) if turn.staff else SILENCE
    if not compare_digest(_letters(event.args), _letters(turn.connect_code)):
        return Decision([Say(turn.text("connect.wrong_code"))])
    if event.where.kind is ChatKind.BASIC_GROUP:
        return Decision([Say(turn.text("connect.basic_group"))])
    return Decision([Say(turn.text("connect.done"))], [staff_group.connect(event.where.chat_id)])


def _letters(typed: str) -> bytes:
    """Normalised, so that spaces, case and look-alike letters make no difference."""
    return "".join(letter for letter in typed.upper().translate(LOOK_ALIKES) if letter.isalnum()).encode()
