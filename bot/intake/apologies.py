"""Apologises to the sender when an update has failed."""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision, Popup, Say
from bot.dialogue.event import Event, Reachable, Sender, What
from bot.dialogue.installation import Installation
from bot.lru_cache import LruCache


class Apologies:
    """Speaks the language of the sender's client, because nothing else may be known when something fails."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._given: LruCache[int, bool] = LruCache(1_000)

    def give(self, event: Event, key: str) -> Decision:
        """The apology, once for each update, however often it comes; SILENCE where others would read it."""
        if event.number in self._given or not _is_seen_by_sender_only(event):
            return SILENCE
        self._given.put(event.number, True)
        text = self.words(event.who, key)
        return Decision([Popup(text, alert=True) if event.tap else Say(text)])

    def words(self, sender: Sender | Reachable, key: str) -> str:
        return self._installation.words.text_in(self._installation.language_for(sender.language_code))(key)


def _is_seen_by_sender_only(event: Event) -> bool:
    """Whether only the sender sees a reply. The answer to a press is shown to nobody else."""
    return event.is_private or event.what is What.PRESS
