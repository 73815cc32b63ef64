"""Publishes the menus of commands that Telegram shows."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from aiogram.methods import SetMyCommands
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
)

from bot.channels.telegram.calls import as_call
from bot.channels.telegram.gateway import Gateway
from bot.dialogue.adapter import StaffMenu
from bot.dialogue.undelivered import Undelivered
from bot.i18n import Text, Words

log = logging.getLogger(__name__)
COMMANDS = ("start", "help", "language", "privacy", "my_data", "consents", "forget_me", "cancel")
"""The menu of private chats. The privacy link of Telegram's clients needs /privacy (docs/facts/telegram.md 2.1)."""


async def publish_commands(gateway: Gateway, words: Words, default: str, staff: StaffMenu | None) -> None:
    """In private chats for each language and in the `default` one for all others; in the staff group in its own."""
    for language in (None, *words.languages):
        commands = _describe(words.text_in(language or default), COMMANDS)
        private = BotCommandScopeAllPrivateChats()
        await _set(gateway, SetMyCommands(commands=commands, scope=private, language_code=language))
    if staff is not None:
        await _publish_in_group(gateway, words.text_in(staff.language), staff)


async def _publish_in_group(gateway: Gateway, text: Text, staff: StaffMenu) -> None:
    members = _describe(text, staff.members_may)
    everything = [*members, *_describe(text, staff.administrators_may)]
    await _set(gateway, SetMyCommands(commands=members, scope=BotCommandScopeChat(chat_id=staff.chat)))
    await _set(gateway, SetMyCommands(commands=everything, scope=BotCommandScopeChatAdministrators(chat_id=staff.chat)))


def _describe(text: Text, names: Iterable[str]) -> list[BotCommand]:
    return [BotCommand(command=name, description=text(f"command.{name}")) for name in names]


async def _set(gateway: Gateway, method: SetMyCommands) -> None:
    try:
        await gateway.call(as_call(method))
    except Undelivered as failure:
        # The bot works without a menu. A group that the bot has not joined yet must not stop the start.
        log.warning("commands were not published: %s", failure.trouble)
