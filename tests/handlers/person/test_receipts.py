"""A person gets the receipt of a consent: a page to read, or a document for machines."""

from __future__ import annotations

import json

from bot.dialogue.decision import Decision, File, Say
from bot.dialogue.presses import ReceiptDocumentPress, ReceiptPress
from bot.domain.consent import Consent
from bot.i18n import strip_markup
from storage import consents
from tests.handlers.cases import Case, Line, each, heard, popup, say, typed
from tests.handlers.person.test_consents import APPLIED
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, known, sent
from tests.handlers.turns import SAY, make_press

NOTHING, OLD = popup("consents.nothing"), popup("old_button")
OF_OFFERS = typed(SAY("button.receipt", purpose=SAY("purpose.marketing")))

CASES = [
    Case("consents.find_no_consent", OF_OFFERS, [say("consents.nothing")]),
    Case("receipts.send_named", OF_OFFERS, [Line(Say, APPLIED)], [], known()),
    Case("receipts.send_named", OF_OFFERS, [Line(Say, APPLIED)], ["UPDATE persons"], known(asking="forget")),
    Case("consents.press_after_the_end", make_press(ReceiptPress(consent="00")), [NOTHING]),
    Case("consents.press_after_the_end", make_press(ReceiptDocumentPress(consent="00")), [NOTHING]),
    Case("receipts.send_page", make_press(ReceiptPress(consent="00")), [OLD], [], known()),
    Case("receipts.send_page", make_press(ReceiptPress(consent="Ә")), [OLD], [], known()),
    Case("receipts.send_document", make_press(ReceiptDocumentPress(consent="00")), [OLD], [], known()),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def newest(scene: Scene) -> Consent:
    return (await consents.history(scene.store.engine, (await scene.visitor()).pseudonym))[0]


def file_of(decision: Decision) -> File:
    (reply,) = decision.replies
    assert isinstance(reply, Say)
    assert reply.file
    return reply.file


async def test_the_page_says_the_words_that_were_agreed_to_and_how_to_prove_it(scene: Scene) -> None:
    await scene.admit(sent())
    consent = await newest(scene)
    shown = await consents.load_text(scene.store.engine, consent.text_hash)
    page = file_of(await scene.play(make_press(ReceiptPress(consent=consent.id.hex())))).content.decode("utf-8-sig")
    assert shown
    for said in (strip_markup(shown.body), consent.id.hex(), consent.text_hash, consent.policy_url):
        assert said in page
    assert "<" not in page


async def test_the_document_proves_it_to_machines(scene: Scene) -> None:
    await scene.admit(sent())
    consent = await newest(scene)
    decision = await scene.play(make_press(ReceiptDocumentPress(consent=consent.id.hex())))
    assert json.loads(file_of(decision).content)["consentReceiptID"] == consent.id.hex()
    assert consent.id.hex() in heard(decision)[0].words


async def test_nobody_gets_another_persons_receipt(scene: Scene) -> None:
    await scene.admit(sent(who=COLLEAGUE))
    theirs = await consents.history(scene.store.engine, (await scene.visitor(COLLEAGUE)).pseudonym)
    await scene.admit(known())
    for kind in (ReceiptPress, ReceiptDocumentPress):
        assert heard(await scene.play(make_press(kind(consent=theirs[0].id.hex())))) == [OLD]
