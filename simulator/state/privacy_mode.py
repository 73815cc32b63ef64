"""Which messages does the bot get to see? (docs/facts/telegram.md 2.3: privacy mode is on)"""

from __future__ import annotations

from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from simulator.text import utf16


def bot_receives(message: Message) -> bool:
    """In groups: service messages, replies to the bot, commands for it; everything as an administrator."""
    chat = message.chat
    bot = chat.world.bot
    if message.sender is bot and not message.service:
        return False
    if isinstance(chat, PrivateChat):
        return True
    membership = chat.membership(bot.id)
    if not membership.is_in:
        return False
    if membership.is_administrator or message.service:
        return True
    return (message.reply_to is not None and message.reply_to.by_bot) or _commands_the_bot(message)


def _commands_the_bot(message: Message) -> bool:
    """«/x@this_bot» always; «/x» alone if the bot was the last bot to speak (here: has spoken)."""
    world = message.chat.world
    for entity in message.entities:
        if entity.type == "bot_command":
            _, _, addressee = utf16.cut(message.text, entity.offset, entity.length).partition("@")
            if addressee.lower() == world.bot.username.lower():
                return True
            if not addressee:
                return any(earlier.by_bot and not earlier.service for earlier in reversed(message.chat.history))
    return False
