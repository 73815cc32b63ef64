"""How the bot presents itself before anybody writes to it."""

from __future__ import annotations

from bot.dialogue.field_words import name_in_greeting
from bot.dialogue.profile import Profile, Profiles
from bot.domain.fields import FIELDS
from bot.domain.policy import Operator
from bot.i18n import Markup, Text, Words, strip_markup


def compose_profiles(words: Words, operator: Operator, default: str) -> Profiles:
    """In every language; for other languages in the `default` one."""
    return {language: _compose(words.text_in(language or default), operator) for language in (None, *words.languages)}


def _compose(text: Text, operator: Operator) -> Profile:
    called = operator.name or Markup(text("operator.name"))
    fields = Markup(", ".join(name_in_greeting(text, field) for field in FIELDS))
    return Profile(
        name=strip_markup(text("profile.name", operator=called)),
        about=strip_markup(text("profile.about", operator=called)),
        description=strip_markup(text("profile.description", operator=called, fields=fields)),
    )
