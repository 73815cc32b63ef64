"""Shows the world as plain data, for debugging and tests."""

from __future__ import annotations

from typing import Any

from simulator.state.chat import Chat
from simulator.state.content import field_of
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.state.press import Query
from simulator.state.world_state import WorldState


def of_world(world: WorldState) -> dict[str, Any]:
    """Everything, deleted messages and earlier versions included."""
    return {
        "now_ms": world.clock.now_ms(),
        "bot": world.bot.to_json(),
        "users": [user.to_json() for user in world.users.values()],
        "chats": [of_chat(chat) for chat in world.chats.values()],
        "queries": [of_query(query) for query in world.queries.values()],
        "pending_updates": len(world.updates.pending),
        "webhook": world.webhook.url,
        "commands": {
            " ".join(map(str, (*scope, language))).strip(): [
                [command.name, command.description] for command in commands
            ]
            for (scope, language), commands in world.profile.commands.items()
        },
        "calls": world.calls.total,
    }


def of_chat(chat: Chat) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "chat": chat.to_json(),
        "messages": [of_message(message) for message in chat.history],
        "reply_keyboard": _keyboard(chat),
    }
    if isinstance(chat, Group):
        shown["members"] = {str(user_id): membership.status for user_id, membership in chat.members.items()}
        shown["topics"] = [
            {"id": topic.id, "name": topic.name, "closed": topic.closed, "deleted": topic.deleted}
            for topic in chat.topics.values()
        ]
    return shown


def of_message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "chat_id": message.chat.id,
        "sender": message.sender.to_json(),
        "by_bot": message.by_bot,
        "date": message.date,
        "text": message.text,
        "html": message.html,
        "inline": [[button.to_json() for button in row] for row in _rows(message)],
        "attachment": _attachment(message),
        "service": message.service or None,
        "topic": message.topic,
        "reply_to": message.reply_to.id if message.reply_to else None,
        "protected": message.protected,
        "deleted": message.deleted,
        "edits": [{"text": version.text, "html": version.formatted.html} for version in message.edits],
    }


def of_query(query: Query) -> dict[str, Any]:
    answer = query.answer
    return {
        "id": query.id,
        "user_id": query.user.id,
        "chat_id": query.message.chat.id,
        "message_id": query.message.id,
        "data": query.data,
        "answer": {"text": answer.text, "show_alert": answer.show_alert} if answer else None,
    }


def _rows(message: Message) -> Any:
    return message.version.inline.rows if message.version.inline else ()


def _keyboard(chat: Chat) -> dict[str, Any] | None:
    shown = chat.shown_keyboard()
    if shown is None:
        return None
    return {"rows": [[button.to_json() for button in row] for row in shown.rows], "placeholder": shown.placeholder}


def _attachment(message: Message) -> dict[str, Any] | None:
    attachment = message.version.attachment
    return {"kind": field_of(attachment), "shown": attachment.to_json()} if attachment else None
