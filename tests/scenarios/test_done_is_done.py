"""What Telegram says it has done is done, whatever else its answer holds, and is not done again."""

from __future__ import annotations

import re

import pytest

from simulator.state import faults
from simulator.state.faults import damaged
from tests.people import AIGERIM, Applicant, different
from tests.scenarios.evidence import REFERENCE, cards, ever_showed, is_idle, said, shows
from tests.scenarios.stage import Stage

TAKE, CLOSE, WON = "Жұмысқа алу", "Жабу", "Келістік"
ANSWERS = ("sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup", "getChatMember", "getMe")
SHAPES = {
    "a field is missing": [(b'"date":', b'"dated":'), (b'"is_bot":', b'"is_robot":')],
    "a value is unknown": [(b'"type":"', b'"type":"x-'), (b'"first_name":"', b'"first_name":7,"x":"')],
    "bytes are no text": [("Көп".encode(), b"\xca\xe3"), ("Много".encode(), b"\xcc\xed\xee")],
}


async def play(stage: Stage, who: Applicant) -> list[str]:
    """An application from the first word to its end; all that the person was told."""
    guest = stage.guest(who)
    reference = await guest.apply()
    card = await stage.card(reference)
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(who.email)
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: WON in card.labels)
    stage.madina.tap(WON, chat=stage.group)
    await stage.world.until(lambda: not shows(card, who))
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    assert cards(stage.group, reference) == [card]
    return [CHANGING.sub("#", message.text) for message in said(guest.chat)]


@pytest.mark.parametrize("damages", SHAPES.values(), ids=SHAPES)
async def test_a_whole_application_in_answers_that_fit_no_model(
    stage: Stage, damages: list[tuple[bytes, bytes]]
) -> None:
    first, *others = different(1 + len(damages))
    whole = await play(stage, first)
    for who, damage in zip(others, damages, strict=True):
        await stage.stop()
        stage.world.faults.clear()
        for method in ANSWERS:
            stage.world.faults.sometimes(method, damaged(*damage), 1.0)
        await stage.start()
        assert await play(stage, who) == whole


CHANGING = re.compile(rf"{REFERENCE.pattern}|\b[0-9a-f]{{32}}\b|\d\d\.\d\d\.\d{{4}}(, | )\d\d:\d\d")
"""References, numbers of consents, and the time of day."""
NO_NUMBER = damaged(b'"message_id":', b'"message_number":')


async def test_a_message_whose_number_is_not_told_is_not_sent_again(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(AIGERIM)
    stage.world.faults.script("sendMessage", NO_NUMBER, times=9, chat=guest.chat)
    guest.user.start()
    await stage.world.until(lambda: "no message id" in caplog.text)
    assert len(said(guest.chat)) == 1


NUMBERS = {
    "nothing": NO_NUMBER,
    "true": faults.proxy_answer(200, b'{"ok":true,"result":true}', "application/json", after=True),
    "a text": damaged(b'"message_id":', b'"message_id":"7","was":'),
}


@pytest.mark.parametrize("fault", NUMBERS.values(), ids=NUMBERS)
async def test_a_card_whose_number_is_not_told_is_not_sent_again_and_can_be_taken(
    stage: Stage, fault: faults.Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """It has no contacts, so a second one that has them is the only one."""
    stage.world.faults.script("sendMessage", fault, times=9, chat=stage.group)
    reference = await stage.guest(AIGERIM).apply()
    first = await stage.card(reference)
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    assert cards(stage.group, reference) == [first]
    assert "no message id" in caplog.text
    stage.world.faults.clear()
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(reference, AIGERIM.email)
    assert [ever_showed(card, AIGERIM) for card in cards(stage.group)].count(True) == 1
