"""What exactly is a person asked to agree to?"""

from __future__ import annotations

import html

from bot.domain.consent import Notice, Terms
from bot.domain.policy import Operator, Policy
from bot.domain.retention import Retention
from bot.i18n import Markup, Text, Words

DAY, HOUR, MINUTE, SECOND = 86_400_000, 3_600_000, 60_000, 1_000  # milliseconds


def compose_notice(words: Words, language: str, operator: Operator, policy: Policy, retention: Retention) -> Notice:
    """The consent card with everything law 94-V art. 8(4) asks for, in one language; same words, same hash."""
    text = words.speak(language)
    card = text(
        "consent.card",
        operator=operator.name or text("operator.name"),
        bin=Markup(text("consent.bin", bin=operator.bin) if operator.bin else ""),
        email=operator.email,
        draft=duration(text, retention.draft),
        open=duration(text, retention.open_lead),
        closed=duration(text, retention.closed_lead),
        proof=duration(text, retention.proof),
        url=policy.url_in(language),
        version=policy.version,
        date=policy.date or text("consent.date_not_stated"),
    )
    return Notice(card, language, policy, _terms(text, operator, retention))


def compose_offer(words: Words, language: str, operator: Operator, policy: Policy, retention: Retention) -> Notice:
    """What marketing is asked with. Short: it stands in the caption of a document (1,024 characters, Bot API)."""
    text = words.speak(language)
    card = text(
        "offer.card",
        operator=operator.name or text("operator.name"),
        bin=Markup(text("consent.bin", bin=operator.bin) if operator.bin else ""),
        open=duration(text, retention.open_lead),
        url=policy.url_in(language),
        version=policy.version,
        date=policy.date or text("consent.date_not_stated"),
    )
    return Notice(card, language, policy, _terms(text, operator, retention))


def _terms(text: Text, operator: Operator, retention: Retention) -> Terms:
    name = operator.name or html.unescape(text("operator.name"))
    spans = (retention.draft, retention.open_lead, retention.closed_lead, retention.proof)
    return Terms(name, operator.bin, operator.email, *spans)


def duration(text: Text, span: int) -> str:
    """Milliseconds in words, in the largest unit that fits without a rest. Babel has none for Kazakh."""
    for unit, name in ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")):
        if span % unit == 0 and (unit != DAY or span >= DAY):
            return text(f"time.{name}", count=span // unit)
    return text("time.seconds", count=span // SECOND)
