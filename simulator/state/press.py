"""Presses on inline buttons, and how long each may be answered (docs/facts/telegram.md 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.schema.frozen import frozen
from simulator.state.message import Message
from simulator.state.people import Account
from simulator.state.updates import Update

ANSWER_TIMEOUT_MS = 20_000
"""Undocumented. Failures are reported from about 20 s on, so the bot must not depend on later answers."""


@frozen
class Answer:
    """The pop-up that the presser sees: a notice at the top, or an alert to be closed."""

    text: str | None
    show_alert: bool = False


@dataclass(slots=True, eq=False)
class Query:
    """A callback query; `answer` is None until the bot answers."""

    id: str
    user: Account
    message: Message
    data: str
    at_ms: int
    answer: Answer | None = None
    update: Update | None = None

    def is_open(self, now_ms: int) -> bool:
        return self.answer is None and now_ms - self.at_ms <= ANSWER_TIMEOUT_MS

    def to_json(self) -> dict[str, Any]:
        message = self.message
        return {
            "id": self.id,
            "from": self.user.to_json(),
            "message": message.inaccessible() if message.deleted or message.out_of_sight else message.to_json(),
            "chat_instance": str(-(abs(message.chat.id) * 7919 % (1 << 62))),
            "data": self.data,
        }
