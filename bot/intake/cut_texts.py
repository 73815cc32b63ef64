"""Is this the rest of a text that was too long for one message?

Clients cut what is pasted into pieces that fit, at a good place in the second half, and send them at once. The last
piece may look like an answer and is none; the text gets one answer, to its first piece.
"""

from __future__ import annotations

from bot.dialogue.event import Event
from bot.domain.address import Address
from bot.domain.time import SECOND, Moment
from bot.lru_cache import LruCache

AT_ONCE = 2 * SECOND  # by the times that the channel gives them; nobody types an answer as soon after a paste


class CutTexts:
    """Which long piece came last from whom: its number and time. Ask once about each event, in a person's order."""

    def __init__(self, longest_text: int) -> None:
        """`longest_text` of a message is in UTF-16 units."""
        self._long = longest_text // 2  # no client cuts before (Telegram Desktop, TextUtilities::CutPart)
        self._pieces: LruCache[Address, tuple[int, Moment]] = LruCache(1_000)

    def is_rest(self, event: Event) -> bool:
        """Whether it goes on from the message before. A command never does, nor what is forwarded or pressed."""
        before = self._pieces.get(event.who.address)
        self._pieces.forget(event.who.address)
        words, number = event.own_words, event.message_id
        if not event.is_private or not words or number is None:
            return False
        if len(words.encode("utf-16-le", "surrogatepass")) // 2 > self._long:
            self._pieces.put(event.who.address, (number, event.sent_at))
        return before is not None and _follows(number, event.sent_at, *before) and not event.is_like_command


def _follows(number: int, sent_at: Moment, before: int, before_at: Moment) -> bool:
    return number > before and sent_at - before_at <= AT_ONCE
