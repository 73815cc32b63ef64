"""People greet, say what they want, and write whole sentences: they are understood, or asked."""

from __future__ import annotations

from bot.domain.phones import format_phone
from tests.cases import cases
from tests.form import progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.stage import WORDS, Stage

INTRODUCTION = {"kk": "Менің атым", "ru": "Меня зовут", "en": "My name is"}
GREETING = {"kk": "Сәлеметсіз бе!", "ru": "Здравствуйте", "en": "Hello"}
EMAIL_IS = {"kk": "поштам:", "ru": "моя почта", "en": "my e-mail is"}


@cases("who", EVERYBODY)
async def test_a_person_who_talks_applies(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("name")
    await guest.write(GREETING[who.language], WORDS.text_in(who.language)("reason.name_greeting"))
    asked = await guest.write(f"{INTRODUCTION[who.language]} {who.name}", who.name)
    assert asked.reply_keyboard is None
    await guest.tap(guest.text("button.yes"), progress("phone"))
    await stage.world.until(lambda: who.name not in asked.text)
    assert asked.labels == []
    await guest.write(f"тел {format_phone(who.phone)}", progress("email"))
    await guest.finish(f"{EMAIL_IS[who.language]} {who.email}", who.name, format_phone(who.phone), who.email)


async def test_what_was_understood_wrongly_is_denied_and_written_anew(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    asked = await guest.write("Сәлем! Бұл Асхат", "Асхат")
    await guest.tap(guest.text("button.keep") if guest.text("button.keep") in asked.labels else guest.text("button.no"))
    await guest.sees(progress("name"))
    await guest.write(AIGERIM.name, progress("phone"))


async def test_somebody_called_like_a_greeting_says_so(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    await guest.write("Сәлем", "Сәлем")
    await guest.tap(guest.text("button.yes"), progress("phone"))
