"""How the bot presents itself: name, descriptions, commands, menu button, by language and scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.schema.command import Command
from simulator.state.abstract_chat import AbstractChat
from simulator.state.people import Account

Scope = str | dict[str, Any] | tuple[str | int, ...]


@dataclass
class Profile:
    """What the set… methods stored; the get… methods answer from it."""

    default_name: str
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[tuple[str | int, ...], str], list[Command]] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def text(self, kind: str, language: str) -> str:
        """The text in this language, else the one without a language, else the default name (for names)."""
        own = self.texts.get((kind, language)) or self.texts.get((kind, ""))
        return own or (self.default_name if kind == "name" else "")

    def set_text(self, kind: str, language: str, text: str) -> None:
        if text:
            self.texts[kind, language] = text
        else:
            self.texts.pop((kind, language), None)

    def commands_for(self, scope: Scope, language: str) -> list[Command]:
        return list(self.commands.get((scope_key(scope), language), []))

    def set_commands(self, scope: Scope, language: str, commands: list[Command]) -> None:
        if commands:
            self.commands[scope_key(scope), language] = commands
        else:
            self.commands.pop((scope_key(scope), language), None)

    def commands_shown(self, chat: AbstractChat, user: Account) -> list[Command]:
        """The commands a client shows: those of the most specific scope, in the user's language if it has any
        (docs/facts/telegram.md 5.1)."""
        for scope in _scopes(chat, user):
            for language in (user.language_code or "", ""):
                if found := self.commands_for(scope, language):
                    return found
        return []


def _scopes(chat: AbstractChat, user: Account) -> list[Scope]:
    if chat.type == "private":
        return [("chat", chat.id), "all_private_chats", "default"]
    administrator = chat.membership(user.id).is_administrator
    only_administrators: list[Scope] = [("chat_administrators", chat.id)] if administrator else []
    all_administrators: list[Scope] = ["all_chat_administrators"] if administrator else []
    own: list[Scope] = [("chat_member", chat.id, user.id)]
    return [*own, *only_administrators, ("chat", chat.id), *all_administrators, "all_group_chats", "default"]


def scope_key(scope: Scope) -> tuple[str | int, ...]:
    """A BotCommandScope as a tuple: ("chat", -100…), ("default",)."""
    if isinstance(scope, str):
        return (scope,)
    if isinstance(scope, dict):
        return tuple(scope[name] for name in ("type", "chat_id", "user_id") if name in scope)
    return scope
