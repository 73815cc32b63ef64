"""Can a person go forward, back and mend, and always know where they are?"""

from functools import partial

import pytest

from bot.dialogue.field_words import skip_label
from bot.domain.fields import FIELDS
from bot.domain.phones import format_phone
from simulator.state.message import Message
from tests.form import NAMES, progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
BACK, CANCEL, EDIT = KK("button.back"), KK("button.cancel"), KK("button.edit")
SHOWN_PHONE = "+7 771 000 99 98"
RU_DIGITS, RU_SHOWN = DANIYAR.phone.removeprefix("+"), format_phone(DANIYAR.phone)


def labels_of(message: Message) -> list[str]:
    return message.reply_keyboard.labels if message.reply_keyboard else message.labels


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_each_question_says_how_far_it_is_and_offers_a_way_back_and_out(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("name")
    for field in FIELDS:
        question = guest.chat.last
        assert progress(field.name) in question.text
        assert {guest.text("button.back"), guest.text("button.cancel")} <= set(labels_of(question))
        assert (skip_label(guest.text, field) in labels_of(question)) is field.optional
        await guest.hears(partial(guest.answer, field.name))


async def test_the_review_shows_all_answers_in_one_message_with_every_button(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    review = aigerim.chat.last
    assert all(value in review.text for value in (AIGERIM.name, SHOWN_PHONE, AIGERIM.email))
    edits = [f"{EDIT}: {KK(f'field.{name}.label')}" for name in NAMES]
    assert review.labels == [KK("button.confirm"), *edits, BACK, CANCEL]


async def test_after_the_name_the_phone_is_asked_for_at_once_and_the_review_shows_the_name(stage: Stage) -> None:
    """The question has a reply keyboard, so it repeats nothing: such a message could never lose it."""
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("name")
    [question] = await aigerim.say("  сейтқалиева   Айгерім\nБолатқызы ")
    assert question.text.startswith(progress("phone"))
    assert question.reply_keyboard
    await aigerim.say(AIGERIM.phone)
    shown = [one for one in aigerim.chat.messages if one.by_bot and "Айгерім" in one.text]
    assert shown == []
    review = await aigerim.finish(AIGERIM.email, AIGERIM.email)
    assert "сейтқалиева Айгерім Болатқызы" in review.text


async def test_every_question_leads_back_to_the_one_before(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    for name in reversed(NAMES[1:]):
        await aigerim.tap(BACK, progress(name))
    aigerim.user.press(BACK)
    await aigerim.sees(progress("name"))
    assert aigerim.chat.reply_keyboard_shown is None


async def test_back_at_the_first_question_says_so(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("name")
    first = KK("form.first", cancel=KK("button.cancel"))
    assert await aigerim.hears(lambda: aigerim.user.tap(BACK)) == []
    assert aigerim.pop_up == first
    (again,) = await aigerim.say("Артқа")
    assert first in again.text
    assert progress("name") in again.text
    await aigerim.say(AIGERIM.name)
    assert progress("phone") in aigerim.chat.last.text


async def test_a_new_answer_after_going_back_replaces_the_old_one(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("phone")
    aigerim.user.press(BACK)
    await aigerim.sees(progress("name"))
    await aigerim.write("Қасымова Дана", progress("phone"))
    await aigerim.write(AIGERIM.phone, progress("email"))
    review = await aigerim.finish(AIGERIM.email, "Қасымова Дана", AIGERIM.email)
    assert AIGERIM.name not in review.text


EDITS = {"name": ("Қасымова Дана", "Қасымова Дана"), "phone": ("8 701 000 00 00", "+7 701 000 00 00"),
         "email": ("dana@example.kz", "dana@example.kz")}  # fmt: skip


@pytest.mark.parametrize("field", EDITS)
async def test_one_answer_can_be_mended_and_the_others_stay(stage: Stage, field: str) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    await aigerim.tap(f"{EDIT}: {KK(f'field.{field}.label')}", progress(field))
    typed, shown = EDITS[field]
    answers = await aigerim.say(typed)
    others = {"name": AIGERIM.name, "phone": SHOWN_PHONE, "email": AIGERIM.email} | {field: shown}
    assert all(value in answers[-1].text for value in others.values())
    assert aigerim.chat.reply_keyboard_shown is None


@pytest.mark.parametrize("field", EDITS)
async def test_back_from_mending_leaves_everything_as_it_was(stage: Stage, field: str) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    await aigerim.tap(f"{EDIT}: {KK(f'field.{field}.label')}", progress(field))
    await aigerim.say(BACK)
    assert all(value in aigerim.chat.last.text for value in (AIGERIM.name, SHOWN_PHONE, AIGERIM.email))


async def test_a_review_that_was_left_shows_no_answers_any_more(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    left = aigerim.chat.last
    await aigerim.tap(f"{EDIT}: {KK('field.email.label')}", progress("email"))
    await stage.world.until(lambda: AIGERIM.email not in left.text and AIGERIM.name not in left.text)
    assert left.labels == []


async def test_a_required_question_cannot_be_skipped(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    for name in ("name", "phone"):
        await aigerim.reach("name") if name == "name" else await aigerim.say(AIGERIM.name)
        (said,) = await aigerim.say(KK("button.skip"))
        assert said.html.startswith(KK("form.required"))
    await aigerim.write(AIGERIM.phone, progress("email"))


PHONES = [
    ("8 777 123 45 67", "+7 777 123 45 67"),
    ("777 123 4567", "+7 777 123 45 67"),
    ("+7(777)123-45-67", "+7 777 123 45 67"),
    ("77771234567", "+7 777 123 45 67"),
    ("7 777 123-45-67", "+7 777 123 45 67"),
    (RU_DIGITS, RU_SHOWN),
    (f"{RU_DIGITS[0]} {RU_DIGITS[1:4]} {RU_DIGITS[4:7]}-{RU_DIGITS[7:9]}-{RU_DIGITS[9:]}", RU_SHOWN),
    (f"7({RU_DIGITS[1:4]}) {RU_DIGITS[4:]}", RU_SHOWN),
    (f"\u200e{RU_DIGITS}\ufeff", RU_SHOWN),
]


async def test_a_phone_may_be_written_as_people_do(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.reach("review")
    for typed, shown in PHONES:
        await mend(aigerim, "phone", typed)
        assert shown in aigerim.chat.last.text, typed
        await mend(aigerim, "phone", AIGERIM.phone)


async def mend(guest: Guest, field: str, typed: str) -> None:
    await guest.tap(f"{EDIT}: {KK(f'field.{field}.label')}", progress(field))
    await guest.say(typed)


LONG = ("Abdul Rahman bin Abdullah Al Saud", "María del Carmen López García", "Мамедов Ага Керим Гасан оглы")
SIGNED = ("マリア・ガルシア", "阿卜杜勒·拉赫曼", "Gal·la Pérez", "ז׳בוטינסקי זאב")


async def test_a_name_is_taken_with_all_its_words_and_signs(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for name in (*LONG, *SIGNED):
        await mend(guest, "name", name)
        assert all(part in guest.chat.last.text for part in (name, AIGERIM.email)), name


async def test_marks_that_a_phone_adds_unseen_are_dropped_from_every_answer(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    for name in NAMES:
        typed = guest.typed(name)
        await guest.say("\ufeff" + "\u200b".join(typed) + "\u2060\u200e\u00ad")
    assert all(value in guest.chat.last.text for value in (AIGERIM.name, SHOWN_PHONE, AIGERIM.email))


async def test_foreign_mobile_numbers_and_names_of_any_script_are_welcome(stage: Stage) -> None:
    for who, name in ((DANIYAR, "Нұрланұлы Данияр"), (ALICE, "O’Connor-Smith Alice"), (ALICE, "王小明")):
        guest = Guest(stage.world.user(who.first_name, language_code=who.language), who)
        await guest.reach("name")
        await guest.write(name, progress("phone"))
        await guest.write(who.phone, progress("email"))
        review = await guest.finish(who.email, who.email)
        assert who.phone.removeprefix("+") in "".join(filter(str.isdigit, review.text))
