"""The receipt of a consent: its caption, its document, and the question about offers under it."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from bot.dialogue.decision import File
from bot.dialogue.field_words import describe
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import MarketingPress
from bot.domain.consent import Consent, Notice, ShownText, Terms
from bot.domain.receipt import compose_receipt
from bot.domain.time import Moment
from bot.domain.wall_clock import minute
from bot.i18n import Text, Words, strip_markup
from bot.views.keyboards import rows

ENGLISH = "en"  # the language of the document, whatever the person speaks


def document(consent: Consent, subject: str, shown: ShownText, now: Terms, words: Words) -> File:
    """`now` are today's terms: used for a text that was stored in a version that did not store terms yet."""
    english = words.text_in(ENGLISH)
    fields = [strip_markup(describe(english, name)) for name in shown.fields]
    content = compose_receipt(consent, subject, shown.terms or now, shown.body, fields)
    name = f"consent-{consent.purpose}-{consent.id.hex()[:8]}.json"
    return File(name, to_json(content))


def to_json(content: object) -> bytes:
    """Readable for people too: indented, with unescaped letters."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def caption(text: Text, consent: Consent, about: str, zone: ZoneInfo, longest: int, question: str = "") -> str:
    """The receipt in words; only its head, if it would be longer than `longest` UTF-16 units with the question."""
    facts = text(
        "receipt.facts",
        what=text(f"purpose.{consent.purpose.value}.what"),
        given=minute(consent.granted_at, zone),
        version=consent.policy_version,
        id=consent.id.hex(),
    )
    taken_back = text("receipt.withdrawn", time=minute(consent.withdrawn_at, zone)) if consent.withdrawn_at else ""
    head = text("receipt.head", about=about)
    whole = _join(head, facts, taken_back, text("receipt.note"), question)
    return whole if plain_length(whole) <= longest else _join(head, question)


def question(notice: Notice, text: Text, since: Moment) -> Inline:
    """Yes and no look alike: nothing is ticked in advance."""

    def press(wants: bool) -> MarketingPress:
        return MarketingPress(wants=wants, since=since, language=notice.language, shown=notice.mark)

    return rows(
        [Button(text("button.offer_yes"), press(True))],
        [Button(text("button.offer_no"), press(False))],
    )


def plain_length(markup: str) -> int:
    """UTF-16 units without markup, which is how Telegram counts."""
    return len(strip_markup(markup).encode("utf-16-le")) // 2


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
