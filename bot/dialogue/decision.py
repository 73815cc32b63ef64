"""What does a handler hand back? What shall be true, and what shall be said once it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.dialogue.keyboard import Inline, Keyboard
from bot.domain.chart import Chart
from bot.domain.erasure import Kind
from storage.new_keys import Key
from storage.news import News
from storage.statements import Statement


class Relevance(IntEnum):
    """How long a message to a person stays relevant while the channel makes it wait."""

    LASTING = 0  # until it is sent
    REMARK = 1  # until a newer remark or question
    QUESTION = 2  # until a newer question: each question says all that is needed to go on


@dataclass(frozen=True, slots=True)
class File:
    """A document; the text of its message is the caption, as long as `Abilities.longest_caption`."""

    name: str
    content: bytes


EMPTY = File("empty.json", b"{}")
"""Stands where a document with personal data is not yet, or no longer."""


@dataclass(frozen=True, slots=True)
class Say:
    """A new message without personal data; `answering`: as a reply to what it answers, which a group can see."""

    text: str
    keyboard: Keyboard | None = None
    file: File | None = None
    answering: bool = False
    relevance: Relevance = Relevance.LASTING


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What is said while the person's data is being destroyed; it leaves the chat before the receipt comes."""

    text: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A new message with a picture of numbers, drawn while everybody else goes on talking."""

    chart: Chart
    caption: str


@dataclass(frozen=True, slots=True)
class Show:
    """A new message with personal data: sent as `stub`, remembered, and only then filled (docs/promises.md 6).

    With `revision` it is filled only while the draft is still there: the person may be quicker than the message.
    """

    kind: Kind
    stub: str
    text: str
    keyboard: Inline | None = None
    file: File | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The message whose button was pressed says something else now."""

    text: str
    keyboard: Inline | None = None


@dataclass(frozen=True, slots=True)
class SetButtons:
    """The message whose button was pressed gets other buttons.

    `card`: it is the card of this lead; if its buttons cannot be changed, it comes anew.
    """

    keyboard: Inline | None
    card: bytes | None = None


@dataclass(frozen=True, slots=True)
class Popup:
    """The answer to the press itself."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class ChatMemory:
    """What the bot remembers of a private chat: in memory, for a while, never on disk."""

    language: str | None = None
    shown: str | None = None  # the mark of the consent card on their screen
    renews: bool = False  # that card asks to agree again, and begins no application
    album: str | None = None  # the last album answered, so that ten pictures get one answer


@dataclass(frozen=True, slots=True)
class ExportForm:
    """The answers an administrator has given about an export: in memory only. `number` is the update that began it."""

    number: int
    answers: Mapping[str, str]


Reply = Say | Meanwhile | Draw | Show | Rewrite | SetButtons | Popup


@dataclass(frozen=True, slots=True)
class Decision:
    """`new_keys` are stored first, then `changes` in one transaction. `counts` go with them, and are about nobody.

    `chat_memory` and `export_form` replace what is kept of the sender in memory; None leaves it. `started`: the
    sender is new to the bot, and will be counted.
    """

    replies: Sequence[Reply] = ()
    changes: Sequence[Statement] = ()
    new_keys: Sequence[Key] = ()
    counts: Sequence[Statement] = ()
    chat_memory: ChatMemory | None = None
    started: bool = False
    export_form: ExportForm | None = None

    @property
    def destroys(self) -> bool:
        """Whether somebody's data is being destroyed from now on."""
        return any(News.ERASURE_WISHED in change.brings for change in self.changes)


SILENCE = Decision()
