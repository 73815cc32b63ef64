"""Somebody agreed before the form had one of its questions: they are asked to agree to it before it is asked."""

from __future__ import annotations

from bot.dialogue.field_words import skip_label
from bot.domain.fields import FIELDS
from simulator.state.message import Message
from tests.form import NAMES, progress
from tests.people import AIGERIM
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
NEWER = next(field for field in reversed(FIELDS) if field.optional)
BEFORE = NAMES[NAMES.index(NEWER.name) - 1]
STORED = "SELECT step, revision, answers FROM drafts"


def agreed_before(stage: Stage) -> None:
    """Their consent is one to a text that names all other fields."""
    others = ",".join(name for name in NAMES if name != NEWER.name)
    stage.execute("INSERT INTO consent_texts (hash, language, body, fields) VALUES ('old', 'kk', 'old', ?)", others)
    stage.execute("UPDATE consents SET text_hash = 'old'")


async def asked_to_agree(stage: Stage) -> tuple[Guest, Message]:
    """In the form, where the newer question would come next; the card."""
    guest = stage.guest(AIGERIM)
    await guest.reach(BEFORE)
    agreed_before(stage)
    await guest.hears(lambda: guest.answer(BEFORE))
    assert is_card(guest.chat.last)
    return guest, guest.chat.last


def is_card(message: Message) -> bool:
    return KK("button.agree") in message.labels and KK(f"field.{NEWER.name}.consent") in message.text


async def skip_to_review(guest: Guest) -> Message:
    await guest.hears(lambda: guest.user.tap(skip_label(guest.text, NEWER)))
    for name in NAMES[NAMES.index(NEWER.name) + 1 :]:
        await guest.say(guest.typed(name))
    return guest.chat.last


async def test_they_agree_and_the_form_goes_on(stage: Stage) -> None:
    guest, card = await asked_to_agree(stage)
    assert progress(NEWER.name) not in card.text
    assert KK("policy.until") in card.html  # what they have answered is stored, under their earlier consent
    await guest.tap(KK("button.agree"), progress(NEWER.name))
    await guest.go_on(NEWER.name)
    await guest.confirm()
    await stage.card("M-")
    assert stage.query("SELECT count(*) FROM consents") == [(2,)]


async def test_an_answer_before_that_is_not_kept(stage: Stage) -> None:
    guest, _ = await asked_to_agree(stage)
    before = stage.query(STORED)
    [card] = await guest.say("aigerim@example.com")
    assert is_card(card)
    assert stage.query(STORED) == before
    await guest.say(KK("button.agree"))
    assert progress(NEWER.name) in guest.chat.last.text


async def test_it_can_be_skipped_without_agreeing(stage: Stage) -> None:
    guest, _ = await asked_to_agree(stage)
    await skip_to_review(guest)
    await guest.confirm()
    assert stage.query("SELECT count(*) FROM consents") == [(1,)]


async def test_one_can_go_back_instead(stage: Stage) -> None:
    guest, _ = await asked_to_agree(stage)
    await guest.tap(KK("button.back"), progress(BEFORE))
    await guest.hears(lambda: guest.answer(BEFORE))
    assert is_card(guest.chat.last)


async def test_at_the_review_it_is_given_after_agreeing(stage: Stage) -> None:
    guest, _ = await asked_to_agree(stage)
    review = await skip_to_review(guest)
    [edit] = [label for label in review.labels if label.endswith(KK(f"field.{NEWER.name}.label"))]
    [card] = await guest.hears(lambda: guest.user.tap(edit, message=review))
    assert is_card(card)
    await guest.tap(KK("button.agree"), progress(NEWER.name))
    await guest.say(guest.typed(NEWER.name))
    await guest.confirm()


async def test_who_has_applied_agrees_before_the_next_application(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    agreed_before(stage)
    stage.execute("UPDATE leads SET status = 'closed'")
    await guest.say("/start")
    [card] = await guest.hears(lambda: guest.user.tap(KK("button.new_application")))
    assert is_card(card)
    assert KK("policy.changed", version="1") not in card.html


async def test_a_consent_to_more_than_is_asked_is_one(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(BEFORE)
    stage.execute("UPDATE consent_texts SET fields = fields || ',fax'")
    await guest.hears(lambda: guest.answer(BEFORE))
    assert progress(NEWER.name) in guest.chat.last.text
