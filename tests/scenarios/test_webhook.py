"""Does the bot do the same where Telegram brings the updates, and does Telegram go on bringing them?"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.telegram import webhook
from bot.channels.telegram.events import KINDS
from bot.channels.telegram.webhook_door import SECRET_HEADER
from bot.config.settings import Settings
from simulator.state import faults
from simulator.state.calls import Call
from tests.databases import full_disk
from tests.form import progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import shows
from tests.scenarios.stage import HOOK, TOKEN, Stage, open_stage_over_http, open_stage_with_webhook
from tests.scenarios.stopped import command

WORKING = 32


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage_with_webhook(tmp_path / "data") as opened:
        yield opened


def calls(stage: Stage, method: str) -> list[Call]:
    return [call for call in stage.world.calls if call.method == method]


def address(stage: Stage, path: str = "/telegram") -> str:
    return f"http://127.0.0.1:{stage.options['port']}{path}"


async def post(stage: Stage, body: bytes, secret: str | None = None, path: str = "/telegram") -> int:
    headers = {SECRET_HEADER: stage.world.webhook.secret_token or "" if secret is None else secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(address(stage, path), data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_an_application_comes_in_is_worked_on_and_is_forgotten(hooked: Stage) -> None:
    guest = hooked.guest(AIGERIM)
    reference = await guest.apply()
    await hooked.card(reference)
    hooked.madina.tap("Жұмысқа алу", chat=hooked.group)
    await hooked.world.until(lambda: shows(hooked.group.last, AIGERIM))
    await guest.forget()
    assert hooked.rows("persons", "leads") == [[], []]
    assert not calls(hooked, "getUpdates")


async def test_updates_that_are_brought_twice_and_side_by_side_are_answered_once(hooked: Stage) -> None:
    hooked.world.duplicate_updates(2)
    guests = [hooked.guest(AIGERIM), hooked.guest(DANIYAR)]
    references = await asyncio.gather(*(guest.apply() for guest in guests))
    await hooked.world.until(lambda: len(hooked.query("SELECT 1 FROM leads")) == 2)
    await hooked.world.until(lambda: not hooked.world.updates.pending)
    assert len(set(references)) == 2
    assert all(sum(progress("name") in one.text for one in guest.chat.messages) == 1 for guest in guests)


async def test_the_webhook_is_set_with_all_that_telegram_would_otherwise_keep_as_it_was(hooked: Stage) -> None:
    [call] = calls(hooked, "setWebhook")
    assert call.params["url"] == HOOK
    assert sorted(call.params["allowed_updates"]) == sorted(KINDS)
    assert call.params["max_connections"] == webhook.MAX_CONNECTIONS
    assert call.params.get("drop_pending_updates") in (None, "false", False)
    assert len(call.params["secret_token"]) >= WORKING


async def test_what_waits_is_kept_on_the_way_to_the_webhook_and_back(tmp_path: Path) -> None:
    async with open_stage_with_webhook(tmp_path / "data") as stage:
        guest = stage.guest(AIGERIM)
        await guest.agree()
        await stage.stop()
        assert stage.world.webhook.url == HOOK  # so that Telegram goes on holding what comes
        guest.user.write(AIGERIM.name)
        await stage.restart(webhook_url=None)
        await guest.sees(progress("phone"))
        assert stage.world.webhook.url == ""
        await stage.stop()
        guest.user.write(AIGERIM.phone)
        await stage.restart(webhook_url=HOOK)
        await guest.sees(progress("email"))


async def test_a_secret_that_nobody_gave_is_the_same_after_a_restart(hooked: Stage) -> None:
    first = hooked.world.webhook.secret_token
    hooked.world.clock.advance(2)
    await hooked.restart()
    await hooked.world.until(lambda: len(calls(hooked, "setWebhook")) == 2)
    assert hooked.world.webhook.secret_token == first


async def test_strangers_get_a_status_and_the_bot_goes_on(hooked: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """The log, which each scenario looks at, quotes neither a damaged update nor one of an unknown kind."""
    personal = {"text": f"{AIGERIM.name}, {AIGERIM.phone}, {AIGERIM.email}"}
    update = json.dumps({"update_id": 1, "message": personal}).encode()
    unknown = json.dumps({"update_id": 2, "what_comes_next_year": personal}).encode()
    assert await post(hooked, update, secret="") == 401
    assert await post(hooked, update, secret="құпия") == 401
    assert await post(hooked, b"junk") == 400
    assert await post(hooked, b"x" * 1_000_001) == 413
    assert await post(hooked, update, path="/elsewhere") == 404
    assert await post(hooked, update) == 200
    assert await post(hooked, unknown) == 200
    assert "update 1 cannot be read" in caplog.text
    reader, writer = await asyncio.open_connection("127.0.0.1", hooked.options["port"])
    writer.write(b"no HTTP\r\n\r\n")
    assert b"400" in await reader.readline()
    writer.close()
    assert "Traceback" not in caplog.text
    assert not [one for one in caplog.records if one.name.startswith(("aiohttp", "bot.http"))]
    await hooked.guest(AIGERIM).agree()


async def test_nothing_is_acknowledged_that_storage_refuses(hooked: Stage) -> None:
    guest = hooked.guest(AIGERIM)
    await guest.agree()
    async with full_disk(hooked.folder, "seen_updates"):
        guest.user.write(AIGERIM.name)
        message = "503 Service Unavailable"
        await hooked.world.until(lambda: message in (hooked.world.webhook.last_error_message or ""))
        assert hooked.world.updates.pending
    await guest.sees(progress("phone"))
    await hooked.world.until(lambda: not hooked.world.updates.pending)


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "LOOK_EVERY_SECONDS", 0.2)


@pytest.mark.usefixtures("quick_looks")
async def test_a_webhook_that_another_program_changed_is_set_again(
    hooked: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    hooked.world.clock.advance(2)  # Telegram takes setWebhook once a second
    hooked.world.call("setWebhook", url="https://elsewhere.example.kz/")
    hooked.world.clock.advance(2)
    await hooked.world.until(lambda: hooked.world.webhook.url == HOOK)
    assert webhook.SET_AGAIN in caplog.text
    await hooked.guest(AIGERIM).agree()


@pytest.mark.usefixtures("quick_looks")
async def test_a_secret_that_another_program_changed_is_set_again_and_said(
    hooked: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    hooked.world.clock.advance(2)
    hooked.world.call("setWebhook", url=HOOK, secret_token="x" * 40)
    guest = hooked.guest(AIGERIM)
    guest.user.start()
    await hooked.world.until(lambda: hooked.world.webhook.last_error_message)
    hooked.world.clock.advance(2)
    await guest.sees("momu")
    assert "401" in caplog.text
    assert hooked.app
    app = hooked.app
    await hooked.world.until(lambda: not app.readiness().reasons)


async def test_a_webhook_that_telegram_refuses_is_said_with_its_reason_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "FIRST_PAUSE_SECONDS", 0.05)
    refused = faults.bad_request("bad webhook: Failed to resolve host: Name or service not known")
    async with open_stage_over_http(tmp_path / "data") as stage:
        await stage.stop()
        stage.world.faults.script("setWebhook", refused, times=3)
        await stage.restart(webhook_url=HOOK)
        await stage.world.until(lambda: stage.world.webhook.url == HOOK)
        assert "Failed to resolve host" in caplog.text
        assert [one.levelno for one in caplog.records if "WEBHOOK_URL" in one.message] == [logging.ERROR]


def test_a_secret_follows_from_the_key_and_the_token_and_a_given_one_wins() -> None:
    from bot.config.webhook_secret import find_webhook_secret

    def made(token: str, key: bytes, **more: str) -> str:
        return find_webhook_secret(Settings(_env_file=None, bot_token=token, **more), key)  # type: ignore[call-arg,arg-type]

    one, other = "123456789:" + "a" * 30, "123456789:" + "b" * 30
    assert made(one, bytes(32)) == made(one, bytes(32))
    assert len({made(one, bytes(32)), made(other, bytes(32)), made(one, b"k" * 32)}) == 3
    assert set(made(one, bytes(32))) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert made(one, bytes(32), webhook_secret="g" * WORKING) == "g" * WORKING


@pytest.mark.parametrize(("wanted", "level"), [(HOOK, "ok"), ("", "WARNING")], ids=["webhook", "polling"])
async def test_the_doctor_asks_telegram_how_updates_come(hooked: Stage, wanted: str, level: str) -> None:
    said = await command(
        hooked.folder / "elsewhere",
        "doctor",
        BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=hooked.server.url,
        STAFF_CHAT_ID=str(hooked.group.id),
        WEBHOOK_URL=wanted,
    )
    lines = [line for line in said.output.splitlines() if " WEBHOOK_URL: " in line]
    assert [line.split()[0] for line in lines] == [level], said.output
