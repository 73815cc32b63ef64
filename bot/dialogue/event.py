"""An event: what somebody did. The adapter of a channel makes it from an update; nothing else reads updates."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import TypeVar

from bot.dialogue.press import Press
from bot.domain.address import Address
from bot.domain.frozen import frozen
from bot.domain.time import EPOCH, Moment

PressKind = TypeVar("PressKind", bound=Press)


class What(StrEnum):
    """What somebody did."""

    WORDS = "words"
    CONTACT = "contact"
    MEDIA = "media"  # any other message: it answers no question
    EDIT = "edit"  # of an earlier message
    PRESS = "press"
    BOT_ADDED = "bot added"  # to a group, or unblocked by a person
    MEMBER_LEFT = "member left"  # a group, or was put out of it
    BOT_REMOVED = "bot removed"  # from a group, or blocked by a person


class ChatKind(Enum):
    """Who reads a chat: one person, or a group."""

    PRIVATE = auto()
    BASIC_GROUP = auto()  # has no lasting number and no topics
    GROUP = auto()
    ELSEWHERE = auto()


@frozen
class Sender:
    """Who did it. `first_name` may be empty. `language_code` is the language of their phone, if it is known."""

    address: Address
    first_name: str = ""
    language_code: str | None = None


@frozen
class Place:
    """Where it happened, and where it is answered."""

    chat_id: int
    kind: ChatKind
    topic: int | None = None


@frozen
class Command:
    """`/name args`, for this bot. `name` is in lower case."""

    name: str
    args: str = ""


@frozen
class Contact:
    """A contact card. `owner` is the person it belongs to, if the channel vouches for that."""

    phone_number: str
    owner: Address | None


@frozen
class Quoted:
    """The message that was replied to. `is_ours`: the bot sent it; None if the sender is unknown."""

    message_id: int
    text: str
    is_ours: bool | None


@frozen
class Tap:
    """A tap on a button, answered through `query_id`. `press` is None for data that no button of the bot carries.

    `message_id` is that of the message with the button; None for very old messages. Nothing else of it is certain.
    """

    query_id: str
    press: Press | None
    message_id: int | None = None
    is_file: bool = False


@frozen
class Event:
    """`number` is the update's; `sent_at` is EPOCH where nobody asks. `message_id` is that of what was
    said or edited; a press has it in `tap`. `album` is what several files sent together have in common.

    `is_anonymous`: in the name of a group or a channel, so that nobody can see who it is. `may_have_left`: they may not
    look there any more, as a press has waited at the channel, or is on a message that the channel shows no more.
    """

    number: int
    what: What
    who: Sender
    where: Place
    message_id: int | None = None
    sent_at: Moment = EPOCH
    text: str | None = None
    command: Command | None = None
    contact: Contact | None = None
    tap: Tap | None = None
    reply_to: Quoted | None = None
    album: str | None = None
    is_dice: bool = False
    is_forwarded: bool = False
    is_anonymous: bool = False
    may_have_left: bool = False

    @property
    def is_message(self) -> bool:
        """Whether it is a new message of any kind."""
        return self.what in (What.WORDS, What.CONTACT, What.MEDIA)

    @property
    def own_words(self) -> str | None:
        """Text typed by the sender, not forwarded."""
        return self.text if self.what is What.WORDS and not self.is_forwarded else None

    @property
    def is_like_command(self) -> bool:
        """Its text begins as a command does, be it one for another bot."""
        return (self.text or "").startswith("/")

    @property
    def is_private(self) -> bool:
        """Whether it is a message or a press in the chat with the bot, where the person waits for an answer."""
        return self.where.kind is ChatKind.PRIVATE and self.what not in (What.BOT_ADDED, What.BOT_REMOVED)

    @property
    def args(self) -> str:
        """The text behind the command."""
        return self.command.args if self.command else ""

    @property
    def pressed_message(self) -> int | None:
        """The id of the message whose button was pressed."""
        return self.tap.message_id if self.tap else None

    def pressed(self, kind: type[PressKind]) -> PressKind:
        """The data of the pressed button. Raises LookupError if it is of another kind."""
        press = self.tap.press if self.tap else None
        if not isinstance(press, kind):
            raise LookupError(f"no {kind.__name__}")
        return press


@frozen
class Reachable:
    """The sender of an unreadable update, who is asked to write again: in a private chat, or through `query_id`."""

    address: Address
    chat_id: int
    language_code: str | None
    query_id: str | None


@frozen
class Unreadable:
    """An update that cannot be read. `place` is the path of the field that does not fit, never a value.

    Without a `sender` nobody is asked to write again.
    """

    number: int
    place: str
    sender: Reachable | None = None
