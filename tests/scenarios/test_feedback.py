"""A person is asked once how they were served, after their application was closed; the answer is theirs."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.disclosure import Recipient, columns_for
from simulator.state.message import Message
from tests.bytescan import scan_folder
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.colleagues import CLOSE, OUTCOMES, REOPEN, SURE_TO_REOPEN, TAKE, press, wait_for_deliveries
from tests.scenarios.evidence import rows, said
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_export import exported, table

KK = words("kk")
WORDS = "Тез жауап берді, рақмет"
WON, NOT_NOW, WRONG, SPAM = OUTCOMES


async def close(stage: Stage, card: Message, outcome: str) -> None:
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: CLOSE in card.labels)
    await press(stage, stage.madina, CLOSE, card)
    await stage.world.until(lambda: outcome in card.labels)
    await press(stage, stage.madina, outcome, card)
    await stage.world.until(lambda: card.labels == [REOPEN])


async def served(stage: Stage, who: Applicant = AIGERIM, outcome: str = WON) -> tuple[Guest, str, Message]:
    """Has applied, and the application was closed."""
    guest = stage.guest(who)
    reference = await guest.apply()
    card = await stage.card(reference)
    await close(stage, card, outcome)
    return guest, reference, card


def questions(guest: Guest) -> list[Message]:
    return [one for one in said(guest.chat) if "5" in one.labels]


def stored(guest: Guest) -> Any:
    """The newest answer to /my_data as a document; None if it is not there yet."""
    [*_, last] = [None, *(one.document for one in said(guest.chat) if one.document)]
    return json.loads(last.content) if last and last.file_name == "my-data.json" and last.content else None


async def asked(stage: Stage, guest: Guest) -> Message:
    await stage.world.until(lambda: questions(guest))
    return questions(guest)[0]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_rating_and_words_in_two_steps_and_the_card_shows_the_rating_alone(stage: Stage, who: Applicant) -> None:
    guest, reference, card = await served(stage, who)
    question = await asked(stage, guest)
    assert reference in question.text
    assert question.labels == ["1", "2", "3", "4", "5", guest.text("button.offer_no")]
    assert rows(stage.folder / "momu.db", "SELECT * FROM feedback") == []
    guest.user.tap("4", message=question)
    await stage.world.until(lambda: question.labels == [])
    assert "4/5" in question.text
    await guest.say(WORDS)
    await stage.world.until(lambda: KK("card.rating", rating=4) in card.text)
    assert WORDS not in card.text
    assert scan_folder(stage.folder, [WORDS]) == []
    guest.user.write("/my_data")
    await stage.world.until(lambda: stored(guest))
    assert any("4/5" in one.text for one in said(guest.chat)[-2:])
    assert stored(guest)["applications"][0]["feedback"]["words"] == WORDS


async def test_no_leaves_no_trace(stage: Stage) -> None:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    guest.user.tap(KK("button.offer_no"), message=question)
    await stage.world.until(lambda: question.text == KK("feedback.declined"))
    assert rows(stage.folder / "momu.db", "SELECT * FROM feedback") == []
    assert rows(stage.folder / "momu.db", "SELECT 1 FROM consents WHERE purpose = 'feedback'") == []


@pytest.mark.parametrize("outcome", [WRONG, SPAM])
async def test_whoever_was_not_served_is_not_asked(stage: Stage, outcome: str) -> None:
    guest, _, _ = await served(stage, outcome=outcome)
    await wait_for_deliveries(stage)
    assert questions(guest) == []
    assert rows(stage.folder / "momu.db", "SELECT 1 FROM outbox WHERE kind = 'feedback'") == []


async def test_an_application_closed_twice_is_asked_about_once(stage: Stage) -> None:
    guest, _, card = await served(stage)
    await asked(stage, guest)
    await press(stage, stage.madina, REOPEN, card)
    await stage.world.until(lambda: SURE_TO_REOPEN in card.labels)
    await press(stage, stage.madina, SURE_TO_REOPEN, card)
    await stage.world.until(lambda: TAKE in card.labels)
    await close(stage, card, NOT_NOW)
    await wait_for_deliveries(stage)
    assert len(questions(guest)) == 1


async def test_an_application_first_closed_by_mistake_as_spam_is_asked_about_when_it_was_served(stage: Stage) -> None:
    guest, _, card = await served(stage, outcome=SPAM)
    await press(stage, stage.madina, REOPEN, card)
    await stage.world.until(lambda: SURE_TO_REOPEN in card.labels)
    await press(stage, stage.madina, SURE_TO_REOPEN, card)
    await stage.world.until(lambda: TAKE in card.labels)
    await close(stage, card, WON)
    await asked(stage, guest)


async def closed_at_night(stage: Stage) -> Guest:
    """Morning comes after five minutes."""
    local = datetime.fromtimestamp(stage.world.clock.now(), ZoneInfo("Asia/Almaty"))
    await stage.restart(quiet_hours=f"{local - timedelta(minutes=2):%H:%M}-{local + timedelta(minutes=5):%H:%M}")
    guest, _, _ = await served(stage)
    await wait_for_deliveries(stage)
    assert questions(guest) == []
    return guest


async def test_at_night_it_waits_for_the_morning(stage: Stage) -> None:
    guest = await closed_at_night(stage)
    stage.world.clock.advance(300)
    await asked(stage, guest)


@pytest.mark.parametrize("column", ["banned_at", "blocked_at"])
async def test_whose_data_is_out_of_use_is_not_asked(stage: Stage, column: str) -> None:
    guest = await closed_at_night(stage)
    stage.execute(f"UPDATE persons SET {column} = 1")
    stage.world.clock.advance(300)
    waiting = "SELECT 1 FROM outbox WHERE kind = 'feedback'"
    await stage.world.until(lambda: rows(stage.folder / "momu.db", waiting) == [])
    assert questions(guest) == []


async def test_it_is_taken_back_in_one_tap(stage: Stage) -> None:
    guest, _, card = await served(stage)
    question = await asked(stage, guest)
    guest.user.tap("5", message=question)
    await stage.world.until(lambda: question.labels == [])
    await guest.say(WORDS)
    (listed,) = await guest.say("/consents")
    assert KK("purpose.feedback") in listed.text
    guest.user.tap(KK("button.feedback_withdraw"), message=listed)
    await stage.world.until(lambda: KK("button.feedback_withdraw") not in listed.labels)
    assert rows(stage.folder / "momu.db", "SELECT * FROM feedback") == []
    await stage.world.until(lambda: "5/5" not in card.text)


async def test_forgetting_takes_the_words_too(stage: Stage) -> None:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    guest.user.tap("5", message=question)
    await stage.world.until(lambda: question.labels == [])
    await guest.say(WORDS)
    typed = next(one for one in guest.chat.messages if one.text == WORDS)
    await guest.forget()
    assert typed.deleted
    assert rows(stage.folder / "momu.db", "SELECT * FROM feedback") == []


async def test_staff_read_the_words_in_an_export(stage: Stage) -> None:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    guest.user.tap("5", message=question)
    await stage.world.until(lambda: question.labels == [])
    await guest.say(WORDS)
    [headings, row] = table(await exported(stage))
    assert dict(zip(headings, row, strict=True))[KK("export.words")] == WORDS


def test_a_state_body_is_given_neither_feedback_nor_notes() -> None:
    assert set(columns_for(Recipient.STAFF)) - set(columns_for(Recipient.STATE)) == {"rating", "words", "notes"}
