"""The protocol of a channel, which carries messages between a person and the bot.

Handlers and deliveries know this file and no messenger (docs/decisions/core-knows-no-channel.md). Texts have the markup
of bot/i18n.py, keyboards are those of keyboard.py; the adapter turns both into what its messenger can show.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.dialogue.decision import File
from bot.dialogue.keyboard import Inline, Keyboard
from bot.domain.abilities import Abilities
from bot.domain.address import Address
from bot.domain.time import EPOCH, Moment

IsWanted = Callable[[], Awaitable[bool]]
"""Asked right before a call leaves: whether it is still wanted."""


async def always_wanted() -> bool:
    return True


class Channel(Protocol):
    """Each method sends one message or changes one, and raises Undelivered.

    Changes of one message leave one after the other. What the channel cannot do according to `can`, it refuses for good
    (Trouble.REFUSED). `chat_id` and `message_id` are the channel's own numbers. Within a chat no two messages have the
    same number, whoever wrote them.
    """

    @property
    def can(self) -> Abilities: ...

    def chat_of(self, address: Address) -> int:
        """The private chat with this person. Raises ValueError for the address of another channel."""

    def mention(self, member_id: str, name: str) -> str:
        """The name of a member of a group as markup that notifies them, or the plain name where nothing can."""

    def link(self, chat_id: int, message_id: int) -> str:
        """A link to a message in a group for its members; empty where the channel has none."""

    def only_if(self, is_wanted: IsWanted) -> Channel:
        """The same channel; each call asks `is_wanted` right before it leaves, and if not, raises Trouble.UNWANTED."""

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        """Whether a change made through `only_if` was not answered, so that it may still take effect."""

    def newest_in(self, chat_id: int) -> int | None:
        """The number of the last message that this process has sent there; None if it knows of none."""

    async def ping(self) -> None:
        """Ask the channel for nothing: raises Undelivered unless it answers."""

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
        """The id of the new message. A `protected` message cannot be forwarded, a `silent` one makes no sound. It is
        sent even if `topic` or the message `reply_to` no longer exists."""

    async def attach(
        self, chat_id: int, file: File, caption: str, keyboard: Keyboard | None = None, *, topic: int | None = None
    ) -> int:
        """The id of the new message with a document."""

    async def picture(self, chat_id: int, content: bytes, caption: str, *, topic: int | None = None) -> int:
        """The id of the new message with a picture (PNG)."""

    async def edit(self, chat_id: int, message_id: int, text: str, keyboard: Inline | None = None) -> None:
        """A message that already has this text counts as edited."""

    async def replace(
        self, chat_id: int, message_id: int, file: File, caption: str, keyboard: Inline | None = None
    ) -> None:
        """Replace the document of a message, and its caption."""

    async def recaption(self, chat_id: int, message_id: int, caption: str, keyboard: Inline | None = None) -> None:
        """Replace the caption of a document."""

    async def set_buttons(self, chat_id: int, message_id: int, keyboard: Inline | None) -> None:
        """Replace or remove the buttons of a message."""

    async def delete(self, chat_id: int, message_id: int) -> None: ...

    async def delete_all(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """One message that cannot be deleted may prevent the deletion of the others."""

    async def say_aside(self, chat_id: int, to: Address, query_id: str, text: str, *, topic: int | None = None) -> int:
        """The id of a new message in a group that the presser of this press alone sees. It may not arrive, and may go
        by itself; its id may then be given again. Refused where it would have to wait."""

    async def edit_aside(self, chat_id: int, to: Address, message_id: int, text: str) -> None:
        """Change such a message."""

    async def delete_aside(self, chat_id: int, to: Address, message_id: int) -> None:
        """Delete such a message. Whether a device that is off hears of it is not certain."""

    async def acknowledge(self, chat_id: int, message_id: int) -> bool:
        """Show at once that a message in a group was read, if its answer has to wait. False if it has not."""

    async def notify(self, query_id: str, text: str, *, alert: bool) -> None:
        """Answer a press. An empty text only ends its progress indicator; an `alert` stays until it is closed."""


def late_until(channel: Channel, chat_id: int, message_id: int, now: Moment) -> Moment:
    """Before which moment a change that was not answered may take effect; EPOCH if none can."""
    return now + channel.can.settled_after if channel.may_change_late(chat_id, message_id) else EPOCH


def is_in_doubt(channel: Channel, chat_id: int, message_id: int, late: Moment, now: Moment) -> bool:
    """Whether a change that was not answered may still take effect. `late`: until when one of an earlier process may.

    Ask before a message is changed as well as after: such a change may come between this one and its answer.
    """
    return now < late or channel.may_change_late(chat_id, message_id)


class Rate(Protocol):
    """The pace of a channel for messages that can wait: the same message to many people, and background work."""

    def background_delay(self, chat_id: int) -> float:
        """Seconds until a group has room for a message that no colleague waits for."""

    async def wait_for_bulk_slot(self) -> None:
        """Wait until the next message of an announcement may be sent and no conversation waits."""
