"""The staff group as deliveries need it: its chat, topic, language and kind of cards."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue.installation import Installation
from bot.domain import wall_clock
from bot.domain.frozen import frozen
from bot.domain.lead import Lead, StaffCard
from bot.domain.time import Moment
from bot.i18n import Text, Words


@frozen
class StaffGroup:
    """`chat` returns the id of the chat, None while there is no group.

    `topic` is the id of the topic for cards.
    """

    installation: Installation
    chat: Callable[[], int | None]
    topic: int | None

    @property
    def language(self) -> str:
        return self.installation.staff_language

    @property
    def card(self) -> StaffCard:
        return self.installation.staff_card

    @property
    def words(self) -> Words:
        return self.installation.words

    @property
    def text(self) -> Text:
        return self.words.text_in(self.language)

    def date(self, moment: Moment) -> str:
        return self.installation.date(moment)

    def at(self, moment: Moment) -> str:
        """The local date and time, to the minute."""
        return wall_clock.minute(moment, self.installation.zone)

    def origin(self, lead: Lead) -> str:
        """When the lead came, and the language of its person."""
        return f"{self.at(lead.created_at)} · {self.words.text_in(lead.language)('language.name')}"
