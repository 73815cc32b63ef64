"""Examines whether Telegram tells the bot who is in the staff group. If not, no colleague can take an application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiogram.enums import ChatMemberStatus
from aiogram.methods import GetChatAdministrators, GetChatMember

from bot.channels.telegram.client import Client
from bot.channels.telegram.membership import standing_of
from bot.dialogue.undelivered import Undelivered
from bot.health.finding import Finding, problem

GROUP = "STAFF_CHAT_ID"
HIDES = (
    "the group hides its members and the bot is no administrator, so no colleague can work; make it an administrator"
)
REFUSES = "Telegram does not tell the bot who is in the group, so no colleague can work; make the bot an administrator"
UNREADABLE = "what Telegram says about a member of the group cannot be read, so no colleague can work; update the bot"
LATER = "Telegram did not say who is in the group; try again"


async def examine_members(
    client: Client, chat: Mapping[str, Any], own: Mapping[str, Any], seconds: int
) -> Finding | None:
    """Asks for one administrator of the group; None if all is well. `chat` and `own` are the raw records of the group
    and of the bot in it. `seconds` is the timeout of each call.

    If members are hidden, the bot may still ask for administrators. So ChatFullInfo.has_hidden_members is read too.
    """
    if chat.get("has_hidden_members") and own.get("status") != ChatMemberStatus.ADMINISTRATOR:
        return problem(GROUP, HIDES)
    try:
        for user_id in await _who_runs_it(client, chat["id"], seconds):
            record = await client(GetChatMember(chat_id=chat["id"], user_id=user_id), seconds=seconds)
            return None if standing_of(record) is not None else problem(GROUP, UNREADABLE)
    except Undelivered as failure:
        return problem(GROUP, REFUSES if failure.permanent else LATER)
    return None


async def _who_runs_it(client: Client, chat_id: int, seconds: int) -> list[int]:
    """The ids of the administrators who are people."""
    found = await client(GetChatAdministrators(chat_id=chat_id), seconds=seconds)
    users = [one.get("user") or {} for one in found if isinstance(one, dict)]
    return [user["id"] for user in users if not user.get("is_bot") and "id" in user]
