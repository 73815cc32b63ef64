"""An event: what somebody did. The adapter of a channel makes it from an update; nothing else reads updates."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, auto
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


MESSAGES = (What.WORDS, What.CONTACT, What.MEDIA)
OF_THE_BOT = (What.BOT_ADDED, What.BOT_REMOVED)


class ChatKind(StrEnum):
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

    Found out once: `own_words` were typed by the sender, and not forwarded. `is_private`: it is a message or a press in
    the chat with the bot, where the person waits for an answer.
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
    own_words: str | None = field(init=False, repr=False, compare=False)
    is_private: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_own, is_change = self.what is What.WORDS and not self.is_forwarded, self.what in OF_THE_BOT
        object.__setattr__(self, "own_words", self.text if is_own else None)
        object.__setattr__(self, "is_private", self.where.kind is ChatKind.PRIVATE and not is_change)

    @property
    def is_message(self) -> bool:
        """Whether it is a new message of any kind."""
        return self.what in MESSAGES

    @property
    def is_like_command(self) -> bool:
        """Its text begins as a command does, be it one for another bot."""
        return (self.text or "").startswith("/")

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
