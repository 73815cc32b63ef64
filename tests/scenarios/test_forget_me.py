"""Does /forget_me destroy everything within reach, once, on purpose only, and say what it did? (docs/promises.md 6)"""

import re

import pytest

from tests.form import progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.stage import ANSWERED, Guest, Stage, words

KK = words("kk")
FORGET, YES, NO = KK("button.forget"), KK("button.yes"), KK("button.no")
RECEIPT = re.compile(r"E-[2-9A-HJKMNP-Z]{6}")


def shown(guest: Guest, secrets: list[str]) -> list[str]:
    """Which of these can still be read in the chat."""
    cards = [message.contact.phone_number for message in guest.chat.messages if message.contact]
    return [secret for secret in secrets if secret in "\n".join([*cards, *(one.text for one in guest.chat.messages)])]


async def is_stranger(guest: Guest) -> bool:
    (said,) = await guest.say("/forget_me")
    (card,) = await guest.say("/start")
    return said.html == guest.text("forget.nothing") and guest.text("button.agree") in card.labels


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_with_nothing_stored_it_says_so(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    for said in ("/forget_me", guest.text("button.forget"), "/Forget_me"):
        (answer,) = await guest.say(said)
        assert answer.html == guest.text("forget.nothing")
    await guest.reach("consent")
    (answer,) = await guest.say("/forget_me")
    assert answer.html == guest.text("forget.nothing")


@pytest.mark.parametrize("place", ANSWERED)
@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
async def test_it_asks_once_destroys_and_gives_a_receipt(stage: Stage, place: str, typed: bool) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    (question,) = await guest.say("/forget_me")
    assert question.labels == [FORGET, NO]
    guest.user.write("иә") if typed else guest.user.tap(FORGET, message=question)
    receipt = await guest.sees(KK("erased.wish").split("\n")[0][3:-4])
    assert RECEIPT.search(receipt.text)
    assert shown(guest, AIGERIM.secrets) == []
    assert guest.chat.reply_keyboard_shown is None
    assert await is_stranger(guest)


@pytest.mark.parametrize("place", ANSWERED)
async def test_no_keeps_everything(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    for typed in (False, True):
        (question,) = await guest.say("/forget_me")
        await guest.hears(lambda: guest.user.write("жоқ") if typed else guest.user.tap(NO, message=question))  # noqa: B023
        assert guest.chat.last.html == KK("forget.stayed")
    await guest.go_on(place)
    await guest.say("/start" if place == "sent" else KK("button.continue"))
    assert ("M-" if place == "sent" else AIGERIM.email) in guest.chat.last.text


async def test_whoever_comes_after_is_a_stranger(stage: Stage) -> None:
    """The language is guessed anew, an unasked «I agree» is no consent, a new application no repeat."""
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    await guest.hears(lambda: guest.user.tap("Русский"))
    await guest.hears(lambda: guest.user.tap("Даю согласие"))
    await guest.go_on("name")
    await guest.say("Подтвердить")
    await guest.sees("M-")
    await guest.say("/forget_me")
    await guest.write("да", "E-")
    (card,) = await guest.say("Келісемін")
    assert KK("button.agree") in card.labels
    reference = await guest.apply()
    assert KK("card.repeated") not in (await stage.card(reference)).text


async def test_buttons_from_before_the_erasure_do_nothing(stage: Stage) -> None:
    """Least of all say that nothing was deleted."""
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    (question,) = await guest.say("/forget_me")
    await guest.write("иә", "E-")
    for again in (False, True):
        for label in (NO, FORGET):
            await guest.hears(lambda: guest.user.tap(label, message=question))  # noqa: B023
            assert KK("forget.stayed") not in (guest.chat.last.html, question.html)
        if not again:
            await guest.hears(guest.user.start)
            await guest.hears(lambda: guest.user.tap(KK("button.agree")))
    await guest.write(AIGERIM.name, progress("phone"))


async def test_two_taps_are_one_erasure(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    (question,) = await guest.say("/forget_me")
    await guest.hears(*(3 * [lambda: guest.user.tap(FORGET, message=question)]))
    await guest.sees("E-")
    await guest.say("/help")
    assert len([message for message in guest.chat.messages if RECEIPT.search(message.text)]) == 1


@pytest.mark.parametrize("noise", ["Өтінімім не болды?", "/help"])
async def test_an_ok_to_something_else_does_not_destroy(stage: Stage, noise: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await guest.say("/forget_me")
    await guest.say(noise)
    (said,) = await guest.say("ок")
    assert KK("fallback.chatter", where="", email="info@momu.kz").strip() in said.html
    (state,) = await guest.say("/start")
    assert "M-" in state.text
