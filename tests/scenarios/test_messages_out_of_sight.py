"""A button works on a message so old that Telegram gives the bot nothing but its chat and number (`date: 0`).

The kind: every answer that only changes buttons, or rewrites the message that was pressed, to staff and to people.
"""

from __future__ import annotations

import pytest

from simulator.state import faults
from simulator.state.faults import Fault
from simulator.state.message import Message
from tests.form import NAMES, progress
from tests.people import AIGERIM, MADINA
from tests.scenarios.colleagues import (
    BACK,
    CLOSE,
    CONTACTED,
    OUTCOMES,
    RELEASE,
    REOPEN,
    SURE_TO_REOPEN,
    TAKE,
    WHEN_TAKEN,
    card_to_close,
    closed_card,
    data_of,
    forge,
    new_card,
    press,
    taken_card,
)
from tests.scenarios.evidence import cards, shows
from tests.scenarios.stage import Stage, words
from tests.scenarios.test_untrue_refusals import showing

KK, RU = words("kk"), words("ru")
MONTH = 30 * 86_400
BUTTONS = "editMessageReplyMarkup"
REFUSALS = [
    pytest.param(faults.bad_request("message can't be edited"), id="cannot be edited"),
    pytest.param(faults.bad_request("MESSAGE_ID_INVALID"), id="an unknown refusal"),
    pytest.param(faults.bad_request("message to edit not found"), id="not found, though it stands"),
]


def a_month_later(stage: Stage, *messages: Message) -> None:
    stage.world.clock.advance(MONTH)
    for message in messages:
        message.out_of_sight = True


async def test_close_on_a_card_a_month_old_asks_how_it_ended(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    a_month_later(stage, card)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: card.labels == [*OUTCOMES, BACK])
    await press(stage, stage.madina, OUTCOMES[0])
    await stage.card(reference, "Жабылды", OUTCOMES[0])
    assert showing(stage.group.history) == []
    assert cards(stage.group) == [card]


async def test_back_and_reopen_on_old_cards_change_their_buttons(stage: Stage) -> None:
    _, card = await card_to_close(stage)
    a_month_later(stage, card)
    await press(stage, stage.madina, BACK)
    await stage.world.until(lambda: card.labels == WHEN_TAKEN)


async def test_reopening_a_card_a_month_old_asks_first(stage: Stage) -> None:
    _, card = await closed_card(stage)
    a_month_later(stage, card)
    await press(stage, stage.timur, REOPEN)
    await stage.world.until(lambda: SURE_TO_REOPEN in card.labels)
    await press(stage, stage.timur, SURE_TO_REOPEN)
    await stage.world.until(lambda: card.labels == [TAKE])


@pytest.mark.parametrize("label", [TAKE, CONTACTED, RELEASE])
async def test_what_changes_the_card_changes_one_a_month_old_too(stage: Stage, label: str) -> None:
    _, card = await (new_card(stage) if label == TAKE else taken_card(stage))
    a_month_later(stage, card)
    before = card.version
    await press(stage, stage.madina, label)
    await stage.world.until(lambda: card.version is not before and card.text != before.text)
    assert cards(stage.group) == [card]


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("old", [True, False], ids=["out of sight", "in sight"])
async def test_buttons_that_cannot_be_changed_bring_the_card_anew(stage: Stage, refusal: Fault, old: bool) -> None:
    reference, first = await taken_card(stage)
    if old:
        a_month_later(stage, first)
    stage.world.faults.script(BUTTONS, refusal, times=100, message=first)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: stage.group.last is not first and shows(stage.group.last, AIGERIM))
    again = stage.group.last
    assert showing(stage.group.history) == [again]
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: again.labels == [*OUTCOMES, BACK])
    await press(stage, stage.madina, OUTCOMES[0])
    await stage.card(reference, "Жабылды")
    assert showing(stage.group.history) == []


async def test_buttons_that_are_only_late_bring_no_second_card(stage: Stage) -> None:
    """The other side: an outage is no refusal."""
    _, card = await taken_card(stage)
    stage.world.faults.script(BUTTONS, faults.server_error(), times=3, message=card)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: not stage.world.faults.are_coming)
    await press(stage, stage.madina, CLOSE, card)
    await stage.world.until(lambda: card.labels == [*OUTCOMES, BACK])
    assert [one for one in cards(stage.group) if MADINA in one.text] == [card]


async def test_an_emptied_card_out_of_sight_shows_the_way(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    data = data_of(first, CLOSE)
    stage.madina.write(f"/lead {reference}", chat=stage.group)
    await stage.world.until(lambda: shows(stage.group.last, AIGERIM) and stage.group.last is not first)
    a_month_later(stage, first)
    assert await forge(stage, stage.madina, first, data) == KK("staff.other_card")
    await stage.world.until(lambda: first.html == KK("card.doubled"))


# People


async def test_an_old_consent_card_speaks_the_language_that_is_pressed(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    card = guest.chat.last
    a_month_later(stage, card)
    await guest.hears(lambda: guest.user.tap("Русский", message=card))
    await stage.world.until(lambda: RU("button.agree") in card.labels)


async def test_an_old_question_that_cannot_be_rewritten_is_answered_anew(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    (question,) = await guest.say("/forget_me")
    question.out_of_sight = True
    stage.world.faults.script("editMessageText", faults.bad_request("message can't be edited"), chat=guest.chat)
    await guest.hears(lambda: guest.user.tap(KK("button.no"), message=question))
    assert guest.chat.last.html == KK("forget.stayed")
    assert guest.chat.last is not question


@pytest.mark.parametrize("deleted", [True, False], ids=["deleted", "out of sight"])
async def test_a_press_on_an_old_review_says_something(stage: Stage, deleted: bool) -> None:
    """Send it, change it, go back, break off: each brings something new."""
    for label, part in (
        ("Өзгерту: E-mail", progress("email")),
        ("Артқа", progress(NAMES[-1])),
        ("Болдырмау", ""),
        ("Растау", "M-"),
    ):
        guest = stage.guest(AIGERIM)
        await guest.reach("review")
        review = guest.chat.last
        data = next(button.data or "" for button in review.inline_buttons if button.text == label)
        if deleted:
            guest.user.delete(review)
        else:
            review.out_of_sight = True
        before = len(guest.chat.history)
        guest.user.tap_data(data, review)
        await stage.world.until(lambda: any(part in one.text for one in guest.chat.history[before:] if one.by_bot))  # noqa: B023
