"""What cannot be found out about a colleague is neither a yes nor a no, and keeps nobody waiting.

The kinds: trouble that passes (429, 502, a cut line, no answer in time, a record that nobody can read), and members
whom Telegram hides from a bot that is no administrator. Nobody is let in on a guess, and everybody is told what helps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from simulator.actors.user import User
from simulator.state import faults
from simulator.state.faults import Fault
from tests.people import AIGERIM, DANIYAR, MADINA
from tests.scenarios.colleagues import (
    CLOSE,
    RELEASE,
    TAKE,
    ask,
    forge,
    new_card,
    pop_up,
    press,
    taken_card,
    wait_for_deliveries,
)
from tests.scenarios.evidence import ever_showed, said, shows
from tests.scenarios.stage import Stage, words

KK = words("kk")
NOW, HIDDEN, STRANGER = KK("staff.unknown.passing"), KK("staff.unknown.hidden"), KK("staff.not_member")
PASSING = {
    "429": faults.too_many_requests(3),
    "502": faults.server_error(),
    "a page instead": faults.server_error("html"),
    "a cut line": faults.reset_before_effect(),
    "a lost answer": faults.reset_after_effect(),
    "a status nobody knows": faults.damaged(b'"status":"creator"', b'"status":"guest"'),
    "no status": faults.damaged(b'"status":"creator",', b""),
    "no record": faults.damaged(b'"result":{', b'"result":[],"was":{'),
    "put out": faults.forbidden("bot was kicked from the supergroup chat"),
}
REFUSALS = ("CHAT_ADMIN_REQUIRED", "PARTICIPANT_ID_INVALID", "USER_ID_INVALID", "member list is inaccessible")


def asked(stage: Stage) -> int:
    return sum(call.method == "getChatMember" for call in stage.world.calls)


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
async def test_after_trouble_that_passes_a_press_is_told_so_and_the_next_one_counts(
    stage: Stage, trouble: Fault
) -> None:
    _, card = await new_card(stage)
    stage.world.faults.script("getChatMember", trouble)
    assert await press(stage, stage.madina, TAKE) == NOW
    await wait_for_deliveries(stage)
    assert not ever_showed(card, AIGERIM)
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: shows(card, AIGERIM))


async def test_what_a_record_lacks_besides_matters_to_nobody(stage: Stage) -> None:
    """A muted member without a right that the Bot API promises: a member is a member."""
    _, card = await new_card(stage)
    stage.group.restrict(stage.timur)
    stage.world.faults.script("getChatMember", faults.damaged(b',"can_react_to_messages":false', b""))
    await press(stage, stage.timur, TAKE)
    await stage.world.until(lambda: shows(card, AIGERIM))


@pytest.mark.parametrize("command", ["/leads@momu_bot", "/stats@momu_bot", "/export@momu_bot", "/lead@momu_bot"])
async def test_after_trouble_that_passes_a_command_is_told_so_too(stage: Stage, command: str) -> None:
    stage.world.faults.script("getChatMember", faults.server_error())
    assert (await ask(stage, command)).text == NOW
    assert (await ask(stage, command)).text != NOW


async def test_an_administrator_about_whom_only_the_rank_is_unknown_is_told_so(stage: Stage) -> None:
    """Timur is known as a member; whether he runs the group decides whether he may release Madina's application."""
    reference, card = await taken_card(stage)
    assert await press(stage, stage.timur, CLOSE, card) == KK("staff.taken_by", owner=MADINA, reference=reference)
    stage.group.promote(stage.timur)
    stage.world.faults.script("getChatMember", faults.server_error())
    assert await press(stage, stage.timur, RELEASE, card) == NOW
    assert await press(stage, stage.timur, RELEASE, card) == KK("staff.done.release", reference=reference)


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_whom_telegram_hides_is_told_to_make_the_bot_an_administrator(
    stage: Stage, refusal: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, card = await new_card(stage)
    stage.world.faults.script("getChatMember", faults.bad_request(refusal), times=2)
    assert await press(stage, stage.madina, TAKE) == HIDDEN
    assert (await ask(stage, "/leads")).text == HIDDEN
    assert stage.app
    assert ["administrator" in reason for reason in stage.app.readiness().reasons] == [True]
    assert [line for line in caplog.messages if "make the bot an administrator" in line]
    assert "Сізде" in await press(stage, stage.madina, TAKE, card)
    assert stage.app.readiness().is_ready


async def test_hidden_members_can_work_as_soon_as_the_bot_is_an_administrator(stage: Stage) -> None:
    stage.group.hide_members()
    _, card = await new_card(stage)
    assert await press(stage, stage.timur, TAKE) == HIDDEN
    assert await forge(stage, stage.outsider, card, card.inline_buttons[0].data or "") == HIDDEN
    await wait_for_deliveries(stage)
    assert not ever_showed(card, AIGERIM)
    stage.group.promote(stage.world.bot)
    assert await forge(stage, stage.outsider, card, card.inline_buttons[0].data or "") == STRANGER
    await press(stage, stage.timur, TAKE, card)
    await stage.world.until(lambda: shows(card, AIGERIM))


async def test_who_surely_is_no_member_is_still_told_so(stage: Stage) -> None:
    """The twin: a clear no is no doubt, and a command of an outsider gets no answer at all."""
    _, card = await new_card(stage)
    stage.group.remove(stage.timur)
    for stranger in (stage.timur, stage.outsider):
        assert await forge(stage, stranger, card, card.inline_buttons[0].data or "") == STRANGER


# Telegram does not answer


@pytest.fixture
async def guest(stage: Stage) -> User:
    """Somebody who wants to write while a colleague waits."""
    return stage.world.user(DANIYAR.first_name, language_code="ru")


async def in_time(stage: Stage, guest: User) -> None:
    """Their first words are answered and acknowledged before Telegram could have answered about the colleague."""
    before = asyncio.get_running_loop().time()
    await stage.world.until(lambda: asked(stage))
    start = guest.start()
    await stage.world.until(lambda: said(guest.chat), timeout=2.5)
    await stage.world.until(lambda: start.update and start.update not in stage.world.updates.pending, timeout=2.5)
    assert asyncio.get_running_loop().time() - before < 4


async def pressed(stage: Stage) -> Callable[[], object]:
    await new_card(stage)
    query = stage.madina.tap(TAKE, chat=stage.group)
    return lambda: query.answer and query.answer.text == NOW


async def commanded(stage: Stage) -> Callable[[], object]:
    stage.madina.write("/leads@momu_bot", chat=stage.group)
    return lambda: said(stage.group)[-1].text == NOW


async def pressed_many_times(stage: Stage) -> Callable[[], object]:
    _, card = await new_card(stage)
    queries = [stage.madina.tap(TAKE, chat=stage.group, message=card) for _ in range(9)]
    return lambda: all(query.answer and query.answer.text == NOW for query in queries)


@pytest.mark.parametrize("act", [pressed, commanded, pressed_many_times])
async def test_while_telegram_does_not_answer_nobody_else_waits(
    stage: Stage, guest: User, act: Callable[[Stage], Awaitable[Callable[[], object]]]
) -> None:
    stage.world.faults.script("getChatMember", faults.slow(12))
    is_told = await act(stage)
    await in_time(stage, guest)
    await stage.world.until(is_told, timeout=2.5)
    assert asked(stage) == 1


async def test_nobody_waits_for_many_slow_answers_in_a_row(stage: Stage, guest: User) -> None:
    """Each answer comes in time, but one person's presses wait for each other: it would be eighteen seconds in all."""
    _, card = await new_card(stage)
    stage.world.faults.script("getChatMember", faults.slow(1.8), times=10)
    for _ in range(10):
        stage.outsider.tap_data(card.inline_buttons[0].data or "", card)
    await in_time(stage, guest)


async def test_a_late_answer_is_not_lost(stage: Stage) -> None:
    _, card = await new_card(stage)
    stage.world.faults.script("getChatMember", faults.slow(2.2))
    assert await press(stage, stage.madina, TAKE) == NOW
    again = [stage.madina.tap(TAKE, chat=stage.group, message=card)]

    async def press_again() -> bool:
        if "Сізде" in await pop_up(stage, again[-1]):
            return True
        again.append(stage.madina.tap(TAKE, chat=stage.group, message=card))
        return False

    while not await press_again():
        pass
    await stage.world.until(lambda: shows(card, AIGERIM))
    assert asked(stage) == 1
