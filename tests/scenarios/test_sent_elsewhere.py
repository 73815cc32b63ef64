"""Somebody between sends the bot elsewhere: does it stay, keep its token, lose nothing and say so?

As the login page of a network does, a proxy that has moved, and Telegram itself from http to https. Followed, the call
would leave its parameters behind and take the token along; what answers there would be believed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from simulator.state import faults
from tests.people import AIGERIM
from tests.scenarios.stage import Stage, words

KK = words("kk")
SAID = ("sendMessage", "sendDocument", "editMessageText", "editMessageMedia", "deleteMessage", "deleteMessages")
DONE = {
    "ok": True,
    "result": {"message_id": 7, "id": 7, "is_bot": True, "first_name": "x", "username": "elsewhere_bot"},
}


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """A real client, which could follow."""
    return stage_over_http


@dataclass
class Elsewhere:
    """Says yes to everything."""

    url: str = ""
    heard: list[str] = field(default_factory=list)

    async def agree(self, request: web.Request) -> web.Response:
        self.heard.append(request.path)
        return web.json_response(DONE)


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    there, site = Elsewhere(), web.Application()
    site.router.add_route("*", "/{tail:.*}", there.agree)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.url = f"http://127.0.0.1:{runner.addresses[0][1]}/login"
    yield there
    await runner.cleanup()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_facts_wait_until_telegram_itself_answers(stage: Stage, elsewhere: Elsewhere, status: int) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    for method in SAID:
        stage.world.faults.sometimes(method, faults.redirect(status, elsewhere.url), 1.0)
    guest.user.tap(KK("button.confirm"))
    await stage.world.until(lambda: any(call.status == status for call in stage.world.calls))
    await stage.sweep()
    stage.world.faults.clear()
    stage.world.clock.advance(60)
    await stage.world.until(lambda: guest.is_thanks(guest.chat.last))
    await stage.card("M-")
    assert elsewhere.heard == []


@pytest.mark.parametrize("status", [301, 302, 307])
async def test_a_start_names_the_setting_and_waits(
    stage: Stage, elsewhere: Elsewhere, status: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.identity.PAUSE_SECONDS", 0.01)
    await stage.stop()
    began = len(stage.world.calls)
    stage.world.faults.script("getMe", faults.redirect(status, elsewhere.url))
    await stage.start()
    await stage.world.until(lambda: any(call.method == "deleteWebhook" for call in stage.world.calls[began:]))
    assert f"HTTP {status} sends elsewhere, see TELEGRAM_API_URL" in caplog.text
    await stage.guest(AIGERIM).apply()
    assert elsewhere.heard == []


async def test_updates_are_fetched_nowhere_else(stage: Stage, elsewhere: Elsewhere) -> None:
    stage.world.faults.script("getUpdates", faults.redirect(302, elsewhere.url), faults.redirect(308, elsewhere.url))
    await stage.guest(AIGERIM).apply()
    assert elsewhere.heard == []
