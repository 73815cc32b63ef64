"""Two hundred applications within a minute: the group hears no more than Telegram allows, in order, and knows it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.channels.telegram import adapter
from bot.channels.telegram.addresses import address_of
from bot.channels.telegram.pace import Pace
from bot.domain.facts import Fact
from bot.domain.lead import Lead, Status
from bot.domain.person import Person
from bot.domain.schedule import Deadlines
from bot.domain.time import DAY
from bot.outbox.backlog_display import SHORT_QUEUE_LENGTH
from simulator.state import faults
from simulator.state.clock import SimulatedClock
from simulator.state.limits import COUNTED, RealLimits
from simulator.state.message import Message
from storage import leads, outbox, persons
from tests.people import AIGERIM
from tests.scenarios.colleagues import TAKE, ask, press
from tests.scenarios.evidence import REFERENCE, cards, ever_showed, rows, said
from tests.scenarios.stage import Stage, open_stage, open_store_of, plain, words

KK = words("kk")
BURST, FEWER = 200, 105
START, AFTER = (plain(part) for part in KK("backlog.waiting", count=777).split("777"))
_sleep = asyncio.sleep


def moved_by(clock: SimulatedClock) -> Pace:
    """The bot's own pace; where it would sleep, the world's clock is moved."""

    async def sleep(seconds: float) -> None:
        await _sleep(0.005)  # whatever is under way goes on first
        clock.advance(seconds)

    return Pace(lambda: clock.now_ms() / 1000, sleep)


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path / "data") as opened:
        await opened.stop()
        monkeypatch.setattr(adapter, "Pace", lambda *_: moved_by(opened.world.clock))
        opened.world.limits = RealLimits(overall=10_000)
        yield opened


async def send_in(stage: Stage, number: int) -> list[str]:
    """So many applications, as though they had all been confirmed while nobody could be told; their references."""
    references = [f"M-{index:03d}AAA".replace("0", "X").replace("1", "Y") for index in range(number)]
    now = stage.clock()
    async with open_store_of(stage.folder) as store:
        for index, reference in enumerate(references):
            telegram_id = 50_000_000 + index
            pseudonym = store.vault.pseudonym(address_of(telegram_id))
            seal, key = store.vault.make_seal(pseudonym, now)
            others = {"phone": f"+999{index:07}", "email": f"a{index}@example.com"}
            details = {
                **AIGERIM.answers,
                **(others if index else {}),
            }  # cards with the same contact are edited once more
            lead = Lead(
                index.to_bytes(8), reference, pseudonym, "kk", False, details, Status.NEW, None, None, None, now, now
            )
            await store.commit(
                [
                    persons.insert(
                        pseudonym, seal, Person(address_of(telegram_id), "kk", None, False, now, f"{index}")
                    ),
                    leads.insert(seal, lead, Deadlines(now + DAY, None, None, None)),
                    outbox.tell(outbox.STAFF, Fact.CARD, lead.id, now),
                ],
                [key],
            )
    return references


def notices(stage: Stage) -> list[Message]:
    return [message for message in said(stage.group) if message.text.startswith(START) and AFTER in message.text]


def spoken(stage: Stage) -> list[float]:
    """When something counted was said to the group, in seconds."""
    calls = [call for call in stage.world.calls if call.method in COUNTED and call.params["chat_id"] == stage.group.id]
    assert {call.status for call in calls} == {200}
    return [call.at_ms / 1000 for call in calls]


def most_in_a_minute(times: list[float]) -> int:
    return max(sum(first <= time < first + 60 for time in times) for first in times)


def numbers(notice: Message) -> Iterator[int]:
    for version in [*notice.edits, notice.version]:
        found = re.search(r"\d+", version.text)
        assert found
        yield int(found[0])


async def test_two_hundred_leads_come_in_order_within_the_limit_and_one_message_says_how_many_wait(
    stage: Stage,
) -> None:
    references = await send_in(stage, BURST)
    began = stage.world.clock.now_ms()
    await stage.start()
    await stage.world.until(lambda: len(cards(stage.group)) == BURST, timeout=60)
    await stage.world.until(lambda: all(notice.deleted for notice in notices(stage)))
    (notice,) = notices(stage)
    assert [REFERENCE.findall(card.text)[0] for card in cards(stage.group)] == references
    assert most_in_a_minute(spoken(stage)) == 20
    told = list(numbers(notice))
    assert told[0] == BURST
    assert told == sorted(set(told), reverse=True)
    assert len(told) > 5
    assert stage.world.clock.now_ms() - began < 13 * 60_000
    assert not any(ever_showed(card, AIGERIM) for card in cards(stage.group))
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM staff_group_notice"))


async def test_a_short_queue_is_not_worth_a_message(stage: Stage) -> None:
    await send_in(stage, SHORT_QUEUE_LENGTH)
    await stage.start()
    await stage.world.until(lambda: len(cards(stage.group)) == SHORT_QUEUE_LENGTH, timeout=20)
    assert notices(stage) == []
    assert len(spoken(stage)) == SHORT_QUEUE_LENGTH


async def test_in_the_middle_of_a_burst_presses_and_commands_come_first(stage: Stage) -> None:
    references = await send_in(stage, FEWER)
    await stage.start()
    await stage.world.until(lambda: len(cards(stage.group)) >= 25, timeout=20)
    first = cards(stage.group)[0]
    await press(stage, stage.timur, TAKE, first)
    await stage.world.until(lambda: AIGERIM.email in first.text)
    again = await ask(stage, f"/lead {references[-1]}")
    await stage.world.until(lambda: references[-1] in again.text or cards(stage.group, references[-1]))
    assert len(cards(stage.group)) < FEWER
    await stage.world.until(lambda: len(cards(stage.group)) == FEWER, timeout=60)
    assert most_in_a_minute(spoken(stage)) <= 20


async def test_a_bot_killed_in_the_middle_says_it_once_and_clears_it_away(stage: Stage) -> None:
    await send_in(stage, SHORT_QUEUE_LENGTH + 20)
    await stage.start()
    await stage.world.until(lambda: len(cards(stage.group)) >= 25, timeout=20)
    await stage.restart()
    # The new process does not know what the old one said; it is told to wait, and does.
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    stage.world.clock.advance(62)
    await stage.world.until(lambda: len(cards(stage.group)) == SHORT_QUEUE_LENGTH + 20, timeout=60)
    await stage.world.until(lambda: all(notice.deleted for notice in notices(stage)))
    assert len(notices(stage)) == 1


def failed_calls(stage: Stage) -> list[str]:
    return [call.method for call in stage.world.calls if call.status == 400]


@pytest.mark.parametrize("how", ["deleted by hand", "never to be edited"])
async def test_a_notice_that_is_gone_costs_the_burst_next_to_nothing(stage: Stage, how: str) -> None:
    """Not a failing call for each of the cards that are still to come; another notice comes instead."""
    await send_in(stage, FEWER)
    await stage.start()
    await stage.world.until(lambda: len(cards(stage.group)) >= 25, timeout=20)
    (notice,) = notices(stage)
    if how == "deleted by hand":
        stage.madina.delete(notice)
    else:
        refusal = faults.bad_request("MESSAGE_ID_INVALID")
        stage.world.faults.script("editMessageText", refusal, times=1000, message=notice)
    await stage.world.until(lambda: len(cards(stage.group)) == FEWER, timeout=60)
    await stage.world.until(lambda: all(one.deleted for one in notices(stage)))
    assert len(failed_calls(stage)) <= 3
    assert len(notices(stage)) == 2
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM staff_group_notice"))


async def test_a_notice_that_is_never_taken_is_tried_once_a_minute_and_cards_come(stage: Stage) -> None:
    await send_in(stage, FEWER)
    refused = faults.bad_request("MESSAGE_TOO_OFTEN")
    stage.world.faults.script("sendMessage", refused, chat=stage.group)
    await stage.start()
    await stage.world.until(lambda: len(cards(stage.group)) == FEWER, timeout=60)
    assert failed_calls(stage) == ["sendMessage"]
    assert len(notices(stage)) == 1
