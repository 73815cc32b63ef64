"""One command of a bot (BotCommand)."""

from __future__ import annotations

from typing import Any, NamedTuple


class Command(NamedTuple):
    """`is_ephemeral`: only the sender and the bot see what the command sends."""

    name: str
    description: str
    is_ephemeral: bool = False

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"command": self.name, "description": self.description}
        return shown | ({"is_ephemeral": True} if self.is_ephemeral else {})
