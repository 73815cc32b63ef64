"""What a handler returns: the changes to commit, and the replies to send after the commit."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from bot.dialogue.keyboard import Inline, Keyboard
from bot.domain.chart import Chart
from bot.domain.erasure import Kind
from bot.domain.frozen import frozen
from bot.domain.funnel import Stage
from storage.new_keys import Key
from storage.news import News
from storage.statements import Statement


class Relevance(IntEnum):
    """How long a message to a person stays relevant while the channel makes it wait."""

    LASTING = 0  # until it is sent
    REMARK = 1  # until a newer remark or question
    QUESTION = 2  # until a newer question: each question says all that is needed to go on


@frozen
class File:
    """A document. The text of its message is the caption, of at most `Abilities.longest_caption` UTF-16 units."""

    name: str
    content: bytes


EMPTY = File("empty.json", b"{}")
"""The placeholder before a document with personal data is shown, and after it is taken back."""


@frozen
class Say:
    """A new message without personal data.

    `answering`: the number of the message that it is a reply to. `position`: which question of the form it asks, from
    1; 0 if it asks none. Asked again, or after a later one, a question takes the buttons off those before it.
    """

    text: str
    keyboard: Keyboard | None = None
    file: File | None = None
    answering: int | None = None
    relevance: Relevance = Relevance.LASTING
    position: int = 0


@frozen
class Meanwhile:
    """A new message during an erasure. It is deleted before the receipt comes."""

    text: str


@frozen
class Draw:
    """A new message with a chart, which is drawn in the background."""

    chart: Chart
    caption: str


@frozen
class Show:
    """A new message with personal data: sent as `stub`, its id stored, and only then filled (docs/promises.md 6).

    With `revision` it is filled only while the draft has this revision: the person may be quicker than the message.
    """

    kind: Kind
    stub: str
    text: str
    keyboard: Inline | None = None
    file: File | None = None
    revision: int | None = None


@frozen
class ShowContacts:
    """A message that the colleague who pressed alone sees: sent as `stub`, its id stored, then filled with the contacts
    of the lead by the outbox (Fact.CONTACTS). `done` answers the press; `how`, if the colleague cannot be reached."""

    lead: bytes
    stub: str
    done: str
    how: str


@frozen
class Rewrite:
    """Replace the text and the buttons of the message whose button was pressed."""

    text: str
    keyboard: Inline | None = None


@frozen
class SetButtons:
    """Replace the buttons of the message whose button was pressed.

    `card`: the message is the card of this lead; if its buttons cannot be changed, the card is sent again.
    `later`: not now, but with the buttons of earlier questions (docs/decisions/one-set-of-buttons.md).
    """

    keyboard: Inline | None
    card: bytes | None = None
    later: bool = False


@frozen
class Popup:
    """The answer to the press itself; an `alert` stays until it is closed."""

    text: str
    alert: bool = False


@frozen
class ChatMemory:
    """What the bot remembers of a private chat: in memory, for a while, never on disk."""

    language: str | None = None
    shown: str | None = None  # the mark of the consent card on their screen
    renews: bool = False  # that card asks to agree again, and begins no application
    album: str | None = None  # the last album answered, so that ten pictures get one answer
    refused_revision: int | None = None  # the revision of the draft at which an answer was refused last
    refusals: int = 0  # in a row, at that revision


Reply = Say | Meanwhile | Draw | Show | ShowContacts | Rewrite | SetButtons | Popup


@frozen
class Decision:
    """`new_keys` are stored first, then `changes` in one transaction. `counts` go with them, and are about nobody.

    `chat_memory` replaces what is kept of the sender in memory; None leaves it. `started`: the sender is new to the
    bot, and will be counted. `reached`: the stage that the sender reaches by it, which is counted too.
    """

    replies: Sequence[Reply] = ()
    changes: Sequence[Statement] = ()
    new_keys: Sequence[Key] = ()
    counts: Sequence[Statement] = ()
    chat_memory: ChatMemory | None = None
    started: bool = False
    reached: Stage | None = None

    @property
    def destroys(self) -> bool:
        """Whether this begins an erasure, or hurries one."""
        return News.ERASURE_REQUESTED in [news for change in self.changes for news in change.brings]


SILENCE = Decision()
