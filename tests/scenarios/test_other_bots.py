"""Another bot talks to this one: does neither answer the other for ever?

Bots hear each other where both have turned it on (Bot API 10.0). Whoever answers everything would never stop.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.actors.user import User
from tests.people import AIGERIM
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
SAYS: dict[str, Callable[[User], object]] = {
    "start": User.start,
    "words": lambda bot: bot.write("Hello! I did not understand that."),
    "a command": lambda bot: bot.write("/help"),
    "media": User.send_photo,
    "a forward": lambda bot: bot.forward("Сәлем"),
}


@pytest.fixture
def bot(stage: Stage) -> User:
    other = stage.world.user("Жаңғырық", username="echo_bot", language_code=None)
    other.is_bot = True
    return other


def said(stage: Stage) -> int:
    return sum(message.by_bot for message in stage.group.history)


@pytest.mark.parametrize("how", SAYS)
async def test_nothing_that_a_bot_says_in_private_is_answered(stage: Stage, bot: User, how: str) -> None:
    assert await Guest(bot, AIGERIM).hears(lambda: SAYS[how](bot)) == []


async def test_an_edited_word_of_a_bot_is_not_answered(stage: Stage, bot: User) -> None:
    word = bot.write("1")
    assert await Guest(bot, AIGERIM).hears(lambda: bot.edit(word, "2")) == []


async def test_a_bot_in_the_staff_group_gives_no_orders(stage: Stage, bot: User) -> None:
    reference = await stage.guest(AIGERIM).apply()
    card = await stage.card(reference)
    stage.group.add(bot)
    before = said(stage)
    for text in ("/leads@momu_bot", f"/lead@momu_bot {reference}", "/stats@momu_bot", "/export@momu_bot"):
        bot.write(text, chat=stage.group)
    query = bot.tap(KK("button.take"), chat=stage.group)
    await stage.world.until(lambda: not stage.world.updates.pending)
    await stage.sweep()
    assert said(stage) == before
    assert query.answer is None
    assert card.labels == [KK("button.take")]


async def test_people_are_answered_as_before(stage: Stage, bot: User) -> None:
    """The negative twin: persons, and an administrator whom Telegram shows as a bot because they are anonymous."""
    bot.start()
    guest = stage.guest(AIGERIM)
    assert len(await guest.hears(guest.user.start)) == 1
    stage.group.promote(stage.timur, ["is_anonymous"])
    before = said(stage)
    stage.timur.write("/leads@momu_bot", chat=stage.group)
    await stage.world.until(lambda: said(stage) == before + 1)
    assert stage.group.last.text == KK("staff.anonymous")
