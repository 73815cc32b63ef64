"""What does somebody find who comes back? (a second /start)"""

import pytest

from bot.domain.form import REVIEW
from tests.form import NAMES, progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.stage import Stage, words

KK = words("kk")
CONTINUE, START_OVER, NEW = KK("button.continue"), KK("button.start_over"), KK("button.new_application")
STEPS = {
    **{name: progress(name) for name in NAMES},
    "doubt": progress("email"),
    "review": progress(REVIEW),
}
TAKE, CONTACTED, CLOSE = KK("button.take"), KK("button.contacted"), KK("button.close")


def press_on_card(stage: Stage, label: str) -> None:
    stage.madina.tap(label, chat=stage.group)


@pytest.mark.parametrize("step", STEPS)
async def test_an_unfinished_form_can_be_continued(stage: Stage, step: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(step)
    question = guest.chat.last.html
    (menu,) = await guest.say("/start")
    assert menu.html == KK("start.resume", progress=STEPS[step])
    assert menu.labels == [CONTINUE, START_OVER]
    (again,) = await guest.hears(lambda: guest.user.tap(CONTINUE))
    assert again.html == question


@pytest.mark.parametrize("step", STEPS)
async def test_an_unfinished_form_can_be_started_over(stage: Stage, step: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(step)
    await guest.say("/start")
    said = await guest.hears(lambda: guest.user.tap(START_OVER))
    assert progress("name") in said[-1].text
    assert len(said) <= 2
    assert guest.chat.reply_keyboard_shown is None
    await stage.world.until(
        lambda: not any(secret in one.text for one in guest.chat.messages if one.by_bot for secret in AIGERIM.secrets)
    )
    await guest.write("Қасымова Дана", progress("phone"))


@pytest.mark.parametrize("typed", ["/start", "/start promo-2026"])
async def test_a_deep_link_is_a_start(stage: Stage, typed: str) -> None:
    guest = stage.guest(AIGERIM)
    (card,) = await guest.say(typed)
    assert KK("button.agree") in card.labels
    await guest.hears(lambda: guest.user.tap(KK("button.agree")))
    (menu,) = await guest.say(typed)
    assert CONTINUE in menu.labels


async def test_a_start_takes_back_no_question(stage: Stage) -> None:
    """The menu is the last thing asked: «иә» there means go on, not destroy."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    for question in ("/cancel", "/forget_me"):
        await guest.say(question)
        await guest.say("/start")
        (again,) = await guest.say("иә")
        assert progress("name") in again.text
    await guest.write(AIGERIM.name, progress("phone"))


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_a_sent_application_tells_how_it_stands(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    reference = await guest.apply()
    await stage.card(reference)

    async def stands(status: str) -> None:
        told = guest.text(f"application.{status}", reference=reference)
        state = next(one for one in await guest.say("/start") if one.html == told)
        assert state.labels == [guest.text("button.new_application" if status == "closed" else "button.edit")]

    await stands("new")
    press_on_card(stage, TAKE)
    await stage.card(reference, who.email)
    await stage.world.until(lambda: guest.text("milestone.taken", reference=reference) in guest.chat.last.html)
    await stands("taken")
    press_on_card(stage, CONTACTED)
    await stage.card(reference, KK("card.contacted", owner="Мадина"))
    await stands("contacted")
    press_on_card(stage, CLOSE)
    await stage.world.until(lambda: KK("outcome.won") in stage.group.last.labels)
    press_on_card(stage, KK("outcome.won"))
    await stage.card(reference, KK("outcome.won"))
    await stage.world.until(lambda: "5" in guest.chat.last.labels)  # how was it?
    await stands("closed")


async def test_a_new_application_is_marked_as_repeated_on_its_card(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    first = await guest.apply()
    card = await stage.card(first)
    assert KK("card.repeated") not in card.text
    await close_work(stage, first)
    second = await guest.apply_again()
    await stage.world.until(lambda: stage.group.last is not card)
    assert KK("card.repeated") in stage.group.last.text
    assert first not in second
    assert KK("card.repeated") not in card.text


async def test_the_menu_tells_of_the_newest_application(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    first = await guest.apply()
    await close_work(stage, first)
    second = await guest.apply_again()
    (state,) = await guest.say("/start")
    assert first not in state.text
    assert second in state.text


async def test_new_application_pressed_in_the_middle_of_one_offers_to_go_on(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await close_work(stage, await guest.apply())
    menu = next(one for one in await guest.say("/start") if NEW in one.labels)  # beside the news that it was closed
    await guest.tap(NEW, AIGERIM.email)
    (said,) = await guest.hears(lambda: guest.user.tap(NEW, message=menu))
    assert CONTINUE in said.labels
    await guest.tap(CONTINUE, AIGERIM.email)


async def test_who_blocked_the_bot_and_returns_goes_on(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    guest.user.block_bot()
    (menu,) = await guest.hears(guest.user.start)
    assert CONTINUE in menu.labels
    await guest.write(AIGERIM.phone, progress("email"))
