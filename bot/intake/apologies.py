"""What is said when an update came to nothing, and to whom?"""

from __future__ import annotations

from bot.dialogue.decision import SILENCE, Decision, Popup, Say
from bot.dialogue.event import Event, Reachable, Sender, What
from bot.dialogue.installation import Installation
from bot.lru_cache import LruCache


class Apologies:
    """In the language that the sender's telephone speaks: the trouble may be that nothing else is known."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._given: LruCache[int, bool] = LruCache(1_000)

    def give(self, event: Event, key: str) -> Decision:
        """Once an update, however often it comes back; silence where others would read it."""
        if event.number in self._given or not _is_heard_alone(event):
            return SILENCE
        self._given.put(event.number, True)
        text = self.words(event.who, key)
        return Decision([Popup(text, alert=True) if event.tap else Say(text)])

    def words(self, sender: Sender | Reachable, key: str) -> str:
        return self._installation.words.text_in(self._installation.language_for(sender.language_code))(key)


def _is_heard_alone(event: Event) -> bool:
    """Whether nobody else reads what is said to whoever did it; the answer to a press is shown to them only."""
    return event.is_private or event.what is What.PRESS
