"""A person corrects an application that is open: by a button or a word, with the form's questions and review."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from bot.channels.telegram.message_locks import LATE_EFFECT_SECONDS
from simulator.state import faults
from simulator.state.message import Message
from tests.bytescan import scan_folder
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY, MADINA, Applicant, example_number
from tests.scenarios.colleagues import CLOSE, OUTCOMES, TAKE, press
from tests.scenarios.evidence import rows, said, shows
from tests.scenarios.stage import SLIP, Guest, Stage, words

KK = words("kk")
EDIT, CONFIRM, CANCEL = KK("button.edit"), KK("button.confirm"), KK("button.cancel")
EMAIL = "aigerim.jana@example.org"
PHONE = example_number("DE")
HOUR = 3600


def label(guest: Guest, name: str) -> str:
    return str(guest.text("button.edit_field", edit=guest.text("button.edit"), field=guest.text(f"field.{name}.label")))


async def sent(stage: Stage, who: Applicant = AIGERIM, *, taken: bool = False) -> tuple[Guest, str, Message]:
    """Somebody with an application, its reference and its card."""
    guest = stage.guest(who)
    reference = await guest.apply()
    card = await stage.card(reference)
    if taken:
        await press(stage, stage.madina, TAKE)
        await stage.card(reference, who.email, MADINA)
    return guest, reference, card


async def choose(guest: Guest, name: str) -> None:
    """From the status of the application to the question of this field."""
    await guest.say("/start")
    await guest.tap(guest.text("button.edit"), guest.who.email)
    await guest.tap(label(guest, name), progress(name))


async def correct(guest: Guest, name: str, value: str) -> Message:
    """To the review."""
    await choose(guest, name)
    return await guest.write(value, guest.text("button.confirm"))


async def save(guest: Guest) -> Message:
    return await guest.tap(
        guest.text("button.confirm"), "✓", guest.text("correction.saved", reference="").split("</b>")[1]
    )


def stored(stage: Stage) -> list[tuple[object, ...]]:
    return rows(stage.folder / "momu.db", "SELECT id, reference, status, owner IS NULL, repeated FROM leads")


@pytest.mark.parametrize("who", EVERYBODY)
async def test_an_answer_is_corrected_by_buttons(stage: Stage, who: Applicant) -> None:
    guest, reference, card = await sent(stage, who, taken=True)
    before = stored(stage)
    review = await correct(guest, "email", EMAIL)
    assert who.name in review.text
    assert EMAIL in review.text
    done = await save(guest)
    assert done.html == guest.text("correction.saved", reference=reference)
    await stage.world.until(lambda: EMAIL in card.text)
    assert who.email not in card.text
    assert stored(stage) == before
    assert len([one for one in said(stage.group) if reference in one.text]) == 1


@pytest.mark.parametrize("who", EVERYBODY)
async def test_an_answer_is_corrected_in_words(stage: Stage, who: Applicant) -> None:
    guest, _, card = await sent(stage, who, taken=True)
    await guest.write(guest.text("button.edit"), who.email)
    await guest.write(label(guest, "phone"), progress("phone"))
    await guest.write(PHONE, guest.text("button.confirm"))
    await guest.write(guest.text("button.confirm"), "✓")
    await stage.world.until(lambda: PHONE in card.text)
    assert guest.chat.reply_keyboard_shown is None


async def test_it_begins_under_the_answer_to_my_data(stage: Stage) -> None:
    guest, _, card = await sent(stage, taken=True)
    guest.user.write("/my_data")
    await stage.world.until(lambda: guest.chat.last.document is not None)
    shown = next(one for one in reversed(guest.chat.messages) if EDIT in one.labels)
    guest.user.tap(EDIT, message=shown)
    await stage.world.until(lambda: label(guest, "email") in guest.chat.last.labels)
    await guest.tap(label(guest, "email"), progress("email"))
    await guest.write(EMAIL, CONFIRM)
    await save(guest)
    await stage.world.until(lambda: EMAIL in card.text and shown.deleted)
    assert [one for one in guest.chat.messages if one.by_bot and shows(one, AIGERIM)] == []


async def test_a_card_without_contacts_says_that_a_field_was_corrected_and_nothing_else(stage: Stage) -> None:
    guest, _, card = await sent(stage)
    await correct(guest, "email", EMAIL)
    await save(guest)
    await stage.world.until(lambda: KK("field.email.label") in card.text)
    assert EMAIL not in card.text
    assert not shows(card, AIGERIM)
    await press(stage, stage.madina, TAKE)
    await stage.world.until(lambda: EMAIL in card.text and KK("field.email.label") in card.text)


async def test_a_doubtful_value_is_asked_about(stage: Stage) -> None:
    guest, _, card = await sent(stage, taken=True)
    await choose(guest, "email")
    await guest.write(SLIP, "gmail.com")
    await guest.tap(KK("button.fix", meant="gmail.com"), CONFIRM)
    await save(guest)
    await stage.world.until(lambda: "aigerim@gmail.com" in card.text)


async def test_a_wrong_value_is_refused_as_in_the_form(stage: Stage) -> None:
    guest, _, card = await sent(stage, taken=True)
    await choose(guest, "phone")
    assert KK("reason.phone_letters") in (await guest.say("нөмірім"))[-1].text
    await guest.write(KK("button.back"), AIGERIM.email)
    assert CONFIRM not in guest.chat.last.labels
    assert AIGERIM.phone in card.text


async def test_what_was_said_before_leaves_the_chat_and_what_was_not_replaced_stays(stage: Stage) -> None:
    guest, _, _ = await sent(stage)
    typed = {one.text: one for one in guest.chat.messages if one.sender is guest.user}
    review = await correct(guest, "email", EMAIL)
    await save(guest)
    await stage.world.until(lambda: typed[AIGERIM.email].deleted)
    assert not typed[AIGERIM.name].deleted
    assert not next(one for one in guest.chat.history if one.text == EMAIL).deleted
    await stage.world.until(lambda: EMAIL not in review.text)
    assert [one for one in guest.chat.messages if one.by_bot and shows(one, AIGERIM)] == []


async def test_neither_value_is_readable_on_the_disk(stage: Stage) -> None:
    guest, _, _ = await sent(stage)
    await correct(guest, "email", EMAIL)
    await save(guest)
    await stage.sweep()
    await stage.stop()
    assert scan_folder(stage.folder, [*AIGERIM.secrets, EMAIL, EMAIL.split("@")[0], guest.user.id]) == []


async def test_my_data_tells_of_it_and_of_no_value(stage: Stage) -> None:
    guest, _, _ = await sent(stage)
    await correct(guest, "email", EMAIL)
    await guest.hears(lambda: guest.user.write("/my_data"))
    await save_typed(guest)
    guest.user.write("/my_data")
    await stage.world.until(lambda: EMAIL in file_text(guest.chat.last))
    found = json.loads(file_text(guest.chat.last))
    (application,) = found["applications"]
    assert [(step["step"], step["fields"]) for step in application["steps"]] == [("correct", ["email"])]
    assert AIGERIM.email not in file_text(guest.chat.last)
    assert found["draft"] is None


async def save_typed(guest: Guest) -> None:
    await guest.write(CONFIRM, "✓")


def file_text(message: Message) -> str:
    content: bytes = getattr(message.version.attachment, "content", b"") or b""
    return content.decode()


STEPS: dict[str, Callable[[Guest], Awaitable[object]]] = {
    "choose": lambda guest: guest.write(EDIT, AIGERIM.email),
    "question": lambda guest: choose(guest, "email"),
    "doubt": lambda guest: _doubt(guest),
    "review": lambda guest: correct(guest, "email", EMAIL),
}


async def _doubt(guest: Guest) -> None:
    await choose(guest, "email")
    await guest.write(SLIP, "gmail.com")


@pytest.mark.parametrize("step", STEPS)
async def test_it_goes_on_after_a_restart(stage: Stage, step: str) -> None:
    guest, _, card = await sent(stage, taken=True)
    await STEPS[step](guest)
    await stage.restart()
    menu = (await guest.say("/start"))[-1]
    assert menu.html == KK("correction.resume")
    assert menu.labels == [KK("button.continue"), CANCEL]
    await guest.hears(lambda: guest.user.tap(KK("button.continue")))
    if step == "choose":
        await guest.tap(label(guest, "email"), progress("email"))
    if step != "review":
        await guest.write(EMAIL, CONFIRM)
    await save(guest)
    await stage.world.until(lambda: EMAIL in card.text)


@pytest.mark.parametrize("step", STEPS)
async def test_it_can_be_stopped_and_nothing_is_changed(stage: Stage, step: str) -> None:
    guest, _, card = await sent(stage, taken=True)
    await STEPS[step](guest)
    assert (await guest.say(CANCEL))[-1].html == KK("correction.stopped")
    await stage.sweep()
    assert AIGERIM.email in card.text
    assert [one for one in guest.chat.messages if one.by_bot and shows(one, AIGERIM)] == []
    assert rows(stage.folder / "momu.db", "SELECT 1 FROM drafts") == []
    (menu,) = await guest.say("/start")
    assert EDIT in menu.labels


@pytest.mark.parametrize("step", STEPS)
async def test_forget_me_takes_it_along(stage: Stage, step: str) -> None:
    guest, _, card = await sent(stage, taken=True)
    await STEPS[step](guest)
    await guest.forget()
    await stage.world.until(lambda: not shows(card, AIGERIM))
    assert [one for one in guest.chat.messages if one.by_bot and shows(one, AIGERIM)] == []
    assert [rows(stage.folder / "momu.db", f"SELECT 1 FROM {table}") for table in ("drafts", "leads", "messages")] == [
        [],
        [],
        [],
    ]


async def test_closed_meanwhile_it_is_not_corrected(stage: Stage) -> None:
    guest, _, card = await sent(stage, taken=True)
    await correct(guest, "email", EMAIL)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    await press(stage, stage.madina, OUTCOMES[0])
    await stage.world.until(stage.is_outbox_empty)
    assert (await guest.hears(lambda: guest.user.tap(CONFIRM)))[-1].html == KK("correction.too_late")
    (menu,) = await guest.say("/start")
    assert EDIT not in menu.labels
    assert KK("button.new_application") in menu.labels
    assert (await guest.say(EDIT))[-1].text != KK("correction.too_late")


async def test_taken_and_corrected_at_the_same_moment(stage: Stage) -> None:
    guest, _, card = await sent(stage)
    await correct(guest, "email", EMAIL)
    stage.madina.tap(TAKE, chat=stage.group)
    guest.user.tap(CONFIRM)
    await stage.world.until(lambda: EMAIL in card.text and MADINA in card.text)
    assert AIGERIM.email not in card.text


async def test_a_second_tap_changes_nothing(stage: Stage) -> None:
    guest, _, _ = await sent(stage)
    review = await correct(guest, "email", EMAIL)
    for _ in range(2):
        guest.user.tap(CONFIRM, message=review)
    await guest.sees("✓")
    await guest.hears()
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM lead_history") == [(1,)]
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM ledger WHERE event = 'data_corrected'") == [(1,)]


async def test_a_button_of_an_earlier_correction_does_nothing(stage: Stage) -> None:
    guest, _, card = await sent(stage, taken=True)
    old = await correct(guest, "email", EMAIL)
    data = next(one.data for one in old.inline_buttons if one.text == CONFIRM) or ""
    await guest.say(CANCEL)
    await guest.hears(lambda: guest.user.tap_data(data, old))
    assert guest.pop_up
    await correct(guest, "phone", PHONE)
    await guest.hears(lambda: guest.user.tap_data(data, old))
    assert guest.pop_up == KK("old_button")
    assert AIGERIM.email in card.text
    assert AIGERIM.phone in card.text


async def test_whoever_is_banned_can_still_correct_and_do_nothing_else(stage: Stage) -> None:
    guest, reference, card = await sent(stage, taken=True)
    stage.madina.write(f"/ban {reference}", chat=stage.group)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM persons WHERE banned_at > 0"))
    (refused,) = await guest.say("/start")
    assert refused.labels == [EDIT, KK("button.forget")]
    await guest.tap(EDIT, AIGERIM.email)
    await guest.tap(label(guest, "email"), progress("email"))
    await guest.write(EMAIL, CONFIRM)
    await save(guest)
    await stage.world.until(lambda: EMAIL in card.text)
    (refused,) = await guest.say(KK("button.new_application"))
    assert KK("button.new_application") not in refused.labels


async def test_nobody_is_reminded_of_it_and_it_ends_without_a_word(stage: Stage) -> None:
    guest, _, card = await sent(stage, taken=True)
    await correct(guest, "email", EMAIL)
    heard = len(guest.chat.history)
    await stage.restart(draft_reminders=(HOUR * 1000,), draft_ttl=24 * HOUR * 1000)
    await stage.pass_time(25 * HOUR)
    await stage.pass_time(10 * 24 * HOUR)
    assert [one.text for one in guest.chat.history[heard:]] == []
    if rows(stage.folder / "momu.db", "SELECT 1 FROM drafts"):
        await stage.pass_time(40 * 24 * HOUR)
    assert AIGERIM.email in card.text
    assert [one for one in guest.chat.messages if one.by_bot and EMAIL in one.text] == []


@pytest.mark.parametrize("name", [name for name in ALICE.answers if ALICE.answers[name] != AIGERIM.answers[name]])
async def test_every_field(stage: Stage, name: str) -> None:
    guest, _, card = await sent(stage, taken=True)
    await correct(guest, name, ALICE.answers[name])
    await save(guest)
    await stage.world.until(lambda: ALICE.answers[name] in card.text)
    assert AIGERIM.answers[name] not in card.text


async def test_a_stranger_s_button_does_nothing(stage: Stage) -> None:
    """The reference of somebody else's application opens nothing."""
    _, reference, _ = await sent(stage)
    other = stage.guest(DANIYAR)
    await other.apply()
    message = next(one for one in other.chat.messages if one.by_bot)
    await other.hears(lambda: other.user.tap_data(f"e:{reference}", message))
    assert other.pop_up == str(other.text("old_button"))
    assert [one for one in other.chat.history if one.by_bot and shows(one, AIGERIM)] == []


async def test_an_edit_that_takes_effect_late_does_not_bring_the_old_contact_back(stage: Stage) -> None:
    guest, reference, card = await sent(stage)
    stage.world.faults.script("editMessageText", faults.late_effect(8.0), chat=stage.group)
    await press(stage, stage.madina, TAKE)
    await stage.card(reference, AIGERIM.email, MADINA)
    await correct(guest, "email", EMAIL)
    await save(guest)
    await stage.world.until(lambda: EMAIL in card.text)
    await stage.world.until(lambda: AIGERIM.email in card.text)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: EMAIL in card.text)
    assert AIGERIM.email not in card.text
