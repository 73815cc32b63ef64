"""A message in a group that one member alone sees, on a device that may be off (docs/facts/telegram.md 1.10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.state.abstract_chat import AbstractChat
from simulator.state.people import Account, Bot
from simulator.text.formatted import Formatted


@dataclass(slots=True, eq=False)
class EphemeralMessage:
    """`shown` is what stands on the device: the texts since it was sent, with moments in milliseconds; None: gone.

    `id` may be given again after it is deleted. While the device is off, nothing reaches it, and nothing leaves it.
    """

    id: int
    chat: AbstractChat
    sender: Bot
    receiver: Account
    date: int
    text: Formatted
    topic: int | None = None
    protected: bool = False
    shown: list[tuple[int, str | None]] = field(default_factory=list)

    @property
    def on_device(self) -> str | None:
        """What the receiver sees now; None if nothing."""
        return self.shown[-1][1] if self.shown else None

    def reach_device(self, now_ms: int, text: str | None) -> None:
        """Change what stands on the device, if it is on."""
        if not self.receiver.offline and (text is not None or self.shown):
            self.shown.append((now_ms, text))

    def to_json(self) -> dict[str, Any]:
        shown = {
            "message_id": 0,
            "ephemeral_message_id": self.id,
            "from": self.sender.to_json(),
            "receiver_user": self.receiver.to_json(),
            "chat": self.chat.to_json(),
            "date": self.date,
            **self.text.json_fields("text", "entities"),
        }
        return shown | ({"message_thread_id": self.topic, "is_topic_message": True} if self.topic else {})
