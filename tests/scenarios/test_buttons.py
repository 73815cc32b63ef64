"""Does a button act once, only while it is current, and never for a forger?"""

import logging

import pytest

from bot.i18n import list_languages
from tests.form import NAMES, following, progress, said_after
from tests.people import AIGERIM
from tests.scenarios.colleagues import close_work
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
LANGUAGES = {text("language.name") for text in map(words, list_languages())}
OLD = KK("old_button")
TABLES = ("(SELECT id, step, revision, answers FROM drafts)", "leads", "consents")  # what a press must not change


@pytest.fixture(autouse=True)
def nothing_is_an_error(caplog: pytest.LogCaptureFixture) -> object:
    yield
    found = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in found] == []


async def a_long_session(guest: Guest) -> None:
    """Sees every kind of message with buttons, and ends at the review."""
    await guest.hears(guest.user.start, guest.user.start)
    await guest.hears(lambda: guest.user.tap("Русский"))
    await guest.hears(lambda: guest.user.tap("Қазақша"))
    await guest.hears(lambda: guest.user.tap(KK("button.disagree")))
    await guest.hears(lambda: guest.user.tap(KK("button.read_consent")))
    await guest.hears(lambda: guest.user.tap(KK("button.agree")))
    for said in ("/start", "/cancel", "жоқ", "/forget_me", "жоқ", "/language", "/privacy", AIGERIM.name, AIGERIM.phone,
                 "a@gmial.com", "иә", "/start", "Артқа", "Артқа", AIGERIM.phone, AIGERIM.email):  # fmt: skip
        await guest.say(said)
    await guest.go_on(following("email"))


async def test_no_old_button_acts_and_each_is_answered(stage: Stage) -> None:
    """Only what is safe at any time still does something: asking to delete, choosing a language."""
    guest = stage.guest(AIGERIM)
    await a_long_session(guest)
    current = guest.chat.last
    before = stage.rows(*TABLES)
    for message, button in guest.buttons:
        if message is current or button.text in LANGUAGES or (button.data or "").startswith("g:1"):
            continue
        await guest.hears(lambda: guest.user.tap_data(button.data or "", message))  # noqa: B023
        assert list(stage.world.queries.values())[-1].answer, button
        assert stage.rows(*TABLES) == before, button
    guest.user.tap(KK("button.confirm"), message=current)
    await guest.sees("M-")


async def test_no_button_of_a_finished_form_acts_after_sending(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await a_long_session(guest)
    buttons = guest.buttons
    await guest.tap(KK("button.confirm"), "M-")
    before = stage.rows(*TABLES)
    for message, button in buttons:
        if button.text in LANGUAGES or (button.data or "").startswith("g:1"):
            continue
        await guest.hears(lambda: guest.user.tap_data(button.data or "", message))  # noqa: B023
        assert stage.rows(*TABLES) == before, button
    await guest.sees()


async def test_an_old_form_button_is_told_so_kindly(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    question = guest.chat.last
    await guest.say(AIGERIM.name)
    for label in (KK("button.back"), KK("button.cancel")):
        assert await guest.hears(lambda: guest.user.tap(label, message=question)) == []  # noqa: B023
        assert guest.pop_up == OLD


async def test_a_button_under_a_deleted_message_is_answered(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("email")
    question = guest.chat.last
    [back] = [button for button in question.inline_buttons if button.text == KK("button.back")]
    data = back.data or ""
    guest.user.delete(question)
    await guest.hears(lambda: guest.user.tap_data(data, question))
    assert progress("phone") in guest.chat.last.text


DOUBLE = {
    "agree": ("consent", KK("button.agree"), progress("name")),
    "back": ("email", KK("button.back"), progress("phone")),
    "edit": (
        "review",
        KK("button.edit_field", edit=KK("button.edit"), field=KK("field.email.label")),
        progress("email"),
    ),
    "fix": ("doubt", KK("button.fix", meant="gmail.com"), said_after("email", "aigerim@gmail.com")),
    "keep": ("doubt", KK("button.keep"), said_after("email", "aigerim@gmial.com")),
    "back from review": ("review", KK("button.back"), progress(NAMES[-1])),
}


@pytest.mark.parametrize("name", DOUBLE)
async def test_a_double_tap_acts_once(stage: Stage, name: str) -> None:
    place, label, expected = DOUBLE[name]
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    pressed = guest.chat.last
    said = await guest.hears(*(3 * [lambda: guest.user.tap(label, message=pressed)]))
    assert sum(expected in message.text for message in said) == 1
    assert expected in guest.chat.last.text
    assert all(query.answer for query in stage.world.queries.values())
    assert guest.pop_up in (OLD, KK("consent.given"))


async def test_confirm_tapped_three_times_sends_one_application(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    await guest.hears(*(3 * [lambda: guest.user.tap(KK("button.confirm"))]))
    thanks = await guest.sees("M-")
    await stage.card("M-")
    assert (
        guest.pop_up == thanks.text.split("\n")[2].split(": ")[1] + KK("application.new", reference="").split("</b>")[1]
    )
    await guest.say("/help")
    assert len([message for message in stage.group.history if message.by_bot]) == 1
    assert len([message for message in guest.chat.messages if guest.is_thanks(message)]) == 1


async def test_new_application_tapped_twice_begins_one(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await close_work(stage)
    menu = next(one for one in await guest.say("/start") if KK("button.new_application") in one.labels)
    said = await guest.hears(*(2 * [lambda: guest.user.tap(KK("button.new_application"), message=menu)]))
    assert AIGERIM.email in said[0].text
    assert KK("button.continue") in said[1].labels  # the second tap finds the form begun
