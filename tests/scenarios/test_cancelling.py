"""Can a person break off at any step, after one question, and is nothing left then?"""

from collections.abc import Callable

import pytest

from simulator.state.message import Message
from tests.form import progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.stage import ANSWERED, Guest, Stage, words

KK = words("kk")
CANCEL, YES, NO, CONFIRM = KK("button.cancel"), KK("button.yes"), KK("button.no"), KK("button.confirm")
STEPS = tuple(place for place in ANSWERED if place != "sent")


def cancel_button(guest: Guest) -> None:
    """Under the message, or on the keyboard of the phone step."""
    shown = guest.chat.reply_keyboard_shown
    guest.user.press(CANCEL) if shown else guest.user.tap(CANCEL)


WAYS: dict[str, Callable[[Guest], object]] = {
    "button": cancel_button,
    "word": lambda guest: guest.user.write("отмена"),
    "command": lambda guest: guest.user.write("/cancel"),
}


def prompt(guest: Guest) -> str:
    return guest.chat.last.html


@pytest.mark.parametrize("step", STEPS)
async def test_one_question_comes_before_anything_is_destroyed(stage: Stage, step: str) -> None:
    for way in WAYS.values():
        guest = stage.guest(AIGERIM)
        await guest.reach(step)
        before = prompt(guest)
        (question,) = await guest.hears(lambda: way(guest))  # noqa: B023
        assert question.html == KK("cancel.ask")
        assert question.labels == [YES, NO]
        (again,) = await guest.hears(lambda: guest.user.tap(NO))  # noqa: B023
        assert again.html == before
        await stage.world.until(lambda: question.labels == [])  # noqa: B023


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
async def test_yes_destroys_everything(stage: Stage, step: str, typed: bool) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(step)
    await guest.say("/cancel")
    guest.user.write("иә") if typed else guest.user.tap(YES)
    receipt = await guest.sees("E-", "/start")
    assert KK("erased.cancelled").split("\n")[0] in receipt.html
    visible = "\n".join(message.text for message in guest.chat.messages)
    assert [secret for secret in AIGERIM.secrets if secret in visible] == []
    assert guest.chat.reply_keyboard_shown is None
    await guest.say("/privacy")
    assert KK("privacy.nothing_stored") in guest.chat.last.text


async def test_a_typed_no_goes_on_where_the_person_was(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    before = prompt(guest)
    for typed in ("жоқ", "Нет", "no!", "Жалғастыру"):
        await guest.say("/cancel")
        (again,) = await guest.say(typed)
        assert again.html == before
    await guest.finish(AIGERIM.email, AIGERIM.name, AIGERIM.email)


async def test_an_answer_instead_of_yes_or_no_counts_as_the_answer(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    await guest.say("/cancel")
    await guest.write(AIGERIM.name, progress("phone"))
    await guest.say("иә")  # to no question any more
    await guest.write(AIGERIM.phone, progress("email"))


@pytest.mark.parametrize("way", WAYS)
async def test_asking_twice_is_not_yes(stage: Stage, way: str) -> None:
    """A double tap on the phone step's keyboard sends the word twice."""
    guest = stage.guest(AIGERIM)
    await guest.reach("email" if way == "button" else "phone")
    said = await guest.hears(lambda: WAYS[way](guest), lambda: WAYS[way](guest))
    assert {message.html for message in said} == {KK("cancel.ask")}
    await guest.hears(lambda: guest.user.tap(NO))
    await guest.say("/start")
    assert KK("button.continue") in guest.chat.last.labels


async def test_a_yes_after_something_else_was_said_answers_no_question(stage: Stage) -> None:
    """«ок» to «answer the question, or send /start» must not destroy the answers."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    hello = guest.user.write("/start")
    acts: dict[str, Callable[[], object]] = {
        "sticker": guest.user.send_sticker, "contact": guest.user.share_contact,
        "edited": lambda: guest.user.edit(hello, "hm"), "hm": lambda: guest.user.write("h1"),
        "/help": lambda: guest.user.write("/help"),
    }  # fmt: skip
    for noise, act in acts.items():
        await guest.say("/cancel")
        await guest.hears(act)
        await guest.say("ок")
        assert stage.query("SELECT count(*) FROM drafts") == [(1,)], noise
    await guest.write(AIGERIM.name, progress("phone"))


async def test_an_old_question_does_not_act_on_newer_answers(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    (question,) = await guest.say("/cancel")
    await guest.write(AIGERIM.name, progress("phone"))
    assert await guest.hears(lambda: guest.user.tap(YES, message=question)) == []
    assert guest.pop_up == KK("old_button")
    await guest.write(AIGERIM.phone, progress("email"))


async def test_yes_pressed_twice_destroys_once_and_is_answered_twice(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    (question,) = await guest.say("/cancel")
    await guest.hears(*(2 * [lambda: guest.user.tap(YES, message=question)]))
    await guest.sees("E-")
    assert guest.pop_up
    assert [message.text.count("E-") for message in guest.chat.messages if "E-" in message.text] == [1]


@pytest.mark.parametrize("place", ["stranger", "consent", "sent"])
async def test_with_nothing_to_break_off_it_says_so(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await (guest.say("hm") if place == "stranger" else guest.reach(place))
    (said,) = await guest.say("/cancel")
    assert said.html == KK("cancel.nothing")


async def rename_in_a_second(stage: Stage, guest: Guest) -> Message:
    """Another name, in a second application that is not sent; what was typed."""
    await close_work(stage)
    await guest.say("/start")
    await guest.tap(guest.text("button.new_application"), guest.who.email)
    name = guest.text("button.edit_field", edit=guest.text("button.edit"), field=guest.text("field.name.label"))
    await guest.tap(str(name), progress("name"))
    typed = guest.user.write("Қасымова Дана")
    await guest.sees("Дана", guest.who.email)
    return typed


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_breaking_off_a_second_application_keeps_the_first(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    reference = await guest.apply()
    await rename_in_a_second(stage, guest)
    await guest.say("/cancel")
    (said,) = await guest.hears(lambda: guest.user.tap(guest.text("button.yes")))
    assert said.html == guest.text("cancel.done")
    assert guest.chat.reply_keyboard_shown is None
    await stage.world.until(lambda: not any("Дана" in one.text for one in guest.chat.messages if one.by_bot))
    await guest.write("/start", reference)


async def test_what_was_typed_for_a_second_application_is_taken_back_too(stage: Stage) -> None:
    """As after breaking off the first one: the answers are said to be destroyed."""
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    typed = await rename_in_a_second(stage, guest)
    await guest.say("/cancel")
    await guest.hears(lambda: guest.user.tap(YES))
    await stage.world.until(lambda: typed.deleted, timeout=0.5)
