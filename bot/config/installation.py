"""Makes the installation that the settings describe."""

from __future__ import annotations

from bot.config.schedule import make_schedule
from bot.config.settings import Settings
from bot.dialogue.field_words import check_field_words
from bot.dialogue.installation import Installation
from bot.dialogue.wordbook import make_wordbook
from bot.domain.policy import Policy
from bot.i18n import load_words
from bot.machine import Clock, Entropy
from storage.store import Store


def make_installation(settings: Settings, store: Store, clock: Clock, entropy: Entropy) -> Installation:
    """Raises FieldUnnamed."""
    words = load_words()
    check_field_words(words)
    return Installation(
        operator=settings.operator,
        policy=Policy(settings.privacy_policy_url, settings.privacy_policy_version, settings.privacy_policy_date),
        schedule=make_schedule(settings),
        words=words,
        wordbook=make_wordbook(words),
        default_language=settings.default_language,
        staff_language=settings.staff_language,
        staff_card=settings.staff_card,
        store=store,
        clock=clock,
        entropy=entropy,
        key_copies=settings.key_copies,
    )
