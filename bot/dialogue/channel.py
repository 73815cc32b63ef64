"""A channel: what carries messages between a person and the bot. Each messenger has an adapter that is one.

Whoever converses or delivers knows this file and no messenger (docs/decisions/core-knows-no-channel.md). Texts are
marked up as in bot/i18n.py, keyboards are ours (keyboard.py); the adapter turns both into what its messenger can show.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.dialogue.decision import File
from bot.dialogue.keyboard import Inline, Keyboard
from bot.domain.abilities import Abilities
from bot.domain.address import Address

IsWanted = Callable[[], Awaitable[bool]]
"""Asked right before a call leaves: whether it is still wanted."""


async def always_wanted() -> bool:
    return True


class Channel(Protocol):
    """Each method is one message, or one change of one, and raises Undelivered.

    Changes of one message leave one after the other. What `can` says it cannot, a channel refuses for good
    (Trouble.REFUSED). `chat_id` names a chat and `message_id` a message in it, as the channel numbers them.
    """

    @property
    def can(self) -> Abilities: ...

    def chat_of(self, address: Address) -> int:
        """Where this person is reached alone. Raises ValueError for somebody of another channel."""

    def only_if(self, is_wanted: IsWanted) -> Channel:
        """The same channel; each call asks `is_wanted` right before it leaves, and if not, raises Trouble.UNWANTED."""

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        """Whether a change of this message that was wanted for a time only was not answered and may still come."""

    async def say(
        self,
        chat_id: int,
        text: str,
        keyboard: Keyboard | None = None,
        *,
        topic: int | None = None,
        protected: bool = False,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """The id of the new message. `protected` cannot be forwarded, `silent` rings no phone; a message replied to may
        be gone, and so may a topic."""

    async def attach(
        self, chat_id: int, file: File, caption: str, keyboard: Keyboard | None = None, *, topic: int | None = None
    ) -> int:
        """The id of the new message with a document."""

    async def picture(self, chat_id: int, content: bytes, caption: str, *, topic: int | None = None) -> int:
        """The id of the new message with a picture (PNG)."""

    async def edit(self, chat_id: int, message_id: int, text: str, keyboard: Inline | None = None) -> None:
        """A message that says this already counts as edited."""

    async def replace(
        self, chat_id: int, message_id: int, file: File, caption: str, keyboard: Inline | None = None
    ) -> None:
        """Another document, and another caption, in a message with a document."""

    async def recaption(self, chat_id: int, message_id: int, caption: str, keyboard: Inline | None = None) -> None:
        """Another caption under the same document."""

    async def set_buttons(self, chat_id: int, message_id: int, keyboard: Inline | None) -> None:
        """Other buttons, or none, under the same text."""

    async def delete(self, chat_id: int, message_id: int) -> None: ...

    async def delete_all(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """One that cannot be deleted may keep any others from it."""

    async def notify(self, query_id: str, text: str, *, alert: bool) -> None:
        """Answer a press; no text only ends the waiting. An `alert` stays until it is read."""


class Rate(Protocol):
    """The pace of a channel for messages that can wait: the same message to many people, and background work."""

    def background_delay(self, chat_id: int) -> float:
        """Seconds until a group has room for a message that no colleague waits for."""

    async def wait_for_bulk_slot(self) -> None:
        """Wait until the next message of an announcement may be sent and no conversation waits."""
