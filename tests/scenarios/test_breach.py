"""After a breach the operator hears who was affected and what to tell the authority, and those affected are told."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import Result

from bot.domain.time import DAY
from bot.domain.wall_clock import iso_day
from bot.machine import system_clock
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.colleagues import TAKE, press
from tests.scenarios.stage import Stage, words
from tests.scenarios.stopped import command

KK, RU = words("kk"), words("ru")
ZONE = ZoneInfo("Asia/Almaty")


def day(days: int) -> str:
    return iso_day(system_clock() + days * DAY, ZONE)


async def breach(stage: Stage, *options: str) -> Result:
    await stage.stop()
    result = await command(stage.folder, "breach", *options, MASTER_KEY="")
    assert "Traceback" not in result.output
    await stage.start()
    return result


def listed(stage: Stage) -> list[Any]:
    return [json.loads(facts) for (facts,) in stage.query("SELECT facts FROM ledger WHERE event = 'breach_listed'")]


async def test_who_was_stored_then_is_counted_and_named_by_reference_only(stage: Stage) -> None:
    references = [await stage.guest(who).apply() for who in (AIGERIM, DANIYAR)]
    await stage.guest(ALICE).reach("phone")
    await press(stage, stage.madina, TAKE)
    result = await breach(stage, "--from", day(-1), "--to", day(1))
    assert result.exit_code == 0
    for part in (
        "persons: 3, with an unfinished application: 1",
        "applications: 2",
        *references,
        "shown then: 1 times",
    ):
        assert part in result.output
    assert not any(secret in result.output for who in (AIGERIM, DANIYAR, ALICE) for secret in who.secrets)
    assert listed(stage) == [{"from": day(-1), "to": day(2), "persons": 3, "told": False}]


async def test_the_authority_is_told_by_the_end_of_the_next_working_day(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    result = await breach(stage, "--from", day(-1), "--to", day(1))
    by = result.output.split("by the end of ")[1].split(" (law 94-V")[0]
    assert "-".join(reversed(by.split("."))) >= day(1)
    assert "BIN 263440000014" in result.output
    assert result.output.count("fill in: ") == 5


async def test_those_affected_are_told_once_in_their_language_and_others_not(stage: Stage) -> None:
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.apply()
    await daniyar.apply()
    await breach(stage, "--from", day(-1), "--to", day(1), "--tell")
    await aigerim.sees("құқығы жоқ біреу көруі мүмкін")
    await daniyar.sees("не имел на это права")
    await stage.sweep()
    await stage.restart()
    await stage.sweep()
    for guest, part in ((aigerim, "құқығы жоқ біреу"), (daniyar, "не имел на это права")):
        assert sum(part in message.text for message in guest.chat.history) == 1
    assert listed(stage)[-1]["told"] is True


async def test_one_that_is_only_listed_takes_no_place_of_one_that_people_are_told_of(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    for options in (("--from", day(-1), "--to", day(0), "--tell"), ("--from", day(-40), "--to", day(1))):
        assert (await command(stage.folder, "breach", *options, MASTER_KEY="")).exit_code == 0
    await stage.start()
    told = await guest.sees("құқығы жоқ біреу көруі мүмкін")
    assert ".".join(reversed(day(-1).split("-"))) in told.text or day(-1) in told.text
    assert day(-40) not in told.text
    assert ".".join(reversed(day(-40).split("-"))) not in told.text


async def test_of_two_that_are_told_before_the_bot_runs_each_is_told(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    days = [(day(-1), day(0)), (day(-40), day(1))]
    for start, end in days:
        options = ("--from", start, "--to", end, "--tell")
        assert (await command(stage.folder, "breach", *options, MASTER_KEY="")).exit_code == 0
    await stage.start()
    await guest.sees("құқығы жоқ біреу көруі мүмкін", ".".join(reversed(day(-40).split("-"))))
    told = [message.text for message in guest.chat.history if "құқығы жоқ біреу" in message.text]
    for (start, _), text in zip(days, told, strict=True):
        assert ".".join(reversed(start.split("-"))) in text


async def test_an_offset_from_utc_is_heeded_and_any_notation_of_a_day_lasts_to_its_end(stage: Stage) -> None:
    result = await breach(stage, "--from", "2026-01-01T10:00Z", "--to", "20260102")
    assert "Affected between 01.01.2026 15:00 and 03.01.2026 00:00" in result.output


async def test_who_came_later_is_neither_counted_nor_told(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    result = await breach(stage, "--from", day(-9), "--to", day(-2), "--tell")
    assert "persons: 0, with an unfinished application: 0" in result.output
    await stage.sweep()
    assert not any("құқығы жоқ" in message.text for message in guest.chat.history)


async def test_who_was_erased_since_is_counted_and_not_told(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await guest.forget()
    result = await breach(stage, "--from", day(-1), "--to", day(1), "--tell")
    assert "persons: 0" in result.output
    assert "erased since, who cannot be told: 1" in result.output


@pytest.mark.parametrize(
    ("options", "told", "code"),
    [
        (("--from", "yesterday", "--to", "2026-01-01"), "--from: must be like", 2),
        (("--from", "2026-01-01", "--to", "9999-12-31"), "--to: must be like", 2),
        (("--from", "0001-01-01", "--to", "2026-01-01"), "--from: must be like", 2),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "--to: must be later than --from", 1),
    ],
)
async def test_a_wrong_time_is_one_kind_line(stage: Stage, options: tuple[str, ...], told: str, code: int) -> None:
    result = await breach(stage, *options)
    assert (result.exit_code, told in result.output, listed(stage)) == (code, True, [])
