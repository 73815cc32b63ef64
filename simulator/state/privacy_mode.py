"""Decides which messages the bot sees (docs/facts/telegram.md 2.3: privacy mode is on)."""

from __future__ import annotations

from simulator.state.message import Message
from simulator.text import utf16


def bot_receives(message: Message) -> bool:
    """In groups: service messages, replies to the bot and commands for it; everything if it is an administrator."""
    chat = message.chat
    if message.by_bot and not message.service:
        return False
    if chat.type == "private":
        return True
    membership = chat.membership(chat.bot.id)
    if not membership.is_in:
        return False
    if membership.is_administrator or message.service:
        return True
    return (message.reply_to is not None and message.reply_to.by_bot) or _commands_the_bot(message)


def _commands_the_bot(message: Message) -> bool:
    """«/x@this_bot» always; «/x» if the bot was the last bot to write there. It is the only bot: if it has written."""
    chat = message.chat
    for entity in message.entities:
        if entity.type == "bot_command":
            _, _, addressee = utf16.substring(message.text, entity.offset, entity.length).partition("@")
            if addressee.lower() == chat.bot.username.lower():
                return True
            if not addressee:
                return chat.bot_has_spoken
    return False
