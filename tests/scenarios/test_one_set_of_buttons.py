"""Eight refusals do not leave eight pairs of buttons."""

from __future__ import annotations

import pytest

from bot.domain.fields import FIELDS, AnswerBy
from simulator.state import faults
from simulator.state.message import Message
from tests.cases import cases
from tests.form import progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.stage import Guest, Stage

REFUSED = "12345"
EDIT = "editMessageReplyMarkup"


def asking(guest: Guest) -> list[Message]:
    """The messages with a button that leaves the form."""
    return [one for one in guest.chat.messages if one.by_bot and guest.text("button.cancel") in one.labels]


async def refuse(guest: Guest, times: int) -> None:
    for _ in range(times):
        await guest.say(REFUSED)


def edits(stage: Stage, guest: Guest) -> int:
    return sum(call.method == EDIT and call.params.get("chat_id") == guest.chat.id for call in stage.world.calls)


@cases("who", EVERYBODY)
async def test_of_eight_refusals_the_last_alone_has_buttons(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("name")
    await refuse(guest, 8)
    await stage.world.until(lambda: len(asking(guest)) == 1)
    assert asking(guest) == [guest.chat.last]
    assert progress("name") in guest.chat.last.text
    await guest.write(who.name, progress("phone"))  # and the form goes on


async def test_whoever_comes_back_question_by_question_has_one_pair_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    await guest.say(REFUSED)
    await guest.say("/start")
    await guest.hears(lambda: guest.user.tap(guest.text("button.continue")))
    await stage.world.until(lambda: asking(guest) == [guest.chat.last])
    go_on = guest.text("button.continue")
    await stage.world.until(lambda: not any(go_on in one.labels for one in guest.chat.messages))
    await guest.say("/cancel")
    await stage.world.until(lambda: not asking(guest))
    await guest.hears(lambda: guest.user.tap(guest.text("button.no")))
    await stage.world.until(lambda: asking(guest) == [guest.chat.last])


async def test_the_straight_way_costs_no_call(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    assert edits(stage, guest) == 0
    questions = [one for one in asking(guest) if one is not guest.chat.last]
    await guest.confirm()
    assert len(questions) == sum(field.answer_by is AnswerBy.TYPING for field in FIELDS)


async def test_a_button_that_is_pressed_late_does_what_it_says(stage: Stage) -> None:
    """A phone that was away shows it still."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    first = guest.chat.last
    back = next(button.data for button in first.inline_buttons if button.text == guest.text("button.back"))
    await refuse(guest, 2)
    await stage.world.until(lambda: len(asking(guest)) == 1)
    assert back
    await guest.hears(lambda: guest.user.tap_data(back, first))
    assert guest.pop_up == guest.text("form.first", cancel=guest.text("button.cancel"))


@pytest.mark.parametrize(
    "fault",
    [faults.bad_request("message is not modified"), faults.bad_request("message to edit not found")],
    ids=["not modified", "gone"],
)
async def test_an_edit_that_fails_changes_nothing_else(stage: Stage, fault: faults.Fault) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    stage.world.faults.script(EDIT, fault, chat=guest.chat)
    await refuse(guest, 2)
    await stage.world.until(lambda: guest.text("button.agree") not in consent_of(guest).labels)
    await stage.world.until(lambda: len(asking(guest)) == 2)  # the first one stays: it was tried once
    await guest.write(AIGERIM.name, progress("phone"))


async def test_an_edit_that_telegram_refuses_for_now_is_not_tried_again(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    stage.world.faults.script(EDIT, faults.too_many_requests(1), chat=guest.chat)
    (said,) = await guest.say(REFUSED)
    assert progress("name") in said.text
    await stage.world.until(lambda: edits(stage, guest) == 2)  # the first question, and the consent
    await guest.write(AIGERIM.name, progress("phone"))
    assert edits(stage, guest) == 2


async def test_after_a_restart_older_buttons_stay_and_work(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    await stage.restart()
    await refuse(guest, 3)
    await stage.world.until(lambda: len(asking(guest)) == 2)
    first, last = asking(guest)
    assert last is guest.chat.last
    await guest.hears(lambda: guest.user.tap(guest.text("button.cancel"), message=first))
    assert guest.text("cancel.ask") in guest.chat.last.html


def consent_of(guest: Guest) -> Message:
    return next(one for one in guest.chat.messages if guest.text("button.policy") in one.labels)


async def test_the_consent_keeps_its_buttons_on_the_straight_way_and_changes_them_once(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    consent, agree = consent_of(guest), guest.text("button.agree")
    assert agree in consent.labels
    await refuse(guest, 3)
    await stage.world.until(lambda: agree not in consent.labels)
    assert consent.labels == [guest.text("button.policy"), guest.text("button.forget")]
    assert len(consent.edits) == 1


async def test_the_buttons_of_a_form_go_when_its_person_is_erased(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    consent = consent_of(guest)
    await guest.say("/forget_me")
    await guest.say(guest.text("button.forget"))
    await stage.world.until(lambda: not asking(guest) and guest.text("button.agree") not in consent.labels)


@pytest.mark.parametrize("place", ["phone", "email", "review"])
async def test_whoever_agrees_again_later_is_asked_again_and_agrees_once(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    asked, consent = guest.chat.last, consent_of(guest)
    await stage.pass_time(60)
    (again,) = await guest.hears(lambda: guest.user.tap(guest.text("button.agree"), message=consent))
    assert again.html == asked.html
    assert guest.pop_up == guest.text("consent.given")
    assert len(stage.rows("consents")[0]) == 1
    await stage.world.until(lambda: guest.text("button.agree") not in consent.labels)


async def test_whoever_agreed_by_mistake_takes_it_back_with_one_tap(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    consent = consent_of(guest)
    await guest.hears(lambda: guest.user.tap(guest.text("button.disagree"), message=consent))
    await stage.world.until(lambda: "E-" in guest.chat.last.text)
    assert stage.rows("drafts", "persons", "consents") == [[], [], []]
    assert not asking(guest)


async def test_whoever_has_answered_is_asked_once_before_all_is_destroyed(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    consent, disagree = consent_of(guest), guest.text("button.disagree")
    (asked,) = await guest.hears(lambda: guest.user.tap(disagree, message=consent))
    assert asked.html == guest.text("cancel.ask")
    await guest.hears(lambda: guest.user.tap(guest.text("button.no"), message=asked))
    assert progress("email") in guest.chat.last.text
    await guest.say("/cancel")
    await guest.say(guest.text("button.yes"))
    await stage.world.until(lambda: "E-" in guest.chat.last.text)


async def test_an_application_that_was_sent_is_touched_by_neither_button(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    consent, before = consent_of(guest), stage.rows("leads", "consents")
    await guest.hears(lambda: guest.user.tap(guest.text("button.agree"), message=consent))
    assert guest.pop_up == guest.text("consent.given")
    (asked,) = await guest.hears(lambda: guest.user.tap(guest.text("button.disagree"), message=consent))
    assert asked.html == guest.text("forget.ask")
    assert stage.rows("leads", "consents") == before


async def test_delete_my_data_is_not_beside_the_button_that_leads_on(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    delete = guest.text("button.forget")
    (menu,) = await guest.say("/start")
    assert delete not in menu.labels
    (policy,) = await guest.say("/privacy")
    assert delete in policy.labels
    await guest.hears(lambda: guest.user.tap(delete, message=policy))
    assert guest.chat.last.html == guest.text("forget.ask")
