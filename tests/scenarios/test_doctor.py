"""Does `doctor` say what is wrong, in one line each, and that all is well only when it is?"""

from __future__ import annotations

import base64
import json
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import Result

from bot.cli.version import VERSION
from simulator.http.server import Server
from simulator.state import faults
from simulator.state.group import Group
from storage.files import FileLock
from tests.cases import cases
from tests.databases import ON_POSTGRES, sqlite_only, tamper
from tests.form import NAMES
from tests.people import AIGERIM, BIN, DANIYAR
from tests.scenarios.stage import TOKEN, Guest, Stage, words
from tests.scenarios.stopped import command

KK = words("kk")
HOURS = 3600


@pytest.fixture
async def policy() -> AsyncIterator[dict[str, str]]:
    """A page with the policy; its text can be changed."""
    page = {"text": "momu.kz", "kind": "text/html; charset=utf-8"}

    async def show(_: web.Request) -> web.Response:
        return web.Response(body=page["text"].encode(), headers={"Content-Type": page["kind"]})

    application = web.Application()
    application.router.add_get("/policy", show)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    page["url"] = f"http://127.0.0.1:{runner.addresses[0][1]}/policy"
    yield page
    await runner.cleanup()


async def doctor(stage: Stage, policy: dict[str, str], *, tells_time: bool = True, **more: str) -> Result:
    """The command asks Telegram too, from a thread of its own, so the world gets a server meanwhile."""
    environment = {
        "BOT_TOKEN": TOKEN,
        "STAFF_CHAT_ID": str(stage.group.id),
        "MASTER_KEY": "",
        "OPERATOR_BIN": BIN,
        "PRIVACY_POLICY_DATE": "2026-01-31",
        "PRIVACY_POLICY_URL": policy["url"],
    }
    async with Server(stage.world) as server:
        if not tells_time:
            server.date = lambda: None
        return await command(stage.folder, "doctor", **{**environment, "TELEGRAM_API_URL": server.url, **more})


def lines(result: Result, *levels: str) -> list[str]:
    assert "Traceback" not in result.output
    return [line for line in result.stdout.splitlines() if line.split()[0] in levels]


def complaints(result: Result) -> list[str]:
    return lines(result, "WARNING", "PROBLEM")


async def lived(stage: Stage) -> Guest:
    """One applied, one was erased, and the bot was stopped."""
    guest, gone = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await guest.apply()
    await gone.apply()
    await stage.card("Русский")
    await gone.forget()
    await stage.world.until(lambda: stage.rows("erasures")[0][0][3] == "done")
    await stage.stop()
    return guest


async def test_where_all_is_well_it_says_so_and_changes_nothing(stage: Stage, policy: dict[str, str]) -> None:
    await lived(stage)
    before = stage.rows("persons", "ledger", "erasures", "schema_versions")
    result = await doctor(stage, policy)
    assert (result.exit_code, complaints(result), result.stderr) == (0, [], "")
    named = [line.split()[1].rstrip(":") for line in lines(result, "ok")]
    assert named == [
        "settings", "DATABASE_URL", "KEYSTORE_URL", "MASTER_KEY", "ERASURE_LOG", "ledger",
        *(["KEYSTORE_URL"] if ON_POSTGRES else []),  # where it is, compared with the server of the database
        "erasures", "updates",
        "BOT_TOKEN", "clock", "STAFF_CHAT_ID", "profile", "PRIVACY_POLICY_URL",
    ]  # fmt: skip
    assert stage.rows("persons", "ledger", "erasures", "schema_versions") == before


async def test_wrong_settings_are_problems_by_name(stage: Stage, policy: dict[str, str]) -> None:
    result = await doctor(stage, policy, DRAFT_TTL="3", OPERATOR_BIN="1")
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in complaints(result)] == ["PROBLEM  DRAFT_TTL", "PROBLEM  OPERATOR_BIN"]


@sqlite_only(reason="it holds the lock of the file of the database")
async def test_a_command_at_work_is_a_clear_finding_and_the_rest_is_looked_at(
    stage: Stage, policy: dict[str, str]
) -> None:
    await stage.stop()
    lock = FileLock(stage.folder / "momu.db.lock")
    lock.acquire()
    result = await doctor(stage, policy)
    lock.release()
    assert result.exit_code == 1
    (line,) = complaints(result)
    assert line.startswith("PROBLEM  DATABASE_URL: another process uses this database")
    assert lines(result, "ok")[-3].startswith("ok       STAFF_CHAT_ID")


@sqlite_only(reason="it lists the files that a first run makes")
async def test_before_the_first_run_it_says_what_will_be_made(
    stage: Stage, policy: dict[str, str], tmp_path: Path
) -> None:
    await stage.stop()
    folder = tmp_path / "none"
    result = await doctor(stage, policy, DATABASE_URL=f"sqlite:///{folder / 'momu.db'}")
    assert (result.exit_code, complaints(result)) == (0, [])
    (line,) = [line for line in lines(result, "ok") if "DATABASE_URL" in line]
    for name in ("momu.db", "keys.db", "erasures.log", "master.key (keep a copy"):
        assert str(folder / name) in line
    assert not folder.exists()


async def test_keys_without_their_database_are_no_first_run(
    stage: Stage, policy: dict[str, str], tmp_path: Path
) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    (tmp_path / "moved").mkdir()
    shutil.copy(stage.folder / "keys.db", tmp_path / "moved")
    result = await doctor(stage, policy, DATABASE_URL=f"sqlite:///{tmp_path / 'moved' / 'momu.db'}")
    assert result.exit_code == 1
    assert ["the database is missing" in line for line in complaints(result)] == [True]


async def test_what_is_broken_on_the_disk_is_named(stage: Stage, policy: dict[str, str]) -> None:
    await lived(stage)
    tamper(stage.folder, "ledger", "UPDATE ledger SET facts = '{}' WHERE seq = 2")
    (stage.folder / "erasures.log").write_text("")
    with sqlite3.connect(stage.folder / "keys.db") as connection:
        connection.execute("DELETE FROM keys")
    result = await doctor(stage, policy)
    assert result.exit_code == 1
    found = " | ".join(complaints(result))
    for part in ("PROBLEM  ledger: the ledger is broken at row 2", "PROBLEM  ERASURE_LOG", "1 persons cannot be read"):
        assert part in found


@pytest.mark.parametrize("name", [pytest.param("momu.db", marks=sqlite_only(reason="it is no file")), "keys.db"])
async def test_a_damaged_file_is_named(stage: Stage, policy: dict[str, str], name: str) -> None:
    await lived(stage)
    damaged = stage.folder / name
    damaged.write_bytes(damaged.read_bytes()[:5000] + bytes(20_000))
    result = await doctor(stage, policy)
    assert result.exit_code == 1
    assert any(line.startswith("PROBLEM") and "URL" in line for line in complaints(result)), result.output


@sqlite_only(reason="the key of a file of keys lies beside that file; on a server it is in the environment")
async def test_lost_files_are_named(stage: Stage, policy: dict[str, str]) -> None:
    await lived(stage)
    for name, setting in (("master.key", "MASTER_KEY"), ("keys.db", "KEYSTORE_URL")):
        (stage.folder / name).unlink()
        result = await doctor(stage, policy)
        assert result.exit_code == 1
        assert [line.split()[1] for line in lines(result, "PROBLEM")] == [setting + ":"]
        assert not (stage.folder / name).exists()


@sqlite_only(reason="the rights of all four files")
async def test_a_file_that_others_can_read_is_named_before_anything_is_opened(
    stage: Stage, policy: dict[str, str]
) -> None:
    await lived(stage)
    for name in ("momu.db", "keys.db", "erasures.log", "master.key"):
        (stage.folder / name).chmod(0o644)
    result = await doctor(stage, policy)
    assert result.exit_code == 1
    named = ("DATABASE_URL: momu.db", "KEYSTORE_URL: keys.db", "ERASURE_LOG: erasures.log", "MASTER_KEY: master.key")
    text = "can be read by others on this machine; chmod 600 it, and 700 its folder"
    assert complaints(result) == [f"PROBLEM  {name} {text}" for name in named]
    assert (stage.folder / "keys.db").stat().st_mode & 0o777 == 0o644


async def test_an_old_and_a_newer_schema_are_named(stage: Stage, policy: dict[str, str]) -> None:
    await lived(stage)
    stage.execute("DELETE FROM schema_versions WHERE version > 1")
    result = await doctor(stage, policy)
    found = " | ".join(complaints(result))
    assert re.search(r"WARNING  DATABASE_URL: \S+ is of an older version", found)
    assert stage.rows("schema_versions") == [[(1, "0001_first")]]
    stage.execute("INSERT INTO schema_versions VALUES (9999, '9999_later')")
    found = " | ".join(complaints(await doctor(stage, policy)))
    assert "PROBLEM  DATABASE_URL: this database was written by a newer version; update the bot" in found


@sqlite_only(reason="an index of SQLite lacks a row")
async def test_a_file_that_opens_and_is_damaged_all_the_same_is_named(stage: Stage, policy: dict[str, str]) -> None:
    """An index that lacks a row: SQLite alone finds it."""
    await lived(stage)
    with sqlite3.connect(stage.folder / "momu.db") as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("CREATE INDEX broken ON ledger (event)")
        connection.execute(
            "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'seen_updates') "
            "WHERE name = 'broken'"
        )
    found = " | ".join(complaints(await doctor(stage, policy)))
    assert "PROBLEM  DATABASE_URL: momu.db is damaged; restore a backup" in found


async def test_a_key_that_does_not_open_the_keystore_is_named(stage: Stage, policy: dict[str, str]) -> None:
    await lived(stage)
    key = base64.b64encode(bytes(32)).decode()
    [line] = complaints(await doctor(stage, policy, MASTER_KEY=key))
    assert line == "PROBLEM  MASTER_KEY: this key does not open the keystore; use the key it was made with"


async def test_an_erasure_that_waits_and_messages_out_of_reach_are_listed_with_what_to_do(
    stage: Stage, policy: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    card = await stage.card("M-")
    stage.world.clock.advance(49 * HOURS)
    stage.world.faults.script("editMessageText", faults.bad_request("message can't be edited"), times=9, message=card)
    receipt = await guest.forget()
    await stage.world.until(lambda: stage.rows("erasures")[0][0][3] == "done")
    assert KK("erased.card_unreachable") in receipt.html
    reference = receipt.text.split("E-")[1][:6]
    await stage.world.until(
        lambda: (
            [line for line in caplog.messages if "python -m bot doctor" in line]
            == [
                "1 messages in the staff group could not be taken back; python -m bot doctor lists them",
                "a card can be neither deleted nor rewritten; python -m bot doctor lists it",
                f"{len(NAMES)} messages in a private chat could not be taken back; python -m bot doctor lists them",
            ]
        )
    )
    stage.group.kick_bot()
    other = stage.guest(DANIYAR)
    await other.apply()
    await stage.stop()
    result = await doctor(stage, policy, STAFF_CHAT_ID="-1")
    assert result.exit_code == 1
    found = " | ".join(lines(result, "PROBLEM"))
    assert (
        f"no application: delete this message in the group {stage.group.id} by hand: {card.id} (https://t.me/c/"
        in found
    )
    found = " | ".join(lines(result, "WARNING"))
    assert f"E-{reference}: {len(NAMES)} messages of the person's own are older than 48 hours" in found


async def test_a_card_that_waits_for_the_bot_to_be_let_in_is_listed(stage: Stage, policy: dict[str, str]) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.card("M-")
    stage.group.kick_bot()
    await guest.forget()
    await stage.stop()
    result = await doctor(stage, policy)
    assert result.exit_code == 1
    found = " | ".join(complaints(result))
    assert "messages in the staff group that still show a lead: 1" in found
    assert "PROBLEM  STAFF_CHAT_ID" in found


async def test_a_file_that_was_handed_out_and_names_somebody_erased_is_listed(
    stage: Stage, policy: dict[str, str]
) -> None:
    await stage.stop()
    stage.execute(
        "INSERT INTO disclosures (id, reference, format, recipient, basis, country, fields, asked_at, handed_at) "
        "VALUES (x'01', 'D-AAAAAA', 'csv', 'staff', 'consent', 'KZ', 'name', 1, 1)"
    )
    for reference, erased_on in (("M-222222", "2026-01-01"), ("M-333333", None), ("M-444444", "2026-01-02")):
        stage.execute(
            "INSERT INTO disclosure_leads (disclosure, reference, erased_on) VALUES (x'01', ?, ?)",
            reference,
            erased_on,
        )
    result = await doctor(stage, policy)
    assert result.exit_code == 0
    (line,) = complaints(result)
    assert line.startswith("WARNING  exports: D-AAAAAA names erased people (M-222222, M-444444)")


async def test_as_json_the_same_is_one_document(stage: Stage, policy: dict[str, str]) -> None:
    """docs/operator/doctor.md describes it."""
    await stage.stop()
    settings = {"STAFF_CHAT_ID": "", "BOT_TOKEN": "", "OPERATOR_BIN": ""}
    said = await command(stage.folder, "doctor", "--json", MASTER_KEY="", **settings)
    document = json.loads(said.stdout)
    assert (said.exit_code, said.stderr) == (1, "")
    assert (document["format"], document["version"], document["complete"]) == (1, VERSION, True)
    assert datetime.fromisoformat(document["at"]).tzinfo is not None
    assert set(document) == {"format", "version", "at", "complete", "findings"}
    assert all(set(one) == {"level", "name", "text"} for one in document["findings"])
    shown = [(one["level"], one["name"]) for one in document["findings"]]
    assert {("problem", "OPERATOR_BIN"), ("warning", "BOT_TOKEN"), ("ok", "ledger")} <= set(shown)


async def test_a_misspelt_name_in_the_environment_is_named(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    [line] = complaints(await doctor(stage, policy, STAFF_CHAT="-1"))
    assert line == "WARNING  STAFF_CHAT: stands in the environment and is no setting; STAFF_CHAT_ID is one"


async def test_what_telegram_says_is_named(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    wrong = await doctor(stage, policy, BOT_TOKEN="987654321:AAanother-token-that-nobody-knows")
    assert [line.split(":")[0] for line in complaints(wrong)] == ["PROBLEM  BOT_TOKEN"]
    dead = await doctor(stage, policy, TELEGRAM_API_URL="http://127.0.0.1:9")
    assert [line.split(":")[0] for line in complaints(dead)] == ["PROBLEM  TELEGRAM_API_URL"]
    topic = await doctor(stage, policy, STAFF_TOPIC_ID="3")
    assert [line.split(":")[0] for line in complaints(topic)] == ["PROBLEM  STAFF_TOPIC_ID"]
    general = await doctor(stage, policy, STAFF_TOPIC_ID="1")
    assert (complaints(general), "STAFF_TOPIC_ID is General" in general.stdout) == ([], True)
    stage.world.faults.script("getChat", faults.damaged(b'"type":', b'"is_forum":true,"type":'))
    topic = await doctor(stage, policy, STAFF_TOPIC_ID="3")
    assert (complaints(topic), "cards stand in topic 3" in topic.stdout) == ([], True)
    stage.world.faults.script("getChatMember", faults.server_error())
    away = await doctor(stage, policy)
    assert [line.split(":")[0] for line in complaints(away)] == ["PROBLEM  TELEGRAM_API_URL"]
    stage.world.faults.script(
        "getMe", faults.damaged(b'"can_read_all_group_messages":false', b'"can_read_all_group_messages":true')
    )
    [nosy] = complaints(await doctor(stage, policy))
    assert nosy.endswith("the bot reads everything said in groups; turn its privacy mode on in @BotFather")
    stage.world.faults.script("getChatMember", faults.damaged(b'"status":"member"', b'"status":"left"'))
    [out] = complaints(await doctor(stage, policy))
    assert out == "PROBLEM  STAFF_CHAT_ID: the bot was put out of this group; add it again"
    [groupless] = complaints(await doctor(stage, policy, STAFF_CHAT_ID=""))
    assert groupless.startswith("WARNING  STAFF_CHAT_ID: is not set and no group is connected")
    stage.group.restrict(stage.world.bot)
    silent = await doctor(stage, policy)
    assert [line.split(":")[0] for line in complaints(silent)] == ["PROBLEM  STAFF_CHAT_ID"]
    none = await doctor(stage, policy, STAFF_CHAT_ID="", BOT_TOKEN="")
    assert (none.exit_code, [line.split(":")[0] for line in complaints(none)]) == (0, ["WARNING  BOT_TOKEN"])


async def test_a_profile_that_somebody_changed_is_a_warning(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    stage.world.call("setMyDescription", description="Old", language_code="ru")
    stage.world.call("setMyName", name="Old")
    [line] = complaints(await doctor(stage, policy))
    assert line.startswith("WARNING  profile:")
    assert line.endswith(": description (ru), name (other languages)")


async def test_what_the_consent_has_to_name_is_asked_for(stage: Stage, policy: dict[str, str]) -> None:
    """Law 94-V art. 8(4)(1) wants the BIN; clause 4.1 of the policy promises a date, but the bot can run without."""
    await stage.stop()
    dateless = await doctor(stage, policy, PRIVACY_POLICY_DATE="")
    named = [line.split(":")[0] for line in complaints(dateless)]
    assert (dateless.exit_code, named) == (0, ["WARNING  PRIVACY_POLICY_DATE"])
    nameless = await doctor(stage, policy, OPERATOR_BIN="")
    named = [line.split(":")[0] for line in complaints(nameless)]
    assert (nameless.exit_code, named) == (1, ["PROBLEM  OPERATOR_BIN"])


async def test_a_group_in_which_nobody_can_work_is_a_problem(stage: Stage, policy: dict[str, str]) -> None:
    """Hidden members, and whatever else keeps Telegram from telling who is in the group."""
    await stage.stop()
    about_others = [faults.bad_request("CHAT_ADMIN_REQUIRED"), faults.damaged(b'"status":"creator"', b'"status":"x"')]
    for trouble in (*about_others, faults.server_error(), faults.too_many_requests(5)):
        stage.world.faults.script("getChatMember", faults.slow(0), trouble)
        assert [line.split(":")[0] for line in complaints(await doctor(stage, policy))] == ["PROBLEM  STAFF_CHAT_ID"]
    stage.group.hide_members()
    [line] = complaints(await doctor(stage, policy))
    assert line.endswith("make it an administrator")
    stage.group.promote(stage.world.bot)
    assert complaints(await doctor(stage, policy)) == []


async def test_a_clock_that_disagrees_with_telegram_is_a_problem(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    behind = 0
    for seconds in (3_600, 86_400, 400 * 86_400):
        stage.world.clock.advance(seconds)
        behind += seconds
        result = await doctor(stage, policy)
        assert result.exit_code == 1
        [line] = complaints(result)
        assert line.startswith(f"PROBLEM  clock: the clock of this machine is {behind // 60} minutes behind Telegram's")


async def test_answers_that_tell_no_time_are_a_warning(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    result = await doctor(stage, policy, tells_time=False)
    assert (result.exit_code, [line.split(":")[0] for line in complaints(result)]) == (0, ["WARNING  clock"])


async def test_a_basic_group_is_a_problem_and_one_that_moved_is_followed(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    basic: Group = stage.world.basic_group("Ескі топ", members=[stage.madina])
    result = await doctor(stage, policy, STAFF_CHAT_ID=str(basic.id))
    assert ["is a basic group" in line for line in complaints(result)] == [True]
    basic.migrate()
    assert complaints(await doctor(stage, policy, STAFF_CHAT_ID=str(basic.id))) == []


async def test_a_policy_of_two_sites_or_of_none_is_a_warning_only(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    policy["text"] = "tomu.kz … momu.kz"
    both = await doctor(stage, policy)
    assert (both.exit_code, ["names both" in line for line in complaints(both)]) == (0, [True])
    lost = await doctor(stage, policy, PRIVACY_POLICY_URL=policy["url"] + "/lost")
    assert (lost.exit_code, ["answers 404" in line for line in complaints(lost)]) == (0, [True])


@cases("charset", ["x-nobody", "hex", "idna", "utf-16"])
async def test_a_policy_is_read_whatever_encoding_its_page_claims(
    stage: Stage, policy: dict[str, str], charset: str
) -> None:
    await stage.stop()
    policy |= {"text": "Саясат: tomu.kz, momu.kz", "kind": f"text/html; charset={charset}"}
    assert ["names both" in line for line in complaints(await doctor(stage, policy))] == [True]


async def test_beside_a_running_bot_everything_is_looked_at(stage: Stage, policy: dict[str, str]) -> None:
    await stage.guest(AIGERIM).apply()
    result = await doctor(stage, policy)
    assert (result.exit_code, complaints(result)) == (0, [])
    sound = [] if ON_POSTGRES else ["momu.db is sound"]
    for said in (*sound, "the bot is running", "persons stored: 1", "whole, ", "erasures: 0"):
        assert said in result.output
    await stage.guest(DANIYAR).apply()  # the bot goes on


async def test_the_lock_is_let_go_again(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    await doctor(stage, policy)
    lock = FileLock(stage.folder / "momu.db.lock")
    lock.acquire()
    lock.release()


async def test_a_group_that_was_connected_is_looked_at_too(stage: Stage, policy: dict[str, str]) -> None:
    await stage.stop()
    stage.execute("INSERT INTO staff_group VALUES (1, ?)", stage.group.id)
    said = await doctor(stage, policy, STAFF_CHAT_ID="")
    assert "the bot is in the group and may write there" in said.stdout
    stage.group.kick_bot()
    assert "STAFF_CHAT_ID" in " ".join(complaints(await doctor(stage, policy, STAFF_CHAT_ID="")))
