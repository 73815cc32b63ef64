"""Is the bot silent wherever people talk to each other?"""

import pytest

from tests.people import AIGERIM
from tests.scenarios.stage import Stage, words

KK = words("kk")
SAID = ("/start", "/start@momu_bot", "/help@momu_bot", "/forget_me@momu_bot", "Келісемін", "иә", "Болдырмау", "/cancel")


@pytest.mark.parametrize("rights", ["member", "administrator"])
async def test_a_foreign_group_hears_nothing(stage: Stage, rights: str) -> None:
    aigerim = stage.guest(AIGERIM)
    group = stage.world.supergroup("Көршілер", members=[aigerim.user, stage.outsider], bot_member=False)
    group.invite_bot()
    if rights == "administrator":
        group.promote(stage.world.bot)
    await aigerim.reach("email")
    for said in SAID:
        message = aigerim.user.write(said, chat=group)
        stage.outsider.write(said, chat=group)
        aigerim.user.edit(message, "/start@momu_bot")
    for send in (aigerim.user.send_photo, aigerim.user.send_sticker, aigerim.user.send_voice, aigerim.user.send_album):
        send(chat=group)
    aigerim.user.forward("иә", chat=group)
    assert await aigerim.say("/help")  # something later has come
    assert not [message for message in group.history if message.by_bot and not message.service]
    await aigerim.go_on("email")
    assert AIGERIM.email in aigerim.chat.last.text


async def test_a_basic_group_hears_nothing(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    group = stage.world.basic_group("Отбасы", members=[aigerim.user])
    for said in SAID:
        aigerim.user.write(said, chat=group)
    assert await aigerim.say("/help")
    assert not [message for message in group.history if message.by_bot and not message.service]


async def test_what_is_said_in_a_group_starts_no_form_and_ends_none(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    group = stage.world.supergroup("Көршілер", members=[aigerim.user])
    await aigerim.reach("review")
    for said in ("/forget_me@momu_bot", "Деректерімді жою", "Иә", "/cancel@momu_bot", "Растау"):
        aigerim.user.write(said, chat=group)
    (menu,) = await aigerim.say("/start")
    assert KK("button.continue") in menu.labels


async def test_the_staff_group_hears_nothing_but_cards(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    reference = await aigerim.apply()
    card = await stage.card(reference)
    for said in SAID:
        stage.madina.write(said, chat=stage.group)
        stage.timur.write(said, chat=stage.group, reply_to=card)
    stage.madina.send_sticker(chat=stage.group)
    await aigerim.hears(lambda: stage.madina.edit(stage.madina.write("/start@momu_bot", chat=stage.group), "/help"))
    assert await aigerim.say("/help")
    assert [message for message in stage.group.history if message.by_bot] == [card]


async def test_buttons_of_a_private_chat_pressed_in_a_group_do_nothing(stage: Stage) -> None:
    """Callbacks reach a bot from everywhere, and can be forged."""
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    data = [button.data for button in aigerim.chat.last.inline_buttons]
    group = stage.world.supergroup("Көршілер", members=[aigerim.user])
    somewhere = aigerim.user.write("сәлем", chat=group)
    for one in data:
        said = await aigerim.hears(lambda: aigerim.user.tap_data(one or "", somewhere))  # noqa: B023
        assert said == []
    await aigerim.say(KK("button.continue"))
    assert AIGERIM.email in aigerim.chat.last.text


async def test_a_colleague_applies_like_anybody(stage: Stage) -> None:
    stage.madina.phone = AIGERIM.phone
    madina = stage.guest(AIGERIM)
    madina.user = stage.madina
    reference = await madina.apply()
    await stage.card(reference)
