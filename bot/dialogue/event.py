"""One event: what somebody did, read once at the door of a channel. Nothing behind the door unpacks it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TypeVar

from bot.dialogue.press import Press
from bot.domain.address import Address
from bot.domain.time import EPOCH, Moment

PressKind = TypeVar("PressKind", bound=Press)


class What(StrEnum):
    """What somebody did."""

    WORDS = "words"
    CONTACT = "contact"
    MEDIA = "media"  # anything else that a person sends: no answer to any question
    EDIT = "edit"  # of something sent earlier
    PRESS = "press"
    BOT_ADDED = "bot added"  # to a group, or unblocked by a person
    BOT_REMOVED = "bot removed"  # from a group, or blocked by a person


class Kind(Enum):
    """Who reads a chat: one person and the bot, or others too."""

    PRIVATE = auto()
    BASIC_GROUP = auto()  # has no lasting number and no topics
    GROUP = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it. `first_name` may be empty; `language_code` is what their telephone speaks, if it tells."""

    address: Address
    first_name: str = ""
    language_code: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened, and so where it is answered."""

    chat_id: int
    kind: Kind
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """`/name args`, for this bot. `name` is in lower case."""

    name: str
    args: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact card; `owner` is whose it is, if the channel vouches for that."""

    phone_number: str
    owner: Address | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that was answered. `is_ours`: the bot said it; None if nobody knows who did."""

    message_id: int
    text: str
    is_ours: bool | None


@dataclass(frozen=True, slots=True)
class Tap:
    """A press on a button, answered by `query_id`. `press` is None for bytes that no button of ours carries.

    Of the message under which the button stands only the number is sure, and of very old ones not even that.
    """

    query_id: str
    press: Press | None
    message_id: int | None = None
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """`number` is the update's; `sent_at` is EPOCH where nobody asks. `message_id` is that of what was
    said or edited; a press has it in `tap`. `album` is what several files sent together have in common.

    `is_anonymous`: in the name of a group or a channel, so that nobody can see who it is.
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

    @property
    def is_message(self) -> bool:
        """Something new was said, in whatever form."""
        return self.what in (What.WORDS, What.CONTACT, What.MEDIA)

    @property
    def own_words(self) -> str | None:
        """Typed here by the sender."""
        return self.text if self.what is What.WORDS and not self.is_forwarded else None

    @property
    def is_like_command(self) -> bool:
        """Its text begins as a command does, be it one for another bot."""
        return (self.text or "").startswith("/")

    @property
    def is_private(self) -> bool:
        """Said or pressed in the chat with the bot, where whoever did it waits for an answer."""
        return self.where.kind is Kind.PRIVATE and self.what not in (What.BOT_ADDED, What.BOT_REMOVED)

    @property
    def args(self) -> str:
        """What stands behind the command."""
        return self.command.args if self.command else ""

    @property
    def pressed_message(self) -> int | None:
        """The message under which a button was pressed."""
        return self.tap.message_id if self.tap else None

    def pressed(self, kind: type[PressKind]) -> PressKind:
        """What the button carries, if it is of this kind; LookupError otherwise."""
        press = self.tap.press if self.tap else None
        if not isinstance(press, kind):
            raise LookupError(f"no {kind.__name__}")
        return press


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whom to ask to write again, and where: a private chat, or the press with that number."""

    address: Address
    chat_id: int
    language_code: str | None
    query_id: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that cannot be read. `place` is where it does not fit, in the channel's own names, never a value.

    Without a `sender` nobody is asked.
    """

    number: int
    place: str
    sender: Reachable | None = None
