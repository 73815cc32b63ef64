"""Examines whether Telegram knows the bot, and whether the bot has the rights that it needs in the staff group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.methods import GetChat, GetChatMember, GetWebhookInfo, TelegramMethod

from bot.channels.telegram.client import Client
from bot.channels.telegram.doctor_members import examine_members
from bot.channels.telegram.doctor_webhook import examine_webhook
from bot.channels.telegram.identity import WrongAddress, WrongToken, identify, username_of
from bot.channels.telegram.profile import PARTS, find_differences
from bot.channels.telegram.topics import GENERAL
from bot.dialogue.profile import Profiles
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.health.finding import Finding, Level, ok, problem, refusal, warning
from bot.machine import OnRequest

TIMEOUT_SECONDS = 10  # of one call
GROUP = "STAFF_CHAT_ID"
OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)
Said = Mapping[str, Any]
"""A raw result of Telegram."""


async def examine_telegram(
    url: str,
    token: str,
    group: int | None,
    topic: int | None,
    profiles: Profiles,
    on_request: OnRequest,
    examine_clock: Callable[[], Finding],
    webhook: str | None,
) -> AsyncIterator[Finding]:
    """All findings about Telegram; a failure of the network is one too. `group` and `topic` are where cards go,
    `profiles` what Telegram should show before Start, `webhook` where updates should come, None for polling.

    `examine_clock` is called after the first response, which `on_request` has then recorded.
    """
    client = Client.at(url, token, on_request)
    try:
        me = await identify(client, TIMEOUT_SECONDS)
        yield ok("BOT_TOKEN", f"is @{username_of(me)}")
        yield examine_clock()
        if me.get("can_read_all_group_messages"):
            yield warning(
                "BOT_TOKEN", "the bot reads everything said in groups; turn its privacy mode on in @BotFather"
            )
        if found := examine_webhook(webhook, await _ask(client, GetWebhookInfo())):
            yield found
        yield await _examine_group(client, group, topic)
        yield await _examine_profile(client, profiles)
    except WrongToken as error:
        yield refusal(error, "BOT_TOKEN")
    except WrongAddress as error:
        yield refusal(error, "TELEGRAM_API_URL")
    except Undelivered as failure:
        said = f"Telegram cannot be reached from here; nothing else was asked of it: {failure.explanation}"
        yield problem("TELEGRAM_API_URL", said)
    finally:
        await client.session.close()


async def _ask(client: Client, method: TelegramMethod[Any]) -> Said:
    said = await client(method, seconds=TIMEOUT_SECONDS)
    if not isinstance(said, dict):
        raise Undelivered(Trouble.OUTAGE, is_certain=False)
    return said


async def _examine_profile(client: Client, profiles: Profiles) -> Finding:
    async def call(method: TelegramMethod[Any]) -> Said:
        return await _ask(client, method)

    found = [
        f"{part.name} ({language or 'other languages'})"
        for part in PARTS
        for language, _ in await find_differences(call, profiles, part)
    ]
    if found:
        text = "Telegram shows another text than this version; the bot sets it at its next start, if Telegram lets it"
        return warning("profile", f"{text}: {', '.join(found)}")
    return ok("profile", "name, about and description are those of this version in every language")


async def _examine_group(client: Client, group: int | None, topic: int | None) -> Finding:
    if group is None:
        return warning(
            GROUP, "is not set and no group is connected: applications are taken and wait, nobody is told of them"
        )
    try:
        member = await _ask(client, GetChatMember(chat_id=group, user_id=client.id))
        chat = await _ask(client, GetChat(chat_id=group))
    except Undelivered as failure:
        if failure.trouble is Trouble.MOVED:
            return await _examine_group(client, failure.moved_to, topic)  # the bot follows a group that moved, too
        if failure.permanent:
            return problem(GROUP, "the bot is not in this group, or there is none with this number; add the bot to it")
        raise
    if member.get("status") in OUTSIDE:
        return problem(GROUP, "the bot was put out of this group; add it again")
    if chat.get("type") != ChatType.SUPERGROUP:
        return problem(GROUP, "is a basic group; turn on its chat history for new members, that makes it a supergroup")
    found = _examine_rights(chat, member, topic)
    return (
        found if found.level is not Level.OK else await examine_members(client, chat, member, TIMEOUT_SECONDS) or found
    )


def _examine_rights(chat: Said, member: Said, topic: int | None) -> Finding:
    status = member.get("status")
    says = member if status == ChatMemberStatus.RESTRICTED else chat.get("permissions") or {}
    if status != ChatMemberStatus.ADMINISTRATOR and says.get("can_send_messages", True) is False:
        return problem(GROUP, "the bot may not write in this group; allow it, or make it an administrator")
    if topic not in (None, GENERAL) and not chat.get("is_forum"):
        return problem("STAFF_TOPIC_ID", "this group has no topics; turn them on, or remove the setting")
    seen = "the bot is in the group and may write there, and Telegram says who is a member"
    return ok(GROUP, f"{seen}; {_place_of_cards(topic)}")


def _place_of_cards(topic: int | None) -> str:
    """Telegram says whether the topic exists only when something is sent there."""
    if topic is None:
        return "cards stand outside topics"
    if topic == GENERAL:
        return "STAFF_TOPIC_ID is General, so cards stand outside topics"
    return f"cards stand in topic {topic}, or outside topics if it is gone, and then the log says so"
