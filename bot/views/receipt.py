"""The receipt of a consent: a page to read, a document for machines, and the words beside both."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from bot.dialogue.decision import File
from bot.dialogue.field_words import describe
from bot.dialogue.keyboard import Button
from bot.dialogue.presses import ReceiptDocumentPress, ReceiptPress
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent, ShownText, Terms
from bot.domain.receipt import compose_receipt
from bot.domain.row_id import abbreviate
from bot.domain.wall_clock import minute
from bot.i18n import Text, Words, strip_markup

ENGLISH = "en"  # the language of the document, whatever the person speaks
MARK_OF_UTF8 = "\ufeff"  # without it a phone may read the page in another encoding


def button(text: Text, consent: Consent) -> Button:
    """Gives the page."""
    return Button(text(Word.RECEIPT, purpose=_purpose(text, consent)), ReceiptPress(consent=consent.id.hex()))


def document_button(text: Text, consent: Consent) -> Button:
    """Gives the document for machines."""
    press = ReceiptDocumentPress(consent=consent.id.hex())
    return Button(text(Word.RECEIPT_DOCUMENT, purpose=_purpose(text, consent)), press)


def caption(text: Text, consent: Consent, about: str, zone: ZoneInfo, then: str = "") -> str:
    """The receipt in short. `then` follows it, in its own paragraph."""
    parts = (text("receipt.head", about=about), _facts(text, consent, zone), text("receipt.note"), then)
    return "\n\n".join(part for part in parts if part)


def page(text: Text, consent: Consent, shown: ShownText, zone: ZoneInfo) -> File:
    """Plain text: the facts, and the words that the person agreed to, in the language in which they did."""
    head = text("receipt.head", about=_purpose(text, consent))
    terms = text("receipt.page", url=consent.policy_url, words=strip_markup(shown.body), hash=consent.text_hash)
    content = strip_markup("\n\n".join([head, _facts(text, consent, zone), terms]))
    return File(f"{_name(consent)}.txt", (MARK_OF_UTF8 + content + "\n").encode())


def document(consent: Consent, subject: str, shown: ShownText, now: Terms, words: Words) -> File:
    """`now` are today's terms: used for a text that was stored in a version that did not store terms yet."""
    english = words.text_in(ENGLISH)
    fields = [strip_markup(describe(english, name)) for name in shown.fields]
    content = compose_receipt(consent, subject, shown.terms or now, shown.body, fields)
    return File(f"{_name(consent)}.json", to_json(content))


def to_json(content: object) -> bytes:
    """Readable for people too: indented, with unescaped letters."""
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _facts(text: Text, consent: Consent, zone: ZoneInfo) -> str:
    facts = text(
        "receipt.facts",
        what=text(f"purpose.{consent.purpose.value}.what"),
        given=minute(consent.granted_at, zone),
        version=consent.policy_version,
        id=consent.id.hex(),
    )
    if consent.withdrawn_at is None:
        return facts
    return f"{facts}\n\n{text('receipt.withdrawn', time=minute(consent.withdrawn_at, zone))}"


def _purpose(text: Text, consent: Consent) -> str:
    return text(f"purpose.{consent.purpose.value}")


def _name(consent: Consent) -> str:
    """Of the file."""
    return f"consent-{consent.purpose}-{abbreviate(consent.id)}"
