"""The exact texts a person is asked to agree to."""

from __future__ import annotations

import html

from bot.dialogue.field_words import name_in_consent, name_in_greeting
from bot.dialogue.installation import Installation
from bot.dialogue.turn import Turn
from bot.domain.consent import Notice, Terms
from bot.domain.fields import FIELDS
from bot.domain.policy import Operator, Policy
from bot.domain.retention import RULES, Retention, longest_of_leads
from bot.i18n import Markup, Text, exact_duration


def notice_for(turn: Turn, language: str) -> Notice:
    """The consent card for this person, who may have agreed to an earlier version of the policy, or to fewer fields."""
    consent = turn.visitor.consent
    return compose_notice(turn.installation, language, agreed_to=consent.policy_version if consent else None)


def compose_notice(installation: Installation, language: str, *, agreed_to: str | None = None) -> Notice:
    """The consent card with all that law 94-V art. 8(4) requires, in one language. Equal texts have equal hashes.

    `agreed_to` is the version of the policy that the person agreed to earlier. Each is composed once.
    """
    key = "consent", language, agreed_to
    if key not in installation.notices:
        installation.notices[key] = _compose_notice(installation, language, agreed_to)
    return installation.notices[key]


def _compose_notice(installation: Installation, language: str, agreed_to: str | None) -> Notice:
    operator, policy, retention = installation.operator, installation.policy, installation.schedule.retention
    text = installation.words.text_in(language)
    terms = text(
        "consent.terms",
        data=Markup("; ".join(name_in_consent(text, field) for field in FIELDS)),
        operator=name_of(text, operator),
        bin=Markup(text("consent.bin", bin=operator.bin) if operator.bin else ""),
        email=operator.email,
        kept=Markup("; ".join(_periods(text, retention, is_personal=True))),
        remains=Markup(" ".join(_periods(text, retention, is_personal=False))),
        version=policy.version,
        dated=dated(text, policy),
    )
    is_changed = agreed_to not in (None, policy.version)
    head = text("policy.changed", version=agreed_to) if is_changed else _greeting(text, operator)
    until = text("consent.until" if agreed_to is None else "policy.until")
    shown = "\n".join([head, terms, until, text("consent.applicant")])
    named = tuple(field.name for field in FIELDS)
    return Notice(shown, language, policy, compose_terms(installation, language), named)


def dated(text: Text, policy: Policy) -> Markup:
    """The date of the policy, behind its version; nothing if it has none."""
    return Markup(text("policy.dated", date=policy.day) if policy.date else "")


def name_of(text: Text, operator: Operator) -> str:
    """What the operator is called in this language."""
    return operator.name or Markup(text("operator.name"))


def _greeting(text: Text, operator: Operator) -> str:
    """Says who asks, what for, how many questions there are, and about what."""
    number = len(FIELDS)
    spelled = dict(enumerate(text("consent.numbers").split(","), 1)).get(number, str(number))
    *first, last = (name_in_greeting(text, field) for field in FIELDS)
    listed = text("consent.and", first=Markup(", ".join(first)), last=Markup(last)) if first else last
    questions = text("consent.questions", count=number, number=spelled)
    return text("consent.hello", operator=name_of(text, operator), questions=questions, fields=Markup(listed))


def compose_offer(installation: Installation, language: str) -> Notice:
    """The question about offers, for which no answer of the form is used: two lines and a fold."""
    return _compose_question(installation, language, "offer.card")


def compose_feedback(installation: Installation, language: str) -> Notice:
    """The question how the service was. It names no application, because its text outlives the person's data."""
    return _compose_question(installation, language, "feedback.card")


def _compose_question(installation: Installation, language: str, key: str) -> Notice:
    """A question whose answer is the consent. Each is composed once."""
    if (key, language) not in installation.notices:
        installation.notices[key, language] = _compose_card(installation, language, key)
    return installation.notices[key, language]


def _compose_card(installation: Installation, language: str, key: str) -> Notice:
    operator, policy, retention = installation.operator, installation.policy, installation.schedule.retention
    text = installation.words.text_in(language)
    card = text(
        key,
        operator=name_of(text, operator),
        bin=Markup(text("consent.bin", bin=operator.bin) if operator.bin else ""),
        longest=exact_duration(text, longest_of_leads(retention.by_name())),
        url=policy.url_in(language),
        version=policy.version,
        dated=dated(text, policy),
    )
    return Notice(card, language, policy, compose_terms(installation, language))


def compose_terms(installation: Installation, language: str) -> Terms:
    """The terms of a consent that is given now, as values."""
    operator, retention = installation.operator, installation.schedule.retention
    name = operator.name or html.unescape(installation.words.text_in(language)("operator.name"))
    return Terms(name, operator.bin, operator.email, retention.by_name())


def _periods(text: Text, retention: Retention, *, is_personal: bool) -> list[str]:
    """How long each record with, or without, personal data is kept, in words."""
    return [
        text(f"retention.{rule.name}", period=exact_duration(text, retention.span(rule)))
        for rule in RULES
        if rule.is_personal is is_personal
    ]
