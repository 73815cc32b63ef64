"""What exactly is a person asked to agree to?"""

from __future__ import annotations

import html

from bot.domain.consent import Notice, Terms
from bot.domain.policy import Operator, Policy
from bot.domain.retention import Retention
from bot.i18n import Markup, Text, Words, exactly


def compose_notice(
    words: Words,
    language: str,
    operator: Operator,
    policy: Policy,
    retention: Retention,
    *,
    agreed_to: str | None = None,
) -> Notice:
    """The consent card with everything law 94-V art. 8(4) asks for, in one language; same words, same hash.

    `agreed_to` is the version of the policy that the person has agreed to before: they are no stranger, and something
    about them is stored.
    """
    text = words.speak(language)
    terms = text(
        "consent.terms",
        operator=operator.name or text("operator.name"),
        bin=Markup(text("consent.bin", bin=operator.bin) if operator.bin else ""),
        email=operator.email,
        draft=exactly(text, retention.draft),
        open=exactly(text, retention.open_lead),
        closed=exactly(text, retention.closed_lead),
        proof=exactly(text, retention.proof),
        url=policy.url_in(language),
        version=policy.version,
        date=policy.date or text("consent.date_not_stated"),
    )
    head = text("consent.hello") if agreed_to is None else text("policy.changed", version=agreed_to)
    until = text("consent.until" if agreed_to is None else "policy.until")
    return Notice("\n\n".join([head, terms, until]), language, policy, _terms(text, operator, retention))


def compose_offer(words: Words, language: str, operator: Operator, policy: Policy, retention: Retention) -> Notice:
    """What marketing is asked with. Short: it stands in the caption of a document (1,024 characters, Bot API)."""
    text = words.speak(language)
    card = text(
        "offer.card",
        operator=operator.name or text("operator.name"),
        bin=Markup(text("consent.bin", bin=operator.bin) if operator.bin else ""),
        open=exactly(text, retention.open_lead),
        url=policy.url_in(language),
        version=policy.version,
        date=policy.date or text("consent.date_not_stated"),
    )
    return Notice(card, language, policy, _terms(text, operator, retention))


def _terms(text: Text, operator: Operator, retention: Retention) -> Terms:
    name = operator.name or html.unescape(text("operator.name"))
    spans = (retention.draft, retention.open_lead, retention.closed_lead, retention.proof)
    return Terms(name, operator.bin, operator.email, *spans)
