"""Which commands does Telegram offer, to whom, in which language?"""

from __future__ import annotations

import logging

from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.gateway import Gateway, Undelivered
from bot.i18n import Words

log = logging.getLogger(__name__)
COMMANDS = ("start", "help", "language", "privacy", "my_data", "consents", "forget_me", "cancel")
"""/privacy has to be published: the clients' own privacy link leads there (facts/telegram.md 2)."""


async def publish_commands(gateway: Gateway, words: Words, default: str, staff_chat: int | None) -> None:
    """For private chats in every language, and once without for all other languages; none in the staff group."""
    for language in (None, *words.languages):
        text = words.speak(language or default)
        commands = [BotCommand(command=name, description=text(f"command.{name}")) for name in COMMANDS]
        await _set(gateway, SetMyCommands(commands=commands, scope=_private(), language_code=language))
    if staff_chat is not None:
        await _set(gateway, SetMyCommands(commands=[], scope=BotCommandScopeChat(chat_id=staff_chat)))


def _private() -> BotCommandScopeAllPrivateChats:
    return BotCommandScopeAllPrivateChats()


async def _set(gateway: Gateway, method: SetMyCommands) -> None:
    try:
        await gateway.call(method)
    except Undelivered as failure:
        # The bot works without a menu; and a group the bot is not in yet must not stop the start.
        log.warning("commands were not published: %s", failure.trouble)
