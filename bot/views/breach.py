"""The message to somebody whose data may have been seen by somebody without a right to (law 94-V art. 25(2)(8))."""

from __future__ import annotations

from bot.dialogue.field_words import name_in_consent
from bot.dialogue.installation import Installation
from bot.domain.fields import FIELDS
from bot.domain.wall_clock import minute
from bot.i18n import Markup
from storage.breaches import Window


def compose_breach(installation: Installation, language: str, window: Window) -> str:
    text = installation.words.text_in(language)
    return text(
        "breach.told",
        operator=installation.operator.name or text("operator.name"),
        start=minute(window.start, installation.zone),
        end=minute(window.end, installation.zone),
        data=Markup("; ".join(name_in_consent(text, field) for field in FIELDS)),
        email=installation.operator.email,
    )
