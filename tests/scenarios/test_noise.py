"""Does whatever nobody asked for get one calm, useful answer, at every step, and disturb nothing?"""

import logging
from collections.abc import Callable
from operator import methodcaller

import pytest

from simulator.actors.user import User
from tests.cases import cases
from tests.form import progress
from tests.people import AIGERIM, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.evidence import said
from tests.scenarios.stage import ANSWERED, Guest, Stage, words

KK = words("kk")
MEDIA: list[Callable[[User], object]] = [
    User.send_sticker,
    User.send_photo,
    lambda user: user.send_photo("Сейтқалиева Айгерім"),
    lambda user: user.send_photo("Растау"),
    User.send_voice,
    User.send_video_note,
    User.send_location,
    User.send_dice,
    lambda user: user.send_document("Иә"),
    User.send_album,
]
FORWARDS = ("Қасымова Дана", "+7 701 234 56 78", "dana@example.kz", "Растау", "иә", "Артқа", "Басынан бастау", "hm")
UNKNOWN = ("/foo", "/my", "/Сәлем", "/", "/start_now", "/cancel@other_bot")
NOISE: dict[str, list[Callable[[User], object]]] = {
    "fallback.media": MEDIA,
    "fallback.forwarded": [methodcaller("forward", words_of_another) for words_of_another in FORWARDS],
    "fallback.command": [methodcaller("write", command) for command in UNKNOWN],
}
"""What nobody asked for, by the text that answers it."""
DRAFTS = "SELECT step, revision, answers FROM drafts ORDER BY id"


@pytest.fixture(autouse=True)
def nothing_is_an_error(caplog: pytest.LogCaptureFixture) -> object:
    yield
    found = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in found] == []


def state(guest: Guest, place: str) -> str:
    """How every useful answer ends: where the person stands, and what to do."""
    if place == "sent":
        return guest.text("application.new", reference="").split("</b>")[-1]
    if place == "review":
        return guest.text("review.use_buttons")
    return guest.text("help.in_form", progress="@").split("@")[-1]


async def goes_on(guest: Guest, place: str) -> None:
    """Everything given so far is still there, and the next answer is taken."""
    await guest.go_on(place)
    if place == "review":
        await guest.say(KK("button.continue"))
    if place != "sent":
        assert all(value in guest.chat.last.text for value in (AIGERIM.name, "+7 771 000 99 98", AIGERIM.email))


@cases("place", ANSWERED)
async def test_media_forwards_and_unknown_commands_are_no_answers(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    given = stage.query(DRAFTS)
    for told, acts in NOISE.items():
        for act in acts:
            (said,) = await guest.hears(lambda: act(guest.user))  # noqa: B023
            assert KK(told, where="").strip() in said.html
            assert state(guest, place) in said.html
        assert stage.query(DRAFTS) == given, told
    await goes_on(guest, place)


KNOWN = {
    "/help": "help.card",
    "/HELP": "help.card",
    "/help@momu_bot": "help.card",
    "/privacy": "privacy.card",
    "/language": "language.choose",
    "/cancel": "cancel.ask",
    "/forget_me": "forget.ask",
    "/start": "start.resume",
}


@cases("place", ANSWERED)
async def test_known_commands_are_answered_at_every_step_and_the_form_goes_on(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    keys = KNOWN | ({"/cancel": "cancel.nothing", "/start": "application.new"} if place == "sent" else {})
    for command, key in keys.items():
        (said,) = await guest.say(command)
        values = dict.fromkeys(
            ("operator", "bin", "email", "reach", "version", "dated", "stored", "where", "progress", "reference"), ""
        )
        start = KK(key, **values)
        assert said.html[:20] == start[:20] or start.split("</b>")[-1][:20] in said.html
        if "help" in command:
            assert state(guest, place) in said.html
            assert "info@momu.kz" in said.text
    await guest.say("/start")
    await goes_on(guest, place)


@cases("place", ANSWERED)
async def test_an_edited_answer_stays_as_it_was_sent(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    own = [message for message in guest.chat.history if message.sender is guest.user]
    for message in own:
        (said,) = await guest.hears(lambda: guest.user.edit(message, "Қасымова Дана"))  # noqa: B023
        assert KK("fallback.edited", where="").strip() in said.html
    await goes_on(guest, place)


@cases("place", ["name", "email", "doubt", "review", "sent"])
async def test_a_contact_that_is_not_asked_for_is_not_kept(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    (said,) = await guest.hears(guest.user.share_contact)
    assert said.html == KK("form.contact.not_now") or KK("fallback.media", where="").strip() in said.html
    await goes_on(guest, place)


async def test_chatter_at_the_review_and_after_sending_is_not_kept(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for typed in ("Сәлем!", "123", "Қашан хабарласасыздар?", "😀", "a" * 4096):
        (said,) = await guest.say(typed)
        assert said.html == KK("review.use_buttons")
    await guest.confirm()
    for typed in ("Сәлем!", "123", "😀", "a" * 4096):
        (said,) = await guest.say(typed)
        assert KK("fallback.chatter", where="", email="info@momu.kz").strip() in said.html
        assert state(guest, "sent") in said.html


@cases("who", EVERYBODY)
async def test_a_storm_ends_where_it_began(stage: Stage, who: Applicant) -> None:
    """Everything at once, as a pocket does it."""
    guest = stage.guest(who)
    await guest.reach("name")
    acts = [lambda act=act: act(guest.user) for act in MEDIA]
    acts += [lambda text=text: guest.user.write(text) for text in (*UNKNOWN, "/help", "/start", "/privacy", "7")]
    before = len(said(guest.chat))
    await guest.hears(*acts)
    await stage.world.until(lambda: len(said(guest.chat)) >= before + len(acts))
    assert progress("name") in guest.chat.last.text
    await guest.write(who.name, progress("phone"))
    assert len(said(guest.chat)) == before + len(acts) + 1


async def test_two_albums_get_two_answers(stage: Stage) -> None:
    guest = stage.guest(DANIYAR)
    await guest.reach("name")
    assert len(await guest.hears(guest.user.send_album, guest.user.send_album)) == 2


async def test_a_reply_to_an_old_question_is_an_answer_to_the_present_one(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    question = guest.chat.last
    await guest.say(AIGERIM.name)
    said = await guest.hears(lambda: guest.user.write(AIGERIM.phone, reply_to=question))
    assert progress("email") in said[-1].text
