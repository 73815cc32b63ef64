"""A field that may be left out: skipped, given at the review, taken back, and never missed."""

from __future__ import annotations

import json

import pytest

from bot.domain.fields import FIELDS
from tests.form import NAMES, progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.stage import Guest, Stage, plain, words

KK = words("kk")
SKIP, TAKE = KK("field.email.none"), KK("button.take")
EDIT = KK("button.edit_field", edit=KK("button.edit"), field=KK("field.email.label"))
LINE = KK("field.email.label") + ": "
NOT_GIVEN = KK("card.not_given", field=KK("field.email.label"))
QUESTION = "Бәрі дұрыс па?"


async def answer_what_follows(guest: Guest) -> None:
    for name in NAMES[NAMES.index("email") + 1 :]:
        await guest.sees(progress(name))
        guest.answer(name)
    await guest.user.world.until(lambda: guest.text("button.confirm") in guest.chat.last.labels)


async def at_the_review_without(stage: Stage) -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    await guest.tap(SKIP)
    await answer_what_follows(guest)
    await guest.sees(QUESTION)
    assert LINE not in guest.chat.last.text
    return guest


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_a_person_without_an_email_applies_and_staff_see_that_there_is_none(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("email")
    none = guest.text("field.email.none")
    assert none in guest.chat.last.labels
    await guest.tap(none)
    await answer_what_follows(guest)
    await guest.confirm()
    await stage.card("M-")
    stage.madina.tap(TAKE, chat=stage.group)
    card = await stage.card(who.phone)
    assert NOT_GIVEN in card.text


async def test_the_label_typed_does_what_the_button_does_and_no_more(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    for typed in (SKIP, "Нет почты"):  # the negative twin: it is about another question
        assert progress("phone") in (await guest.say(typed))[-1].text
    await guest.say(AIGERIM.phone)
    for typed in (SKIP, "почтам жоқ!", "нет e-mail", "Нет", KK("button.skip")):
        await guest.say(typed)
        await answer_what_follows(guest)
        await guest.sees(QUESTION)
        assert LINE not in guest.chat.last.text
        await guest.go_back("email")
        assert progress("email") in guest.chat.last.text


async def test_at_the_review_the_label_takes_the_answer_out(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    review = (await guest.say(SKIP))[-1]
    assert QUESTION in review.text
    assert AIGERIM.email not in review.text
    await guest.tap(EDIT, progress("email"))
    await guest.write(AIGERIM.email, QUESTION, AIGERIM.email)


def test_of_name_phone_and_email_only_the_email_may_be_left_out() -> None:
    assert {"name", "phone", "email"} & {field.name for field in FIELDS if field.optional} == {"email"}


async def test_what_was_skipped_can_be_given_at_the_review(stage: Stage) -> None:
    guest = await at_the_review_without(stage)
    await guest.tap(EDIT, progress("email"))
    assert SKIP in guest.chat.last.labels
    await guest.write(AIGERIM.email, QUESTION, LINE + AIGERIM.email)
    await guest.confirm()
    await stage.card("M-")
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)


async def test_what_was_given_can_be_left_out_at_the_review(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    await guest.tap(EDIT, progress("email"))
    review = await guest.tap(SKIP, QUESTION)
    assert LINE not in review.text
    await guest.confirm()
    await stage.card("M-")
    stage.madina.tap(TAKE, chat=stage.group)
    card = await stage.card(AIGERIM.phone)
    assert NOT_GIVEN in card.text
    assert AIGERIM.email not in card.text
    file = next(one for one in await guest.say("/my_data") if one.document)
    assert file.document
    [application] = json.loads(file.document.content)["applications"]
    assert set(application["answers"]) == set(AIGERIM.answers) - {"email"}


async def test_the_button_of_a_review_that_was_left_does_nothing(stage: Stage) -> None:
    """The negative twin: only the button of the review in sight edits what was skipped."""
    guest = await at_the_review_without(stage)
    left = guest.chat.last
    [edit] = [button for button in left.inline_buttons if button.text == EDIT]
    await guest.tap(EDIT, progress("email"))
    await guest.write(AIGERIM.email, QUESTION, AIGERIM.email)
    assert await guest.hears(lambda: guest.user.tap_data(edit.data or "", left)) == []
    assert guest.pop_up == plain(KK("old_button"))
    assert AIGERIM.email in guest.chat.last.text


async def test_the_consent_names_it_as_one_that_may_be_left_out(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    assert KK("consent.optional", data=KK("field.email.consent")) in guest.chat.last.text
    assert KK("consent.optional", data=KK("field.phone.consent")) not in guest.chat.last.text
