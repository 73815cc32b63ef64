"""A bot that lived through version 0.1.0 goes on: everybody hears from it, can be forgotten, and stays forgotten."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from simulator.world import World
from storage.lost_keys import open_person
from tests.bytescan import scan_folder
from tests.databases import sqlite_only
from tests.form import NAMES, progress
from tests.leaping_loop import LoopClock
from tests.scenarios.stage import SEED, TOKEN, Guest, Stage, set_stage
from tests.scenarios.stopped import command, copy_before_each_step, environment, open_stopped
from tests.scenarios.timed_stage import DEFAULTS, HOUR, moment_in_almaty
from tests.storage.version_0_1_0 import END, KEY, READABLE, Who, put_lost_key_back, unpack, unpack_backup

pytestmark = sqlite_only(reason="the files of a version that had SQLite alone")

MASTER_KEY = base64.b64encode(KEY).decode()
FREE = (Who.DRAFT, Who.NEW, Who.TAKEN, Who.CLOSED, Who.BANNED, Who.CAME_BACK)
"""Whose data is in use, and held by nobody."""
BURIED = (Who.KEY_DESTROYED, Who.DESTROYED, Who.ERASED, Who.CAME_BACK)
"""Of those in the backup, who was erased since."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Not started yet, on the old files."""
    options = {**DEFAULTS, "master_key": MASTER_KEY, "lead_escalations": "off"}
    stage = set_stage(tmp_path / "data", World(TOKEN, LoopClock(int(moment_in_almaty(END))), seed=SEED), None, options)
    unpack(stage.folder, stage.group.id)
    yield stage
    await stage.stop()


def guest(stage: Stage, who: Who) -> Guest:
    """They opened the chat in the life before."""
    one = who.applicant
    user = stage.world.user(one.first_name, language_code=one.language, phone=one.phone, user_id=who)
    user.chat.started = True
    return Guest(user, one)


async def wish(one: Guest, *parts: str) -> None:
    """/forget_me, and sure."""
    await one.say("/forget_me")
    await one.tap(one.text("button.forget"), *parts)


async def stored(folder: Path) -> set[Who]:
    """Whose rows stand, and can be read."""
    store = await open_stopped(folder)
    try:
        vault = store.vault
        return {who for who in Who if await open_person(store.engine, vault, vault.pseudonym(who.address))}
    finally:
        await store.close()


def assert_unreadable(folder: Path, some: Iterable[Who]) -> None:
    needles: list[str | int | bytes] = [int(who) for who in some]
    assert scan_folder(folder, [*needles, *(secret for who in some for secret in who.applicant.secrets)]) == []


async def test_each_hears_what_is_known_of_them_and_is_forgotten(stage: Stage) -> None:
    guests = {who: guest(stage, who) for who in (*FREE, Who.HELD)}
    await stage.start()
    for who, one in guests.items():
        file = (await one.say("/my_data"))[-1].document
        assert file
        assert json.loads(file.content)["telegram_id"] == who
        await wish(one, "сот" if who is Who.HELD else "E-")
    await stage.stop()
    assert await stored(stage.folder) == set(READABLE) - set(FREE)


async def test_whoever_was_in_the_middle_goes_on(stage: Stage) -> None:
    draft = guest(stage, Who.DRAFT)
    await stage.start()
    await draft.write(draft.who.phone, progress("email"))
    await draft.say(draft.who.email)
    for _ in NAMES[NAMES.index("email") + 1 :]:  # their consent names no newer question, which can be skipped
        await draft.say(draft.text("button.skip"))
    await draft.confirm()
    await stage.card("M-")


async def test_a_reminder_of_before_comes(stage: Stage) -> None:
    draft = guest(stage, Who.DRAFT)
    await stage.start()
    await stage.pass_time(2 * HOUR)
    await draft.sees("⏳")


async def test_erasures_under_way_are_finished_and_told(stage: Stage) -> None:
    told = [guest(stage, who) for who in (Who.KEY_DESTROYED, Who.DESTROYED)]
    await stage.start()
    for one in told:
        await one.sees("E-")
    await stage.stop()
    assert await stored(stage.folder) == set(READABLE)


async def test_an_erasure_that_a_hold_postpones_is_done_at_its_end(stage: Stage) -> None:
    one = guest(stage, Who.ERASING)
    lift = ("hold", "--telegram-id", int(Who.ERASING), "--reason", "-", "--until", "2020-01-01")
    result = await command(stage.folder, *lift)
    assert result.exit_code == 0, result.output
    await stage.start()
    await one.sees("E-")
    await stage.stop()
    assert Who.ERASING not in await stored(stage.folder)


async def test_the_command_line_finds_them_by_their_number(stage: Stage) -> None:
    for who in FREE:
        result = await command(stage.folder, "forget", "--telegram-id", int(who))
        assert result.exit_code == 0, (who, result.output)
    assert await stored(stage.folder) == set(READABLE) - set(FREE)


async def test_a_row_without_its_key_ends_like_all_others(stage: Stage) -> None:
    await stage.start()
    [[person]] = stage.query("SELECT person FROM persons WHERE mark IS NULL AND erasing = 0")
    stage.execute("UPDATE leads SET destroy_at = 1 WHERE person = ?", person)
    await stage.sweep()
    await stage.sweep()
    assert stage.query("SELECT * FROM persons WHERE person = ?", person) == []
    await stage.stop()
    assert (await command(stage.folder, "doctor")).exit_code == 0


async def test_old_tombstones_find_whom_an_old_backup_brings_back(stage: Stage, tmp_path: Path) -> None:
    backup = unpack_backup(tmp_path / "backups")
    result = await command(stage.folder, "restore", backup, "--replace")
    assert result.exit_code == 0, result.output
    assert await stored(stage.folder) == set(Who) - set(BURIED)
    assert_unreadable(stage.folder, BURIED)


async def test_so_they_do_if_the_files_are_put_there_by_hand(stage: Stage, tmp_path: Path) -> None:
    backup = unpack_backup(tmp_path / "backups", stage.group.id)
    for name, of in (("momu.db", "momu.db"), ("keys.db", "keys/keys.db")):
        (stage.folder / name).write_bytes((backup / of).read_bytes())
    await stage.start()
    await guest(stage, Who.DRAFT).write("/help", "/forget_me")  # the first update after the start
    await stage.stop()
    assert await stored(stage.folder) == set(Who) - set(BURIED)


async def test_new_tombstones_find_whom_an_old_backup_brings_back(stage: Stage, tmp_path: Path) -> None:
    one = guest(stage, Who.NEW)
    await stage.start()
    await wish(one, "E-")
    await stage.stop()
    assert len(await stored(stage.folder)) == len(READABLE) - 1
    result = await command(stage.folder, "restore", unpack_backup(tmp_path / "backups"), "--replace")
    assert result.exit_code == 0, result.output
    assert await stored(stage.folder) == set(Who) - {*BURIED, Who.NEW}
    await stage.start()
    await one.write("/my_data", one.text("my_data.nothing")[:20])


async def test_a_new_backup_of_the_old_database_brings_nobody_back_either(stage: Stage, tmp_path: Path) -> None:
    put_lost_key_back(stage.folder)  # or nothing is restored
    made = await command(stage.folder, "backup", tmp_path / "backups")
    assert made.exit_code == 0, made.output
    [backup] = (tmp_path / "backups").iterdir()
    assert (await command(stage.folder, "forget", "--telegram-id", int(Who.TAKEN))).exit_code == 0
    result = await command(stage.folder, "restore", backup, "--replace")
    assert result.exit_code == 0, result.output
    assert await stored(stage.folder) == {*READABLE, Who.LOST} - {Who.TAKEN}


async def test_the_master_key_can_change_before_the_first_start(stage: Stage) -> None:
    new = base64.b64encode(bytes(32)).decode()
    result = await command(stage.folder, "rotate-key", NEW_MASTER_KEY=new)
    assert result.exit_code == 0, result.output
    assert (await command(stage.folder, "forget", "--telegram-id", int(Who.NEW), MASTER_KEY=new)).exit_code == 0


async def test_after_an_erasure_nothing_of_theirs_can_be_read(stage: Stage) -> None:
    one = guest(stage, Who.NEW)
    await stage.start()
    await wish(one, "E-")
    assert_unreadable(stage.folder, [Who.NEW])
    await stage.stop()
    assert_unreadable(stage.folder, [Who.NEW])


async def test_it_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    """Before each write and each change of a folder; started again, it goes on."""
    folder = tmp_path / "data"
    unpack(folder)
    left = copy_before_each_step(folder, ["verify"], environment(folder), tmp_path / "report")
    for one in [*left, folder]:
        assert await stored(one) == set(READABLE), one
    assert len(left) > len(READABLE) / 2  # there were as many as batches of two at least
