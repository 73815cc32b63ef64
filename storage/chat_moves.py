"""Table `chat_moves`: the new chat id of a group that became a supergroup."""

from __future__ import annotations

from collections.abc import Mapping

from storage.engine import Engine
from storage.news import News
from storage.statements import Statement


async def load(engine: Engine) -> dict[int, int]:
    """Old chat id to new chat id."""
    return dict(await engine.read("SELECT old_chat, new_chat FROM chat_moves"))


def follow(chat: int | None, moves: Mapping[int, int]) -> int | None:
    """The present chat id of a group that once had the id `chat`."""
    seen: set[int] = set()
    while chat is not None and chat in moves and chat not in seen:
        seen.add(chat)
        chat = moves[chat]
    return chat


def add(old_chat: int, new_chat: int) -> Statement:
    return Statement(
        "INSERT INTO chat_moves (old_chat, new_chat) VALUES ($1, $2) "
        "ON CONFLICT (old_chat) DO UPDATE SET new_chat = $2",
        (old_chat, new_chat),
        brings=(News.GROUP_CHANGED,),
    )
