"""Somebody makes a group the staff group, with the code that only whoever runs the bot can read."""

from __future__ import annotations

from hmac import compare_digest

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.domain.reference import LOOK_ALIKES
from handlers.decision import SILENCE, Decision, Say
from handlers.turn import Turn
from storage import staff_group

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}


def build() -> Router:
    router = Router(name="connect")
    router.message.register(connect, Command("connect", ignore_case=True), F.chat.type.in_(GROUPS))
    return router


async def connect(message: Message, turn: Turn, command: CommandObject) -> Decision:
    """The code counts once, and in a supergroup only: a basic group has no lasting number and no topics."""
    if turn.connect_code is None:
        return Decision([Say(turn.text("connect.already"))]) if turn.staff and turn.staff.here else SILENCE
    if not compare_digest(_letters(command.args or ""), _letters(turn.connect_code)):
        return Decision([Say(turn.text("connect.wrong_code"))])
    if message.chat.type == ChatType.GROUP:
        return Decision([Say(turn.text("connect.basic_group"))])
    return Decision([Say(turn.text("connect.done"))], [staff_group.connect(message.chat.id)], connects=True)


def _letters(typed: str) -> bytes:
    """As it is compared: however it was typed."""
    return "".join(letter for letter in typed.upper().translate(LOOK_ALIKES) if letter.isalnum()).encode()
