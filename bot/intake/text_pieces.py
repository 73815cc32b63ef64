"""Recognises the pieces of a text that was too long for one message.

A client cuts a long pasted text into pieces that fit and sends them at once. Each cut lies in the second half of what
fits. The last piece can look like an answer but is none. The bot answers the first piece only.
"""

from __future__ import annotations

from bot.dialogue.event import Event
from bot.domain.address import Address
from bot.domain.time import SECOND, Moment
from bot.lru_cache import LruCache

MAX_GAP = 2 * SECOND  # between two pieces, by the clock of the channel; nobody types an answer so soon after a paste


class TextPieces:
    """Remembers the number and time of the last long message of each person.

    Ask once about each event, in the order of the person.
    """

    def __init__(self, longest_text: int) -> None:
        """`longest_text` of a message is in UTF-16 units."""
        self._min_cut = longest_text // 2  # no client cuts earlier (Telegram Desktop, TextUtilities::CutPart)
        self._pieces: LruCache[Address, tuple[int, Moment]] = LruCache(1_000)

    def is_continuation(self, event: Event) -> bool:
        """Whether the event continues the message before it. Commands, forwarded messages and presses never do."""
        before = self._pieces.get(event.who.address)
        if before is not None:
            self._pieces.forget(event.who.address)
        words, number = event.own_words, event.message_id
        if not event.is_private or not words or number is None:
            return False
        if len(words.encode("utf-16-le", "surrogatepass")) // 2 > self._min_cut:
            self._pieces.put(event.who.address, (number, event.sent_at))
        return before is not None and _follows(number, event.sent_at, *before) and not event.is_like_command


def _follows(number: int, sent_at: Moment, before: int, before_at: Moment) -> bool:
    return number > before and sent_at - before_at <= MAX_GAP
