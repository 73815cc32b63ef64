"""A field that may be left out: skipped, given at the review, taken back, and never missed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.domain.fields import find_field
from tests.form import NAMES, progress
from tests.people import AIGERIM
from tests.scenarios.stage import Guest, Stage, plain, words

KK = words("kk")
SKIP, TAKE = KK("button.skip"), KK("button.take")
EDIT = KK("button.edit_field", edit=KK("button.edit"), field=KK("field.email.label"))
LINE = KK("field.email.label") + ": "
QUESTION = "Бәрі дұрыс па?"


@pytest.fixture(autouse=True)
def _optional_email() -> Iterator[None]:
    """The form as it would be if the e-mail address could be left out."""
    email = find_field("email")
    object.__setattr__(email, "optional", True)
    yield
    object.__setattr__(email, "optional", False)


async def at_the_review_without(stage: Stage) -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    await guest.tap(SKIP)
    for name in NAMES[NAMES.index("email") + 1 :]:
        await guest.sees(progress(name))
        guest.answer(name)
    await guest.sees(QUESTION)
    assert LINE not in guest.chat.last.text
    return guest


async def test_what_was_skipped_can_be_given_at_the_review(stage: Stage) -> None:
    guest = await at_the_review_without(stage)
    await guest.tap(EDIT, progress("email"))
    assert SKIP in guest.chat.last.labels
    await guest.write(AIGERIM.email, QUESTION, LINE + AIGERIM.email)
    await guest.confirm()
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)


async def test_what_was_given_can_be_left_out_at_the_review(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    await guest.tap(EDIT, progress("email"))
    review = await guest.tap(SKIP, QUESTION)
    assert LINE not in review.text
    await guest.confirm()
    stage.madina.tap(TAKE, chat=stage.group)
    card = await stage.card(AIGERIM.phone)
    assert LINE not in card.text
    _, file = await guest.say("/my_data")
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
