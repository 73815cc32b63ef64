"""Telegram makes one chat wait, and its owner goes on: what is said when it may be said again?

Only what is still worth saying: one prompt, the newest; but every fact, every answer that was asked for, every pop-up.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.actors.user import User
from simulator.state import faults
from simulator.state.message import Message
from tests.form import NAMES, progress
from tests.people import AIGERIM
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")


async def silenced(guest: Guest, method: str = "sendMessage", seconds: int = 1) -> int:
    """The next message to this chat is refused; how much has been said before."""
    world = guest.user.world
    world.faults.script(method, faults.too_many_requests(seconds), chat=guest.chat)
    return len(guest.chat.history)


async def refused(guest: Guest) -> None:
    await guest.user.world.until(lambda: any(call.status == 429 for call in guest.user.world.calls))


async def said_since(guest: Guest, before: int) -> list[Message]:
    """What the bot says after it may speak again, up to the answer to a command that comes last."""
    guest.user.write("/language")
    await guest.user.world.until(lambda: KK("language.choose") in guest.chat.last.text)
    return [message for message in guest.chat.history[before:] if message.by_bot][:-1]


def chatters(user: User, number: int) -> None:
    for one in range(number):
        user.write(f"тағы {one}")


def albums(user: User, number: int) -> None:
    for _ in range(number):
        user.send_photo()


def starts(user: User, number: int) -> None:
    for _ in range(number):
        user.start()


@pytest.mark.parametrize(
    ("place", "act", "says"),
    [
        pytest.param("name", chatters, progress("name"), id="wrong answers"),
        pytest.param("nothing", albums, "Сәлеметсіз бе", id="pictures before the consent"),
        pytest.param("sent", starts, "M-", id="starts after the application"),
        pytest.param("phone", albums, progress("phone"), id="pictures in the form"),
    ],
)
async def test_dozens_of_prompts_become_the_newest_one(
    stage: Stage, place: str, act: Callable[[User, int], None], says: str
) -> None:
    guest = stage.guest(AIGERIM)
    if place != "nothing":
        await guest.reach(place)
        await stage.world.until(lambda: not stage.query("SELECT 1 FROM outbox"))
    before = await silenced(guest)
    act(guest.user, 30)
    await refused(guest)
    (prompt,) = await said_since(guest, before)
    assert says in prompt.text


async def test_whoever_is_merely_quick_gets_an_answer_to_everything(stage: Stage) -> None:
    """The negative twin: Telegram takes every message at once."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    before = len(guest.chat.history)
    chatters(guest.user, 10)
    assert [progress("name") in message.text for message in await said_since(guest, before)] == [True] * 10


async def test_a_question_of_a_step_that_is_over_is_not_asked_again(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    before = await silenced(guest)
    for name in NAMES:
        guest.answer(name)
    await refused(guest)
    await stage.world.until(lambda: AIGERIM.email in guest.chat.last.text)
    texts = "\n".join(message.text for message in guest.chat.history[before:] if message.by_bot)
    assert [name for name in NAMES if progress(name) in texts] == []
    assert guest.chat.reply_keyboard_shown is None


async def test_the_review_comes_whatever_is_remarked_after_it(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(NAMES[-1])
    await silenced(guest)
    guest.answer(NAMES[-1])
    await refused(guest)
    chatters(guest.user, 5)
    await stage.world.until(lambda: any(AIGERIM.email in one.text and one.labels for one in guest.chat.messages))
    await guest.confirm()


async def test_what_was_asked_for_is_answered_every_time(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await stage.world.until(lambda: not stage.query("SELECT 1 FROM outbox"))
    before = await silenced(guest)
    for command in ("/privacy", "/my_data", "/help", "/consents"):
        guest.user.write(command)
    await refused(guest)
    said = await said_since(guest, before)
    assert [bool(one.document) for one in said] == [False, False, True, False, False]
    assert AIGERIM.email in said[1].text


async def test_a_file_is_sent_for_every_press(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await guest.hears(lambda: guest.user.write("/consents"))
    before = await silenced(guest, "sendDocument")
    receipt = next(label for label in guest.chat.last.labels if label.startswith("Түбіртек"))
    for _ in range(2):
        guest.user.tap(receipt)
    await refused(guest)
    assert [bool(one.document) for one in await said_since(guest, before)] == [True, True]


async def test_a_press_is_answered_at_once_while_messages_wait(stage: Stage) -> None:
    """Telegram takes the answer to a press for seconds only."""
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    await silenced(guest, seconds=30)
    guest.user.write("тағы бірдеңе")
    await refused(guest)
    query = guest.user.tap(KK("button.confirm"))
    await stage.world.until(lambda: query.answer is not None, timeout=2)


async def test_of_several_changes_of_one_message_the_last_is_made(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    card = guest.chat.last
    await silenced(guest, "editMessageText")
    for language in ("Русский", "English", "Қазақша", "Русский"):
        guest.user.tap(language, message=card)
    await refused(guest)
    await stage.world.until(lambda: words("ru")("button.agree") in card.labels)
    assert len(card.edits) == 1


async def test_nothing_is_asked_of_somebody_who_has_been_forgotten_meanwhile(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    await guest.hears(lambda: guest.user.write("/forget_me"))
    before = await silenced(guest, seconds=3)
    chatters(guest.user, 3)
    await refused(guest)
    guest.user.tap(KK("button.forget"))
    await stage.world.until(lambda: any("E-" in one.text for one in guest.chat.messages))
    assert not [one for one in guest.chat.history[before:] if one.by_bot and progress("email") in one.text]
