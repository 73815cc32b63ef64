"""Feedback, corrections and disputes cross: none takes what was meant for another, and every press is answered."""

from __future__ import annotations

import pytest

from bot.i18n import strip_markup
from simulator.state.message import Message
from tests.scenarios.evidence import rows
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_correction import EMAIL, choose, correct, sent
from tests.scenarios.test_feedback import WORDS, asked, closed_at_night, questions, served

KK = words("kk")
YES = KK("button.yes")
WISH = "удалите мои данные"
INVITED = "бір хабарламамен"


async def answered_press(guest: Guest, label: str, message: Message) -> str:
    await guest.hears(lambda: guest.user.tap(label, message=message))
    await guest.user.world.until(lambda: guest.pop_up != "" or label not in message.labels)
    return guest.pop_up


async def rated(stage: Stage) -> Guest:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    guest.user.tap("4", message=question)
    await stage.world.until(lambda: question.labels == [])
    return guest


async def test_a_rating_while_a_dispute_lasts_is_told_of_it(stage: Stage) -> None:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    stage.execute("UPDATE persons SET blocked_at = 1")
    assert (await answered_press(guest, "4", question))[:20] == strip_markup(KK("blocked.told", email=""))[:20]
    assert rows(stage.folder / "momu.db", "SELECT * FROM feedback") == []
    stage.execute("UPDATE persons SET blocked_at = 0")
    guest.user.tap("4", message=question)
    await stage.world.until(lambda: "4/5" in question.text)


async def test_words_are_not_invited_where_the_next_message_answers_a_question(stage: Stage) -> None:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    await guest.apply_again()
    await choose(guest, "name")
    guest.user.tap("4", message=question)
    await stage.world.until(lambda: question.labels == [])
    assert "4/5" in question.text
    assert INVITED not in question.text
    await guest.write("Сейтқалиева Дана", KK("button.confirm"))


async def test_words_are_not_invited_from_whoever_may_not_write(stage: Stage) -> None:
    guest, _, _ = await served(stage)
    question = await asked(stage, guest)
    stage.execute("UPDATE persons SET banned_at = 1")
    guest.user.tap("4", message=question)
    await stage.world.until(lambda: question.labels == [])
    assert "4/5" in question.text
    assert INVITED not in question.text


async def test_words_are_invited_from_everybody_else(stage: Stage) -> None:
    guest = await rated(stage)
    assert any(INVITED in one.text for one in guest.chat.messages)
    await guest.say(WORDS)
    assert rows(stage.folder / "momu.db", "SELECT words IS NULL FROM feedback") == [(0,)]


async def test_a_wish_after_a_rating_is_asked_about_and_not_kept_as_words(stage: Stage) -> None:
    guest = await rated(stage)
    (question,) = await guest.say(WISH)
    assert question.html == KK("forget.ask")
    assert rows(stage.folder / "momu.db", "SELECT words IS NULL FROM feedback") == [(1,)]


@pytest.mark.parametrize("then", [None, YES])
async def test_deleting_answers_ends_a_correction_and_yes_saves_nothing(stage: Stage, then: str | None) -> None:
    guest, _, _ = await sent(stage)
    await correct(guest, "email", EMAIL)
    await guest.say(KK("button.delete_answers"))
    if then:
        await guest.say(then)
    assert rows(stage.folder / "momu.db", "SELECT corrected_at FROM leads") == [(0,)]
    assert rows(stage.folder / "momu.db", "SELECT * FROM drafts") == []


async def test_whoever_is_in_doubt_after_a_restore_is_not_asked(stage: Stage) -> None:
    guest = await closed_at_night(stage)
    stage.execute("UPDATE persons SET restored_at = created_at + 3600000")
    stage.world.clock.advance(300)
    waiting = "SELECT 1 FROM outbox WHERE kind = 'feedback'"
    await stage.world.until(lambda: rows(stage.folder / "momu.db", waiting) == [])
    assert questions(guest) == []
