"""What happens to those who agreed when the policy changes?"""

import pytest

from tests.form import NAMES, progress
from tests.people import AIGERIM
from tests.scenarios.colleagues import close_work
from tests.scenarios.stage import Guest, Stage, words

KK, RU = words("kk"), words("ru")
AGREE, DISAGREE = KK("button.agree"), KK("button.disagree")


async def asked_again(stage: Stage) -> Guest:
    """Somebody who applied under the first version and wants to apply under the second."""
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await close_work(stage)
    await stage.restart(privacy_policy_version="2")
    await stage.world.until(stage.is_outbox_empty)  # they are asked by a message of its own, too
    await guest.say("/start")
    await guest.hears(lambda: guest.user.tap(KK("button.new_application")))
    assert "2-редакция" in guest.chat.last.text
    return guest


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
async def test_a_new_policy_is_asked_about_at_the_next_application(stage: Stage, typed: bool) -> None:
    guest = await asked_again(stage)
    await guest.hears(lambda: guest.user.write(AGREE) if typed else guest.user.tap(AGREE))
    assert AIGERIM.email in guest.chat.last.text


async def test_an_unchanged_policy_is_not_asked_about_again(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await close_work(stage)
    await stage.restart()
    await guest.say("/start")
    await guest.tap(KK("button.new_application"), AIGERIM.email)


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
async def test_who_declines_it_is_asked_what_shall_happen_to_the_data(stage: Stage, typed: bool) -> None:
    guest = await asked_again(stage)
    await guest.hears(lambda: guest.user.write(DISAGREE) if typed else guest.user.tap(DISAGREE))
    assert guest.chat.last.html == KK("forget.ask")
    await guest.hears(lambda: guest.user.tap(KK("button.no")))
    (state,) = await guest.say("/start")
    assert "M-" in state.text


async def test_the_new_card_too_is_rewritten_in_place_in_another_language(stage: Stage) -> None:
    guest = await asked_again(stage)
    card = guest.chat.last
    assert await guest.hears(lambda: guest.user.tap("Русский")) == []
    assert RU("button.agree") in card.labels
    review = await guest.tap(RU("button.agree"), AIGERIM.email)
    assert RU("button.confirm") in review.labels
    await guest.say(RU("button.back"))
    assert guest.chat.last.html == RU(f"field.{NAMES[-1]}.ask", progress=progress(NAMES[-1]))


async def test_agreeing_in_the_middle_of_a_form_loses_no_answers(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    old = guest.chat.last
    await guest.hears(guest.user.start)
    await guest.hears(lambda: guest.user.tap(AGREE))
    await guest.say(AIGERIM.name)
    await stage.restart(privacy_policy_version="2")
    await guest.hears(lambda: guest.user.tap(AGREE, message=old))
    assert guest.pop_up == KK("consent.changed")
    await guest.hears(lambda: guest.user.tap(AGREE, message=old))
    assert progress("phone") in guest.chat.last.text
    await guest.go_on("phone")
    assert AIGERIM.name in guest.chat.last.text
