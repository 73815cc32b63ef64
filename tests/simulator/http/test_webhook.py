"""Delivery to a webhook: secret, lanes, retries, answers in the response."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from simulator.actors.user import User
from simulator.http.server import Server
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.simulator.asking import sent

Answer = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]
SECRET = "s" * 32


class Receiver:
    """The HTTP server of a bot: it remembers updates and answers as the test says."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.answer: Answer = self._accept
        self.url = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.updates.append(update)
        self.headers.append(request.headers)
        return await self.answer(update)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates if "message" in update]

    @staticmethod
    async def _accept(_update: dict[str, Any]) -> web.StreamResponse:
        return web.json_response({})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    received = Receiver()
    app = web.Application()
    app.router.add_post("/hook", received.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    received.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield received
    await runner.cleanup()


@pytest.fixture
def hook(world: World, server: Server, receiver: Receiver) -> Receiver:
    world.call("setWebhook", url=receiver.url, secret_token=SECRET)
    return receiver


def _fail_first(times: int, status: int = 500, **headers: str) -> Answer:
    seen: Counter[int] = Counter()

    async def answer(update: dict[str, Any]) -> web.StreamResponse:
        seen[update["update_id"]] += 1
        failing = seen[update["update_id"]] <= times
        return web.json_response({}, status=status if failing else 200, headers=headers if failing else None)

    return answer


async def test_update_comes_as_json_with_the_secret(world: World, hook: Receiver, aigul: User) -> None:
    aigul.write("сәлем")
    await world.until(lambda: hook.texts == ["сәлем"] and not world.updates.pending)
    assert hook.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == SECRET
    assert hook.headers[0]["Content-Type"] == "application/json"


async def test_what_waited_before_the_webhook_is_delivered_too(
    world: World, server: Server, receiver: Receiver, aigul: User
) -> None:
    aigul.write("бұрын")
    world.call("setWebhook", url=receiver.url)
    await world.until(lambda: receiver.texts == ["бұрын"])
    assert "X-Telegram-Bot-Api-Secret-Token" not in receiver.headers[0]


async def test_only_2xx_is_success_and_the_same_update_comes_again(world: World, hook: Receiver, aigul: User) -> None:
    hook.answer = _fail_first(3)
    aigul.write("сәлем")
    await world.until(lambda: not world.updates.pending)
    assert hook.texts == ["сәлем"] * 4
    assert len({update["update_id"] for update in hook.updates}) == 1
    info = world.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_redirects_are_no_success(world: World, hook: Receiver, aigul: User) -> None:
    hook.answer = _fail_first(1, status=302, Location="/elsewhere")
    aigul.write("сәлем")
    await world.until(lambda: not world.updates.pending)
    assert hook.texts == ["сәлем"] * 2


async def test_failing_update_blocks_its_chat_but_not_others(world: World, hook: Receiver, aigul: User) -> None:
    other = world.user("Дана")

    async def refuse_aigul(update: dict[str, Any]) -> web.StreamResponse:
        failing = update["message"]["from"]["id"] == aigul.id
        return web.json_response({}, status=500 if failing else 200)

    hook.answer = refuse_aigul
    aigul.write("бірінші")
    aigul.write("екінші")
    other.write("басқа")
    await world.until(lambda: "басқа" in hook.texts and hook.texts.count("бірінші") > 2)
    assert "екінші" not in hook.texts


async def test_one_chat_has_one_update_in_flight_but_a_press_overtakes(
    world: World, hook: Receiver, aigul: User
) -> None:
    release = asyncio.Event()

    async def wait(_update: dict[str, Any]) -> web.StreamResponse:
        await release.wait()
        return web.json_response({})

    hook.answer = wait
    aigul.write("бірінші")
    aigul.write("екінші")
    aigul.tap_data("x", sent(world, aigul.chat))
    await world.until(lambda: len(hook.updates) == 2)
    await asyncio.sleep(0.05)
    assert hook.texts == ["бірінші"]
    assert any("callback_query" in update for update in hook.updates)
    release.set()
    await world.until(lambda: hook.texts == ["бірінші", "екінші"])


async def test_max_connections_are_kept(world: World, receiver: Receiver, server: Server) -> None:
    running = most = 0

    async def count(_update: dict[str, Any]) -> web.StreamResponse:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return web.json_response({})

    receiver.answer = count
    world.call("setWebhook", url=receiver.url, max_connections=2)
    for number in range(8):
        world.user(f"Адам {number}").start()
    await world.until(lambda: len(receiver.updates) == 8 and not world.updates.pending)
    assert most == 2


async def test_method_in_the_response_is_called(world: World, hook: Receiver, aigul: User) -> None:
    async def reply(update: dict[str, Any]) -> web.StreamResponse:
        return web.json_response({"method": "sendMessage", "chat_id": update["message"]["chat"]["id"], "text": "жауап"})

    hook.answer = reply
    aigul.write("сәлем")
    await world.until(lambda: aigul.chat.last.text == "жауап")


async def test_multipart_answer_of_aiogram_is_called(world: World, hook: Receiver, aigul: User) -> None:
    async def reply(update: dict[str, Any]) -> web.StreamResponse:
        with aiohttp.MultipartWriter("form-data") as writer:
            values = {"method": "sendDocument", "chat_id": str(aigul.id), "document": "attach://f", "caption": "Міне"}
            for name, value in values.items():
                writer.append(value).set_content_disposition("form-data", name=name)
            writer.append(b"{}").set_content_disposition("form-data", name="f", filename="a.json")
        return web.Response(body=writer)

    hook.answer = reply
    aigul.write("сәлем")
    await world.until(lambda: aigul.chat.last.document)
    assert aigul.chat.last.document is not None
    assert (aigul.chat.last.document.content, aigul.chat.last.text) == (b"{}", "Міне")


async def test_method_that_gets_or_ends_is_ignored_in_a_response(world: World, hook: Receiver, aigul: User) -> None:
    async def reply(_update: dict[str, Any]) -> web.StreamResponse:
        return web.json_response({"method": "deleteWebhook"})

    hook.answer = reply
    aigul.write("сәлем")
    await world.until(lambda: not world.updates.pending)
    assert world.webhook.url == hook.url


async def test_expired_update_is_dropped(world: World, clock: SimulatedClock, hook: Receiver, aigul: User) -> None:
    hook.answer = _fail_first(1000)
    aigul.write("сәлем")
    await world.until(lambda: len(hook.updates) > 1)
    clock.advance(86_401)
    await world.until(lambda: not world.updates.pending)


async def test_new_settings_end_the_pause_but_the_same_again_do_not(
    world: World, clock: SimulatedClock, receiver: Receiver, aigul: User
) -> None:
    receiver.answer = _fail_first(2)
    async with Server(world, webhook_pace=1000):
        world.call("setWebhook", url=receiver.url)
        aigul.write("сәлем")
        await world.until(lambda: len(receiver.updates) == 2)
        clock.advance(1)
        world.call("setWebhook", url=receiver.url)
        await asyncio.sleep(0.05)
        assert len(receiver.updates) == 2
        clock.advance(1)
        world.call("setWebhook", url=receiver.url, max_connections=3)
        await world.until(lambda: not world.updates.pending)


async def test_unreachable_webhook_is_reported(world: World, server: Server, aigul: User) -> None:
    world.call("setWebhook", url="http://127.0.0.1:9/hook")
    aigul.write("сәлем")
    await world.until(lambda: world.call("getWebhookInfo").get("last_error_message"))
    assert world.call("getWebhookInfo")["pending_update_count"] == 1


async def test_redelivery_and_duplicates_reach_the_webhook(world: World, hook: Receiver, aigul: User) -> None:
    message = aigul.write("бірінші")
    await world.until(lambda: not world.updates.pending)
    world.redeliver(message)
    await world.until(lambda: hook.texts == ["бірінші"] * 2)
    world.duplicate_updates(2)
    aigul.write("екінші")
    await world.until(lambda: hook.texts[2:] == ["екінші"] * 2 and not world.updates.pending)
    assert hook.updates[2] == hook.updates[3]


async def test_public_url_is_reached_through_the_target(world: World, receiver: Receiver) -> None:
    async with Server(world, webhook_target=receiver.url.removesuffix("/hook")):
        world.call("setWebhook", url="https://momu.kz/hook")
        world.user("Дана").start()
        await world.until(lambda: receiver.texts == ["/start"])
