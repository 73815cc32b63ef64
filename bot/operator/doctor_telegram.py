"""Does Telegram know this bot, and may it do in the staff group what it has to?"""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import GetChat, GetChatMember, GetMe
from aiogram.types import ChatFullInfo, User

from bot.gateway import Session, Trouble, explain
from bot.greeting import WrongToken
from bot.operator.finding import Finding, ok, problem, refusal, warning
from bot.settings import Settings

PATIENCE = 10  # seconds for one answer
GROUP = "STAFF_CHAT_ID"
OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)


async def examine_telegram(settings: Settings, token: str, group: int | None) -> AsyncIterator[Finding]:
    """A network that fails is a finding like any other. `group` is where cards go."""
    session = Session(api=TelegramAPIServer.from_base(settings.telegram_api_url))
    bot = Bot(token, session=session)
    try:
        me = await bot(GetMe(), request_timeout=PATIENCE)
        yield ok("BOT_TOKEN", f"is @{me.username}")
        if me.can_read_all_group_messages:
            yield warning(
                "BOT_TOKEN", "the bot reads everything said in groups; turn its privacy mode on in @BotFather"
            )
        yield await _examine_group(bot, me, settings, group)
    except (TelegramUnauthorizedError, TelegramNotFound):
        yield refusal(WrongToken(), "BOT_TOKEN")
    except (AiogramError, OSError, TimeoutError):
        yield problem("TELEGRAM_API_URL", "Telegram cannot be reached from here; nothing else was asked of it")
    finally:
        await bot.session.close()


async def _examine_group(bot: Bot, me: User, settings: Settings, group: int | None) -> Finding:
    if group is None:
        return warning(
            GROUP, "is not set and no group is connected: applications are taken and wait, nobody is told of them"
        )
    try:
        member = await bot(GetChatMember(chat_id=group, user_id=me.id), request_timeout=PATIENCE)
        chat = await bot(GetChat(chat_id=group), request_timeout=PATIENCE)
    except AiogramError as error:
        failure = explain(error)
        if failure.trouble is Trouble.MOVED:
            return await _examine_group(bot, me, settings, failure.moved_to)  # as the bot follows it
        if failure.permanent:
            return problem(GROUP, "the bot is not in this group, or there is none with this number; add the bot to it")
        raise
    if member.status in OUTSIDE:
        return problem(GROUP, "the bot was put out of this group; add it again")
    if chat.type != ChatType.SUPERGROUP:
        return problem(GROUP, "is a basic group; turn on its chat history for new members, that makes it a supergroup")
    return _examine_rights(chat, member, settings)


def _examine_rights(chat: ChatFullInfo, member: object, settings: Settings) -> Finding:
    status = getattr(member, "status", None)
    allowed = chat.permissions is None or chat.permissions.can_send_messages is not False
    may_write = getattr(member, "can_send_messages", True) if status == ChatMemberStatus.RESTRICTED else allowed
    if status != ChatMemberStatus.ADMINISTRATOR and not may_write:
        return problem(GROUP, "the bot may not write in this group; allow it, or make it an administrator")
    if settings.staff_topic_id and not chat.is_forum:
        return problem("STAFF_TOPIC_ID", "this group has no topics; turn them on, or remove the setting")
    return ok(GROUP, "the bot is in the group and may write there")
