"""Does everybody get their own language, and can it be changed at any moment? (docs/promises.md 9)"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.i18n import list_languages, read_catalogue
from tests.form import progress
from tests.people import AIGERIM, ALICE, EVERYBODY, Applicant
from tests.scenarios.stage import ANSWERED, Guest, Stage, plain, words

NAMES = {language: words(language)("language.name") for language in list_languages()}
CLIENTS = {"kk": "kk", "kk-KZ": "kk", "ru-RU": "ru", "RU": "ru", "en": "en", "en_GB": "en", None: "kk", "la": "kk",
           "": "kk", "zz-junk-1": "kk"}  # fmt: skip


def newcomer(stage: Stage, code: str | None) -> Guest:
    return Guest(stage.world.user(AIGERIM.first_name, language_code=code, phone=AIGERIM.phone), AIGERIM)


def all_strings(guest: Guest) -> Iterator[str]:
    """Everything the person could read: texts before and after edits, buttons, keyboards, pop-ups."""
    for message in guest.chat.history:
        if message.by_bot:
            yield from (version.text for version in (*message.edits, message.version))
            yield from (button.text for version in (*message.edits, message.version) if version.inline
                        for button in version.inline.buttons)  # fmt: skip
            yield from message.reply_keyboard.labels if message.reply_keyboard else ()
    for query in guest.user.world.queries.values():
        if query.user is guest.user and query.answer:
            yield query.answer.text or ""


@cache
def sentences(language: str) -> frozenset[str]:
    """Every piece of the catalogue between tags, placeholders and line ends; names of languages are everybody's."""
    entries = [entry for entry in read_catalogue(Path(__file__).parents[2] / "locales", language) if entry.id]
    own = [entry for entry in entries if entry.id not in ("language.choose", "language.name", "operator.name")]
    forms = [[entry.string] if isinstance(entry.string, str) else list(entry.string or ()) for entry in own]
    texts = [text for one in forms for text in one]
    pieces = {piece.strip(" .:·,✓") for text in texts for piece in re.split(r"<[^>]+>|\{\w+\}|\n", plain(text))}
    return frozenset(piece for piece in pieces if len(piece) > 3)


def foreign_words(guest: Guest, language: str) -> set[str]:
    return foreign_in("\n".join(all_strings(guest)), language)


def foreign_in(text: str, language: str) -> set[str]:
    """Pieces of other catalogues in the text; the name of a command is everybody's."""
    others = frozenset[str]().union(*(sentences(other) for other in NAMES if other != language)) - sentences(language)
    read = re.sub(r"(?<!\w)/\w+", "", text)
    return {piece for piece in others if stands_alone(piece, read)}


def stands_alone(piece: str, text: str) -> bool:
    """Whether it is somewhere in the text, and no part of a longer word there."""
    at = text.find(piece)
    while at >= 0:
        around = text[max(at - 1, 0) : at], text[at + len(piece) : at + len(piece) + 1]
        if not any(re.match(r"\w", one) for one in around):
            return True
        at = text.find(piece, at + 1)
    return False


def test_the_name_of_a_command_is_not_foreign_and_its_word_is() -> None:
    assert foreign_in("/hours — жұмыс уақыты", "kk") == set()
    assert foreign_in("5 hours", "kk") == {"hours"}


async def test_the_first_screen_speaks_the_language_of_the_client(stage: Stage) -> None:
    for code, language in CLIENTS.items():
        guest = newcomer(stage, code)
        await guest.reach("consent")
        assert words(language)("button.agree") in guest.chat.last.labels, code


async def test_whom_the_operator_s_clients_do_not_tell_gets_the_operator_s_language(stage: Stage) -> None:
    await stage.restart(default_language="ru")
    guest = newcomer(stage, None)
    await guest.reach("consent")
    assert words("ru")("button.agree") in guest.chat.last.labels


async def test_the_first_screen_is_rewritten_in_place(stage: Stage) -> None:
    guest = newcomer(stage, "kk")
    await guest.reach("consent")
    card = guest.chat.last
    for language in ("ru", "en", "kk", "en"):
        assert await guest.hears(lambda: guest.user.tap(NAMES[language])) == []  # noqa: B023
        assert words(language)("button.agree") in card.labels
        assert set(NAMES.values()) <= set(card.labels)
    await guest.tap("I agree", words("en")("field.name.ask", progress=progress("name"))[-20:])


async def test_the_command_turns_into_the_first_screen_before_consent(stage: Stage) -> None:
    guest = newcomer(stage, "kk")
    await guest.say("/language")
    assert guest.chat.last.labels == list(NAMES.values())
    await guest.hears(lambda: guest.user.tap("Русский"))
    assert words("ru")("button.agree") in guest.chat.last.labels


@pytest.mark.parametrize("place", ANSWERED)
async def test_a_language_can_be_chosen_at_every_step(stage: Stage, place: str) -> None:
    """The same step comes again in the new words, with everything said so far."""
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    for language in ("en", "ru", "kk"):
        text = words(language)
        await guest.say("/language")
        (again,) = await guest.hears(lambda: guest.user.tap(NAMES[language]))  # noqa: B023
        expected = {"sent": "application.new", "review": "review.card", "doubt": "field.email.doubt"}
        template = text(
            expected.get(place, f"field.{place}.ask"), progress="", meant="gmail.com", details="", reference=""
        )
        assert [line for line in plain(template).split("\n") if line][-1][-15:] in again.text
        assert place != "review" or (AIGERIM.name in again.text and AIGERIM.email in again.text)


@pytest.mark.parametrize("place", [place for place in ANSWERED if place != "sent"])
async def test_nothing_is_lost_by_choosing(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    await guest.say("/language")
    await guest.hears(lambda: guest.user.tap("Русский"))
    await guest.go_on(place)
    assert all(value in guest.chat.last.text for value in (AIGERIM.name, "+7 771 000 99 98", AIGERIM.email))
    await guest.tap("Подтвердить", words("ru")("application.sent", reference="", operator="", when="")[3:20], "M-")


async def test_buttons_from_before_the_choice_still_work(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    review = guest.chat.last
    await guest.say("/language")
    await guest.hears(lambda: guest.user.tap("English"))
    guest.user.tap(words("kk")("button.confirm"), message=review)
    await guest.sees("Thank you", "M-")


async def test_the_old_keyboard_s_words_still_work_after_the_choice(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    await guest.say("/language")
    await guest.hears(lambda: guest.user.tap("English"))
    await guest.write(words("kk")("button.back"), progress("name"), "surname")


@pytest.mark.parametrize("question", ["/cancel", "/forget_me"])
async def test_a_yes_after_the_choice_answers_no_question_from_before_it(stage: Stage, question: str) -> None:
    """The last thing on the screen is the form again: «иә» there must not destroy anything."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    await guest.say(question)
    await guest.say("/language")
    await guest.hears(lambda: guest.user.tap("English"))
    await guest.say("иә")
    await guest.write(AIGERIM.name, progress("phone"))


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_a_session_is_in_one_language(stage: Stage, who: Applicant) -> None:
    guest, text = stage.guest(who), words(who.language)
    for said in (
        "hm",
        "/start",
        "/help",
        "/privacy",
        "/forget_me",
        "/cancel",
        "/foo",
        text("button.disagree"),
        "/start",
    ):
        await guest.say(said)
    await guest.hears(lambda: guest.user.tap(text("button.agree")))
    for said in (
        "123",
        "/help",
        "/language",
        "/start",
        who.name,
        "5",
        "/cancel",
        text("button.no"),
        who.phone,
        "a@gmial.com",
        text("button.no"),
        "/start",
        "hm",
        "/privacy",
        text("button.confirm"),
    ):
        await guest.say(said)
    await guest.sees("M-")
    for act in (guest.user.send_sticker, guest.user.share_contact, lambda: guest.user.forward("hm")):
        await guest.hears(act)
    for said in ("/start", "/help", "/forget_me", text("button.no"), "/forget_me", text("button.forget")):
        await guest.say(said)
    await guest.sees("E-")
    assert foreign_words(guest, who.language) == set()
    assert all(foreign_words(guest, other) for other in NAMES if other != who.language)  # the check can fail


async def test_the_person_s_choice_reaches_the_card_and_the_staff_keep_theirs(stage: Stage) -> None:
    alice = stage.guest(ALICE)
    await alice.reach("consent")
    await alice.hears(lambda: alice.user.tap("Русский"))
    await alice.hears(lambda: alice.user.tap("Даю согласие"))
    await alice.go_on("name")
    await alice.say("Подтвердить")
    card = await stage.card("M-", "Русский")
    assert card.labels == [words("kk")("button.take")]
