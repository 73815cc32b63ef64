"""Is every consent asked for apart, shown, and taken back as easily as it is given? (docs/promises.md 2)"""

import hashlib
import json
from typing import Any

import pytest

from simulator.state.message import Message
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.evidence import rows, stored_rows
from tests.scenarios.stage import ANSWERED, Guest, Stage, plain, words

KK = words("kk")
OFFER, NO, STOP = KK("button.offer_yes"), KK("button.offer_no"), KK("button.offer_stop")


def marketing(stage: Stage) -> list[tuple[Any, ...]]:
    """Text hash, language, update, and the two times of every consent to offers."""
    sql = "SELECT text_hash, language, update_id, granted_at, withdrawn_at FROM consents WHERE purpose = 'marketing'"
    return rows(stage.folder / "momu.db", sql)


def ledger(stage: Stage) -> list[tuple[str, str]]:
    found = rows(stage.folder / "momu.db", "SELECT event, facts FROM ledger ORDER BY seq")
    return [(event, json.loads(facts).get("purpose", "")) for event, facts in found]


async def tap(guest: Guest, label: str, message: Message | None = None) -> None:
    await guest.hears(lambda: guest.user.tap(label, message=message))


async def list_consents(guest: Guest) -> Message:
    (card,) = await guest.say("/consents")
    return card


async def test_with_nothing_stored_it_says_so_and_stores_nothing(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    before = stored_rows(stage.folder)
    (said,) = await aigerim.say("/consents")
    assert said.html == KK("consents.nothing")
    assert stored_rows(stage.folder) == before


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_offers_are_asked_about_once_apart_and_with_nothing_ticked(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.apply()
    yes, no = guest.offer.inline_buttons[-2:]
    assert [yes.text, no.text] == [guest.text("button.offer_yes"), guest.text("button.offer_no")]
    question = guest.offer.html.rpartition("\n\n")[2]
    for fact in ("Telegram ID", "/consents", plain(guest.text("operator.name"))):
        assert fact in plain(question)
    assert not any(fact in question for fact in ("e-mail", who.phone, guest.text("field.phone.consent")))
    assert marketing(stage) == []


async def test_no_is_counted_and_nothing_else_is_kept(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    await stage.sweep()
    before, question = stored_rows(stage.folder), aigerim.offer
    await tap(aigerim, NO)
    await stage.world.until(lambda: KK("offer.declined") in question.text)
    assert not {OFFER, NO} & set(question.labels)
    assert aigerim.is_thanks(aigerim.chat.last)
    after = stored_rows(stage.folder)
    counted = [set(found["momu.db"].pop("daily_counts")) for found in (before, after)]
    assert [row[1:] for row in counted[1] - counted[0]] == [("marketing_refused", "", 1, "")]
    assert after == before


async def test_yes_is_recorded_with_the_exact_text_and_no_longer_asked(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    await tap(aigerim, OFFER)
    await stage.world.until(lambda: NO not in question.labels)
    assert question.labels[3:] == [KK("button.receipt", purpose=KK("purpose.marketing"))]
    ((digest, language, update_id, _, withdrawn),) = marketing(stage)
    ((body,),) = rows(stage.folder / "momu.db", "SELECT body FROM consent_texts WHERE hash = ?", digest)
    assert hashlib.sha256(body.encode()).hexdigest() == digest
    assert question.edits[-1].formatted.html.endswith(body)
    assert (language, withdrawn) == ("kk", None)
    assert update_id > 0
    assert ledger(stage) == [("consent_given", "application"), ("consent_given", "marketing")]
    await aigerim.hears(lambda: aigerim.user.tap(question.labels[3]))
    await aigerim.user.world.until(lambda: aigerim.chat.last.document)
    assert aigerim.chat.last.document
    assert plain(body) in aigerim.chat.last.document.content.decode("utf-8-sig")


async def test_the_list_changes_offers_in_one_tap_either_way_and_leaves_the_application(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    reference = await aigerim.apply()
    card = await list_consents(aigerim)
    assert KK("consents.not_given") in card.text
    await tap(aigerim, OFFER, card)
    await aigerim.user.world.until(lambda: STOP in card.labels)
    assert card.text.count("✓") == 2
    await tap(aigerim, STOP, card)
    await aigerim.user.world.until(lambda: OFFER in card.labels)
    assert "✗" in card.text
    ((_, _, _, granted, withdrawn),) = marketing(stage)
    assert withdrawn >= granted
    assert [event for event, purpose in ledger(stage) if purpose == "marketing"] == [
        "consent_given",
        "consent_withdrawn",
    ]
    await tap(aigerim, OFFER, card)
    await aigerim.user.world.until(lambda: STOP in card.labels)
    assert len(marketing(stage)) == 2
    (standing,) = await aigerim.say("/start")
    assert reference in standing.text


@pytest.mark.parametrize("place", ANSWERED)
async def test_it_works_in_every_state_and_loses_nothing(stage: Stage, place: str) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach(place)
    drafts = rows(stage.folder / "momu.db", "SELECT revision FROM drafts")
    card = await list_consents(aigerim)
    assert card.labels[:2] == [OFFER, KK("button.withdraw_application")]
    assert "✓" in card.text
    assert rows(stage.folder / "momu.db", "SELECT revision FROM drafts") == drafts


async def test_withdrawing_the_application_s_consent_asks_to_forget(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    card = await list_consents(aigerim)
    await tap(aigerim, KK("button.withdraw_application"), card)
    await aigerim.sees(plain(KK("forget.ask"))[:20])
    await tap(aigerim, KK("button.forget"))
    await aigerim.sees("E-")


async def test_a_button_drawn_for_another_state_changes_nothing_and_says_so(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    first, second = await list_consents(aigerim), await list_consents(aigerim)
    await tap(aigerim, OFFER, first)
    for stale, label in ((second, OFFER), (question, OFFER), (question, NO)):
        await tap(aigerim, label, stale)
        assert aigerim.pop_up == KK("consents.old")
    assert [withdrawn for *_, withdrawn in marketing(stage)] == [None]
    third = await list_consents(aigerim)
    await tap(aigerim, STOP, first)
    await tap(aigerim, STOP, third)
    assert aigerim.pop_up == KK("consents.old")
    assert [event for event, purpose in ledger(stage) if purpose == "marketing"] == [
        "consent_given",
        "consent_withdrawn",
    ]


async def test_a_double_tap_is_one_consent(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    await aigerim.hears(*[lambda: aigerim.user.tap(OFFER, message=question)] * 2)
    assert len(marketing(stage)) == 1


async def test_buttons_of_an_erased_acquaintance_give_no_consent(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    await aigerim.forget()
    await tap(aigerim, OFFER, question)
    assert aigerim.pop_up == KK("consents.nothing")
    assert rows(stage.folder / "momu.db", "SELECT * FROM consents") == []
    await aigerim.apply()
    await tap(aigerim, OFFER, question)
    assert aigerim.pop_up == KK("consents.old")
    assert marketing(stage) == []


async def test_a_text_that_has_changed_is_shown_anew_before_anybody_agrees(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    await stage.restart(operator_name="ТОО «Другое»")
    await tap(aigerim, OFFER, question)
    assert aigerim.pop_up == KK("consent.changed")
    assert marketing(stage) == []
    await aigerim.sees("ТОО «Другое»")
    await tap(aigerim, OFFER)
    assert len(marketing(stage)) == 1


@pytest.mark.parametrize("forged", ["xx", "<b>", ""])
async def test_a_forged_language_is_not_agreed_in(stage: Stage, forged: str) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    data = question.inline_buttons[0].data or ""
    await aigerim.hears(lambda: aigerim.user.tap_data(data.replace(":kk:", f":{forged}:"), question))
    assert marketing(stage) == []


async def test_the_question_is_not_asked_of_somebody_who_has_answered_already(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    card = await list_consents(aigerim)
    await tap(aigerim, OFFER, card)
    review = next(message for message in aigerim.chat.messages if KK("button.confirm") in message.labels)
    await aigerim.hears(lambda: aigerim.user.tap(KK("button.confirm"), message=review))
    await aigerim.user.world.until(lambda: aigerim.is_thanks(aigerim.chat.last))
    await stage.sweep()
    reference = f"M-{aigerim.chat.last.text.split('M-')[1][:6]}"
    assert review.html == KK("review.sent", reference=reference)
    assert review.labels == []
