"""What stands between the bot and its updates: a hasty proxy, another program, a page of somebody else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.channels.telegram.events import KINDS
from simulator import errors
from simulator.state import faults
from simulator.state.calls import Call
from simulator.state.faults import Fault
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.processes import Deployment, open_deployment, wait_for
from tests.scenarios.stage import Stage, open_stage_over_http
from tests.scenarios.stopped import command

EVER = 1_000_000  # calls
HOOK = "http://127.0.0.1:9/hook"


def calls(stage: Stage, method: str) -> list[Call]:
    return [call for call in stage.world.calls if call.method == method]


HASTY = {
    "a proxy that holds no call open": faults.answer_at_once(),
    "a cache that knows one answer": faults.proxy_answer(200, b'{"ok":true,"result":[]}', "application/json"),
    "a list that is none": faults.proxy_answer(200, b'{"ok":true,"result":null}', "application/json"),
}


@pytest.mark.parametrize("fault", HASTY.values(), ids=HASTY)
async def test_nothing_at_once_is_asked_for_a_few_times_a_second_only(
    stage: Stage, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    stage.world.faults.script("getUpdates", fault, times=EVER)
    await stage.guest(AIGERIM).user.world.until(lambda: len(calls(stage, "getUpdates")) > 15, timeout=20)
    polls = calls(stage, "getUpdates")[5:]
    # Milliseconds; on a busy machine two may arrive close together.
    assert polls[-1].at_ms - polls[0].at_ms >= 250 * (len(polls) - 2)
    assert caplog.text.count("TELEGRAM_API_URL") == 1


async def test_a_cache_that_repeats_one_batch_for_ever_is_asked_a_few_times_a_second_only(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    update = guest.user.write("сәлем").update
    assert update
    await guest.hears()
    batch = json.dumps({"ok": True, "result": [update.to_json()]}).encode()
    seen, heard = len(calls(stage, "getUpdates")), len(guest.chat.history)
    stage.world.faults.script("getUpdates", faults.proxy_answer(200, batch, "application/json"), times=EVER)
    stage.world.redeliver(update)
    await stage.world.until(lambda: len(calls(stage, "getUpdates")) > seen + 15, timeout=20)
    polls = calls(stage, "getUpdates")[seen + 6 :]
    assert polls[-1].at_ms - polls[0].at_ms >= 250 * (len(polls) - 2)
    assert len(guest.chat.history) == heard
    assert "TELEGRAM_API_URL" in caplog.text


async def test_updates_that_are_there_wait_for_nothing(stage: Stage) -> None:
    """A person who answers at once is answered at once, whoever stands between."""
    guest = stage.guest(AIGERIM)
    stage.world.faults.script("getUpdates", faults.answer_at_once(), times=EVER)
    stage.world.updates.repeat_each(2)
    await guest.agree()
    seen = len(calls(stage, "getUpdates"))
    for text in ("сәлем", "қалайсыз", "рақмет"):
        guest.user.write(text)
    await guest.hears()
    busy = [call for call in calls(stage, "getUpdates")[seen - 1 :] if call.status == 200]
    assert busy[-1].at_ms - busy[0].at_ms < 1500


# Another program


async def test_a_webhook_that_another_program_sets_is_deleted_again(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """While the bot waits for updates, and as often as it happens."""
    guests = [stage.guest(AIGERIM), stage.guest(DANIYAR)]
    for guest in guests:
        await stage.world.until(lambda: calls(stage, "deleteWebhook"))
        stage.world.webhook.set_at_ms = 0
        stage.world.call("setWebhook", url=HOOK)
        await guest.agree()
        assert stage.world.webhook.url == ""
    assert all(sorted(call.params["allowed_updates"]) == sorted(KINDS) for call in calls(stage, "getUpdates"))
    assert {call.params.get("drop_pending_updates") for call in calls(stage, "deleteWebhook")} <= {None, False}
    assert caplog.text.count("another program has set a webhook") == 1  # a line that lasts is said seldom
    assert "another process polls" not in caplog.text


async def test_a_webhook_that_is_there_when_the_bot_asks_is_deleted_too(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer to a call that did not wait says so in other words."""
    stage.world.faults.script("getUpdates", faults.answer_at_once(), times=EVER)
    await stage.world.until(lambda: len(calls(stage, "getUpdates")) > 2)
    stage.world.call("setWebhook", url=HOOK)
    await stage.guest(AIGERIM).agree()
    assert "another program has set a webhook" in caplog.text


async def test_another_process_that_polls_is_named_and_no_webhook_blamed(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    fault = Fault(error=errors.conflict("terminated by other getUpdates request; make sure that only one bot runs"))
    stage.world.faults.script("getUpdates", fault)
    stage.guest(AIGERIM).user.start()
    await stage.world.until(lambda: "another process polls with this token" in caplog.text)
    assert len(calls(stage, "deleteWebhook")) == 1
    assert "webhook" not in caplog.text


async def test_a_conflict_of_another_kind_is_told_in_its_own_words(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.world.faults.script("getUpdates", Fault(error=errors.conflict("the bot has moved to another data center")))
    stage.guest(AIGERIM).user.start()
    await stage.world.until(lambda: "the bot has moved to another data center" in caplog.text)
    assert "another process" not in caplog.text


# Another address


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path) as opened:
        yield opened


@pytest.fixture
async def website() -> AsyncIterator[str]:
    """A server that is not Telegram's: it has one page, and says 404 in its own way elsewhere."""
    application = web.Application()
    application.router.add_route("*", "/welcome{any:.*}", _page)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def _page(_: web.Request) -> web.Response:
    return web.Response(text="<html>welcome</html>", content_type="text/html")


@pytest.mark.parametrize("path", ["/bot", "/api/telegram", "website"])
async def test_a_wrong_path_is_not_blamed_on_the_token(deployed: Deployment, website: str, path: str) -> None:
    url = website if path == "website" else deployed.stage.server.url + path
    deployed.bot.environment["TELEGRAM_API_URL"] = url
    deployed.bot.begin()
    assert await deployed.bot.end() == 1
    [line] = deployed.bot.output.strip().splitlines()
    assert line.startswith("TELEGRAM_API_URL: ")
    assert "BOT_TOKEN" not in line
    found = await command(deployed.stage.folder, "doctor", TELEGRAM_API_URL=url, BOT_TOKEN=deployed.stage.world.token)
    assert "PROBLEM  TELEGRAM_API_URL: nothing is at this path" in found.stdout


async def test_a_page_at_the_address_is_waited_out_and_the_setting_named(deployed: Deployment, website: str) -> None:
    """It may be the page of a hotel, gone in a minute."""
    deployed.bot.environment["TELEGRAM_API_URL"] = website + "/welcome"
    deployed.bot.begin()
    await wait_for(lambda: "TELEGRAM_API_URL" in deployed.bot.output)
    assert "HTTP 200, no answer of Telegram" in deployed.bot.output
    assert await deployed.bot.stop() == 0
    assert "Traceback" not in deployed.bot.output


PAGES = (
    faults.proxy_answer(502, "Плохой шлюз".encode("cp1251"), "text/html; charset=utf-8"),
    faults.proxy_answer(502, b"<h1>502</h1>", "text/html; charset=x-nobody"),
    faults.proxy_answer(200, "Қош келдіңіз".encode("utf-16"), "text/plain; charset=ascii"),
    faults.proxy_answer(503, b"\x1f\x8b\x00", "application/json"),
)


async def test_a_start_waits_through_pages_in_any_encoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.telegram.identity.PAUSE_SECONDS", 0.01)
    async with open_stage_over_http(tmp_path / "data") as stage:
        await stage.stop()
        stage.world.faults.script("getMe", *PAGES)
        stage.world.faults.script("deleteWebhook", *PAGES[:2])
        stage.world.faults.script("getUpdates", *PAGES[2:])
        await stage.start()
        guest = stage.guest(AIGERIM)
        guest.user.start()
        await stage.world.until(lambda: guest.text("button.agree") in guest.chat.last.labels, timeout=20)
