"""What may stand on the screen, and how much of it? (docs/decisions/two-steps.md)"""

from collections.abc import Awaitable, Callable

import pytest

from simulator.state.message import Message
from simulator.state.people import Account
from tests.cases import cases
from tests.form import NAMES, following
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.evidence import first_text, said, shows
from tests.scenarios.stage import Guest, Stage

STRANGER = Account(777_000_001, "Біреу", phone="+77011112233")
"""Somebody in the person's address book who has never met the bot."""
REVIEW = {"kk": "Бәрі дұрыс па?", "ru": "Всё верно?", "en": "Is everything right?"}
"""Its first line."""


async def a_whole_life(guest: Guest) -> list[tuple[str, list[Message]]]:
    """Everything a person may do with the form, at every step, twice; with what each act brought."""
    text, who, heard = guest.text, guest.who, []

    async def does(name: str, act: Callable[[], object]) -> None:
        heard.append((name, await guest.hears(act)))

    async def says(*said: str) -> None:
        for one in said:
            await does(one, lambda: guest.user.write(one))  # noqa: B023
            if one in (who.name, who.phone):
                await does("sticker", guest.user.send_sticker)
                await does("contact", lambda: guest.user.share_contact(of=STRANGER))
                own = next(message for message in guest.chat.history if message.sender is guest.user)
                await does("edit", lambda: guest.user.edit(own, who.name))  # noqa: B023

    async def taps(label: str) -> None:
        await does(label, lambda: guest.user.tap(label))

    edit = {
        field: text("button.edit_field", edit=text("button.edit"), field=text(f"field.{field}.label"))
        for field in ("name", "phone")
    }
    after_email = NAMES[NAMES.index("email") + 1 :]
    skipped = [who.answers.get(name, text("button.skip")) for name in after_email]
    back_to_email = [text("button.back") for _ in ("review", *after_email)]
    await says("/start", who.name, who.phone)
    await taps(text("button.agree"))
    await says("12", who.name, "x", text("button.back"), who.name, "/start")
    await taps(text("button.continue"))
    await says(who.phone, "a@gmial.com", "/start")
    await taps(text("button.continue"))
    await says(
        text("button.yes"), *skipped, "/help", "/privacy", "/cancel", text("button.no"), "/forget_me", text("button.no")
    )
    await taps(edit["name"])
    await says(who.name)
    await taps(edit["phone"])
    await does("own contact", guest.user.share_contact)
    await taps(edit["phone"])
    await says(text("button.back"), *back_to_email, "/language")
    await taps(text("language.name"))
    await says(who.email, *skipped, who.name, *back_to_email, text("button.back"), "/start")
    await taps(text("button.start_over"))
    await says(who.name, who.phone, who.email, *skipped, text("button.confirm"))
    await guest.user.world.until(lambda: guest.is_thanks(guest.chat.last))
    await says("/start", who.name, who.phone)
    return heard


def versions_with(message: Message, secrets: list[str]) -> list[str]:
    """What it shows or ever showed, if that gives somebody away."""
    shown = [version.text for version in (*message.edits, message.version)]
    return [text for text in shown if any(secret in text for secret in secrets)]


def all_forms(who: Applicant) -> list[str]:
    """As typed, and as a number is written for reading: its last seven digits in any grouping."""
    return [*who.name.split(), who.phone, who.phone[-7:], who.phone[-4:], who.phone[-5:-2] + "-", who.email, "@"]


@cases("who", EVERYBODY)
async def test_a_whole_life_shows_no_more_than_it_may(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    heard = await a_whole_life(guest)
    sees_one_or_two_messages_for_each_act(guest, heard)
    sees_no_personal_data_in_a_message_with_a_reply_keyboard(guest)
    sees_answers_in_the_review_only(guest)
    sees_no_data_in_a_message_when_it_is_sent(guest)
    await sees_nothing_of_it_after_sending(guest)
    await finds_personal_data_in_no_button_and_no_pop_up(stage, guest)


def sees_one_or_two_messages_for_each_act(guest: Guest, heard: list[tuple[str, list[Message]]]) -> None:
    sending = guest.text("button.confirm")  # its answer is a fact, and comes by the outbox
    assert [(act, len(said)) for act, said in heard if not 1 <= len(said) <= 2 and act != sending] == []


def sees_no_personal_data_in_a_message_with_a_reply_keyboard(guest: Guest) -> None:
    """Telegram can never edit such a message."""
    with_keyboard = [one for one in guest.chat.history if one.by_bot and (one.reply_keyboard or one.removes_keyboard)]
    assert len(with_keyboard) > 8
    assert [versions_with(message, all_forms(guest.who)) for message in with_keyboard] == [[]] * len(with_keyboard)


def sees_answers_in_the_review_only(guest: Guest) -> None:
    shown = {text.split("\n")[0] for one in guest.chat.history if one.by_bot
             for text in versions_with(one, guest.who.secrets)}  # fmt: skip
    assert shown == {REVIEW[guest.who.language]}


def sees_no_data_in_a_message_when_it_is_sent(guest: Guest) -> None:
    """Its id has to be kept before it holds anything (docs/promises.md 6)."""
    births = [first_text(message) for message in guest.chat.history if message.by_bot]
    assert [text for text in births if any(secret in text for secret in guest.who.secrets)] == []


async def sees_nothing_of_it_after_sending(guest: Guest) -> None:
    secrets = guest.who.secrets
    await guest.user.world.until(
        lambda: not any(secret in one.text for one in guest.chat.history if one.by_bot for secret in secrets)
    )
    assert any(versions_with(one, secrets) for one in guest.chat.history if one.by_bot)  # it did before


async def finds_personal_data_in_no_button_and_no_pop_up(stage: Stage, guest: Guest) -> None:
    card = await stage.card("M-")
    stage.madina.tap(card.labels[0], chat=stage.group)
    await stage.card(guest.who.email)
    messages = [*guest.chat.history, *stage.group.history]
    versions = [version for message in messages if message.by_bot for version in (*message.edits, message.version)]
    data = [button.value for version in versions if version.inline for button in version.inline.buttons]
    pop_ups = [query.answer.text for query in stage.world.queries.values() if query.answer]
    carried = "\n".join(filter(None, map(str, [*data, *pop_ups])))
    assert [secret for secret in [*guest.who.secrets, str(guest.user.id)] if secret in carried] == []


@pytest.mark.parametrize("end", [Guest.confirm, Guest.forget], ids=["sent", "erased"])
async def test_a_name_that_an_earlier_version_read_back_is_taken_back(
    stage: Stage, end: Callable[[Guest], Awaitable[Message]]
) -> None:
    """One of two messages that show it is remembered as such."""
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    [again] = await guest.say(guest.text("button.continue"))
    stage.execute("UPDATE messages SET kind = 'read_back' WHERE message_id < ? AND kind = 'review'", again.id)
    assert stage.query("SELECT count(*) FROM messages WHERE kind = 'read_back'") == [(1,)]
    await end(guest)
    await stage.world.until(lambda: not any(shows(one, AIGERIM) for one in said(guest.chat) if not one.deleted))


async def test_what_looks_like_markup_is_shown_as_typed(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    for answer in ("О’Коннор-Смит Ә", "+7 701 000 00 00", "tom&jerry@example.kz"):
        await guest.say(answer)
    await guest.go_on(following("email"))
    assert "tom&jerry@example.kz" in guest.chat.last.text
    assert "О'Коннор-Смит Ә" in guest.chat.last.text
