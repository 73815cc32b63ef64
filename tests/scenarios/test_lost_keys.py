"""Rows whose key is lost are destroyed at their end like all others, and stand in nobody's way."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from bot.channels.telegram.addresses import address_of
from bot.jobs import BATCH_SIZE
from bot.jobs.finish_erasures import finish_erasures
from bot.machine import system_entropy
from bot.operator.find import Query
from bot.operator.forget import forget
from bot.operator.verify import verify
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.colleagues import close_work
from tests.scenarios.evidence import cards, rows
from tests.scenarios.stage import Guest, Stage, open_store_of, words
from tests.scenarios.timed_stage import DAY, HOUR, open_timed_stage

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_timed_stage(tmp_path / "data", lead_escalations="off") as opened:
        yield opened


def lose(stage: Stage, subjects: Iterable[bytes]) -> None:
    change_keys(stage, "DELETE FROM keys WHERE subject = ?", subjects)


def break_keys(stage: Stage, subjects: Iterable[bytes]) -> None:
    change_keys(stage, "UPDATE keys SET wrapped = randomblob(60) WHERE subject = ?", subjects)


def break_rows(stage: Stage, subjects: Iterable[bytes]) -> None:
    """As after a restore with somebody else's keystore: what is sealed does not open."""
    for subject in subjects:
        stage.execute("UPDATE persons SET address = ? WHERE person = ?", bytes(40), subject)


def change_keys(stage: Stage, sql: str, subjects: Iterable[bytes]) -> None:
    with closing(sqlite3.connect(stage.folder / "keys.db")) as other, other:
        other.executemany(sql, [(subject,) for subject in subjects])


def hold_everybody(stage: Stage, until: int) -> None:
    """`until`: in milliseconds; 0 lifts it."""
    stage.execute("UPDATE persons SET held_until = ?", until)


def persons(stage: Stage) -> list[bytes]:
    return [person for (person,) in stage.query("SELECT person FROM persons ORDER BY created_at")]


async def many(stage: Stage, number: int, act: Callable[[Guest], object]) -> list[Guest]:
    guests = [Guest(stage.world.user(f"Гость{i}", language_code="kk"), AIGERIM) for i in range(number)]
    for guest in guests:
        await act(guest)  # type: ignore[misc]
    return guests


WAYS = {"missing": lose, "damaged": break_keys, "another's": break_rows}


@pytest.mark.parametrize("lose_them", WAYS.values(), ids=WAYS)
async def test_ten_drafts_without_their_key_do_not_stop_the_eleventh(
    stage: Stage, lose_them: Callable[[Stage, Iterable[bytes]], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await many(stage, BATCH_SIZE, Guest.agree)
    lost = persons(stage)
    guest = stage.guest(DANIYAR)
    await guest.agree()
    lose_them(stage, lost)
    await stage.pass_time(3 * DAY + HOUR)
    await guest.sees(guest.text("erased.unfinished").split("\n")[0][3:-4])
    await stage.sweep()
    await stage.sweep()
    assert stage.rows("persons", "drafts", "consents", "messages") == [[], [], [], []]
    assert f"{BATCH_SIZE} erased without their key" in caplog.text  # as the outcome of the job
    told = re.findall(r"(\d+) destroyed without their key: messages in private chats stay", caplog.text)
    assert sum(map(int, told)) == BATCH_SIZE  # in one run, or in two if a sweep came between
    assert stage.app
    assert stage.app.readiness().is_ready
    assert len((stage.folder / "erasures.log").read_text().splitlines()) == BATCH_SIZE + 1
    await stage.sweep()
    assert stage.query("SELECT DISTINCT stage, person, details FROM erasures") == [("done", None, None)]
    assert rows(stage.folder / "keys.db", "SELECT * FROM keys") == []
    await stage.stop()
    async with open_store_of(stage.folder) as store:
        await verify(store, lambda _: None)


async def test_cards_of_leads_without_their_key_are_taken_back(stage: Stage) -> None:
    """What is known of where their messages stand is still used; the other application goes as always."""
    first, second = stage.guest(AIGERIM), stage.guest(ALICE)
    lost = await first.apply()
    await stage.card(lost)
    stage.madina.tap(KK("button.take"), stage.group)
    await stage.card(AIGERIM.email)
    (person,) = persons(stage)
    other = await second.apply()
    await stage.card(other)
    lose(stage, [person])
    await stage.pass_time(365 * DAY + HOUR)
    await second.sees("E-")
    await stage.sweep()
    for reference in (lost, other):
        (card,) = cards(stage.group, reference)
        assert AIGERIM.email not in card.text
    assert stage.rows("persons", "leads", "cards", "consents") == [[], [], [], []]
    await stage.sweep()
    assert stage.query("SELECT DISTINCT stage FROM erasures") == [("done",)]
    await stage.restart()  # the tombstones fit
    assert stage.app


async def test_one_ended_lead_of_several_goes_without_their_key_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    old = await guest.apply()
    await stage.pass_time(200 * DAY)
    await close_work(stage, old)
    await guest.apply_again()
    await stage.world.until(lambda: len(stage.query("SELECT 1 FROM cards")) == 2)
    lose(stage, persons(stage))
    await stage.pass_time(165 * DAY + HOUR)
    await stage.sweep()
    ((left,),) = stage.query("SELECT reference FROM leads")
    assert left != old
    await stage.pass_time(201 * DAY)
    await stage.sweep()
    assert stage.rows("persons", "leads", "cards") == [[], [], []]
    assert stage.query("SELECT DISTINCT stage FROM erasures") == [("done",)]


async def test_a_wish_whose_own_key_is_lost_is_carried_out_and_told_if_anybody_can_be(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """It waits on hold; the key of the erasure is lost, or the person's with it."""
    told, untold = stage.guest(AIGERIM), stage.guest(ALICE)
    for guest in (told, untold):
        await guest.apply()
    hold_everybody(stage, 9_999_999_999_999)
    for guest in (told, untold):
        await guest.write("/forget_me")
        await stage.world.until(lambda: guest.text("button.forget") in guest.chat.last.labels)  # noqa: B023
        await guest.hears(lambda: guest.user.tap(guest.text("button.forget")))  # noqa: B023
    await stage.world.until(lambda: len(stage.query("SELECT 1 FROM erasures")) == 2)
    lose(stage, [erasure for (erasure,) in stage.query("SELECT id FROM erasures")])
    lose(stage, persons(stage)[1:])
    hold_everybody(stage, 0)
    await stage.sweep()
    await told.sees("E-")
    assert stage.rows("persons", "leads", "drafts") == [[], [], []]
    assert "1 destroyed without their key" in caplog.text
    assert rows(stage.folder / "keys.db", "SELECT * FROM keys") == []
    await stage.sweep()
    assert stage.query("SELECT DISTINCT stage, person, details FROM erasures") == [("done", None, None)]


async def test_fifty_wishes_without_their_key_do_not_stop_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.finish_erasures.ERASURES_PER_RUN", 3)
    guests = await many(stage, 3, Guest.agree)
    hold_everybody(stage, 9_999_999_999_999)
    for guest in guests:
        await guest.write("/forget_me")
        await stage.world.until(lambda: guest.text("button.forget") in guest.chat.last.labels)  # noqa: B023
        await guest.hears(lambda: guest.user.tap(guest.text("button.forget")))  # noqa: B023
    lose(stage, [erasure for (erasure,) in stage.query("SELECT id FROM erasures")] + persons(stage))
    hold_everybody(stage, 0)
    other = stage.guest(DANIYAR)
    await other.agree()
    await other.forget()
    await stage.sweep()
    assert stage.rows("persons") == [[]]


async def test_answers_to_my_data_of_ten_without_their_key_do_not_keep_the_eleventh_s(stage: Stage) -> None:
    guests = await many(stage, BATCH_SIZE, Guest.agree)
    lost = persons(stage)
    last = stage.guest(DANIYAR)
    await last.agree()
    for guest in (*guests, last):
        await guest.hears(lambda: guest.user.write("/my_data"))  # noqa: B023
    await stage.world.until(lambda: len(stage.query("SELECT 1 FROM messages WHERE kind = 'my_data'")) == BATCH_SIZE + 1)
    lose(stage, lost)
    await stage.pass_time(24 * HOUR)
    await stage.sweep()
    await stage.sweep()
    assert stage.query("SELECT count(*) FROM messages WHERE kind = 'my_data'") == [(BATCH_SIZE,)]


async def test_a_receipt_whose_key_is_lost_is_given_up_and_not_waited_for(stage: Stage) -> None:
    """The rows are gone, and Telegram could not be reached; then the key that says where to answer is lost."""
    guest = stage.guest(AIGERIM)
    await guest.agree()
    guest.user.block_bot()
    await stage.world.until(lambda: not stage.world.updates.pending)
    await stage.stop()
    async with open_store_of(stage.folder) as store:
        await forget(store, Query(address_of(guest.user.id)), stage.clock, system_entropy)
        await finish_erasures(store, stage.clock)
    lose(stage, [erasure for (erasure,) in stage.query("SELECT id FROM erasures")])
    await stage.start()
    await stage.sweep()
    assert stage.query("SELECT stage, person, details FROM erasures") == [("done", None, None)]
