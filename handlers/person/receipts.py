"""A person gets the receipt of a consent: a page to read, or a document for machines."""

from __future__ import annotations

from bot.dialogue.decision import Decision, File, Popup, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import ReceiptDocumentPress, ReceiptPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent, ShownText
from bot.views import receipt
from bot.views.notice import compose_terms
from handlers.conditions import has_not_agreed, pressed, said
from handlers.person.consents import find_no_consent, press_after_the_end, show_consents
from storage import consents


def routes() -> Routes:
    return (
        Route(find_no_consent, said(Word.RECEIPT, Word.RECEIPT_DOCUMENT), has_not_agreed),
        Route(send_named, said(Word.RECEIPT, Word.RECEIPT_DOCUMENT)),
        Route(press_after_the_end, pressed(ReceiptPress), has_not_agreed),
        Route(press_after_the_end, pressed(ReceiptDocumentPress), has_not_agreed),
        Route(send_page, pressed(ReceiptPress)),
        Route(send_document, pressed(ReceiptDocumentPress)),
    )


async def send_page(event: Event, turn: Turn) -> Decision:
    return await _send(turn, Word.RECEIPT, await _find(turn, event.pressed(ReceiptPress).consent))


async def send_document(event: Event, turn: Turn) -> Decision:
    return await _send(turn, Word.RECEIPT_DOCUMENT, await _find(turn, event.pressed(ReceiptDocumentPress).consent))


async def send_named(event: Event, turn: Turn) -> Decision:
    """The receipt of the newest consent for the named purpose."""
    history = await consents.history(turn.store.engine, turn.visitor.pseudonym)
    consent = next((one for one in history if one.purpose is turn.recognised.purpose), None)
    word = turn.recognised.word
    return await _send(turn, word, consent) if word and consent else await show_consents(event, turn)


async def _find(turn: Turn, number: str) -> Consent | None:
    history = await consents.history(turn.store.engine, turn.visitor.pseudonym)
    return next((one for one in history if one.id.hex() == number), None)


async def _send(turn: Turn, word: Word, consent: Consent | None) -> Decision:
    shown = await consents.load_text(turn.store.engine, consent.text_hash) if consent else None
    if consent is None or shown is None:
        return Decision([Popup(turn.text("old_button"))])
    about = turn.text(f"purpose.{consent.purpose.value}")
    words = receipt.caption(turn.text, consent, about, turn.installation.zone)
    return Decision([Say(words, file=_file(turn, word, consent, shown))])


def _file(turn: Turn, word: Word, consent: Consent, shown: ShownText) -> File:
    if word is Word.RECEIPT:
        return receipt.page(turn.text, consent, shown, turn.installation.zone)
    terms = compose_terms(turn.installation, turn.language)
    return receipt.document(consent, turn.person.ledger_subject, shown, terms, turn.words)
