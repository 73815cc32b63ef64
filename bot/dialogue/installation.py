"""What stays the same between updates: one bot, installed for one operator."""

from __future__ import annotations

from dataclasses import field
from zoneinfo import ZoneInfo

from bot.dialogue.keyboard import Inline
from bot.dialogue.wordbook import Wordbook
from bot.domain import wall_clock
from bot.domain.consent import Notice
from bot.domain.frozen import frozen
from bot.domain.languages import choose_language
from bot.domain.lead import StaffCard
from bot.domain.policy import Operator, Policy
from bot.domain.retention import KeyCopies
from bot.domain.schedule import Schedule
from bot.domain.time import Moment
from bot.i18n import Words
from bot.machine import Clock, Entropy
from storage.store import Store


@frozen
class Installation:
    """The operator with policy and schedule, all words of the bot, its store, clock and source of randomness."""

    operator: Operator
    policy: Policy
    schedule: Schedule
    words: Words
    wordbook: Wordbook
    default_language: str
    staff_language: str  # of the staff group
    staff_card: StaffCard
    store: Store
    clock: Clock
    entropy: Entropy
    key_copies: KeyCopies
    notices: dict[tuple[str | None, ...], Notice] = field(default_factory=dict, init=False, compare=False)
    """Texts that ask for consent and were composed (bot/views/notice.py); what they say stays while the bot runs."""
    consent_buttons: dict[tuple[str, bool], Inline] = field(default_factory=dict, init=False, compare=False)
    """Under those of them that are consent cards, by their mark (bot/views/keyboards.py)."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the operator."""
        return self.schedule.calendar.zone

    def date(self, moment: Moment) -> str:
        """As the operator's calendar shows it."""
        return wall_clock.day(moment, self.zone)

    def language_for(self, code: str | None) -> str:
        """For somebody who has chosen no language. `code` is the language of their phone, if it is known."""
        return choose_language(code, self.words.languages, self.default_language)
