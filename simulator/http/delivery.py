"""Delivers updates to a webhook, one at a time per lane, until accepted (docs/facts/telegram.md 1.7)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from simulator import dispatch
from simulator.schema.upload import FormText, Upload
from simulator.state.events import Event
from simulator.state.updates import Update
from simulator.world import World

RESPONSE_TIMEOUT_SECONDS = 60
MAX_PAUSE_SECONDS = 90.0
MAX_RETRY_AFTER_SECONDS = 3600.0
NOT_IN_A_RESPONSE = frozenset({"setWebhook", "deleteWebhook", "close", "logOut"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


class WebhookDelivery:
    """At every event, starts to deliver the oldest update of each free lane.

    `pace` multiplies the delays between attempts; `target` replaces the scheme and host of the webhook's URL.
    """

    def __init__(self, world: World, pace: float, target: str | None) -> None:
        self.world = world
        self.pace = pace
        self.target = target
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._renewed = asyncio.Event()
        self._stop_listening: Callable[[], None] | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=RESPONSE_TIMEOUT_SECONDS))
        self._stop_listening = self.world.listen(self._hear)
        self._look()

    async def stop(self) -> None:
        if self._stop_listening:
            self._stop_listening()
            self._stop_listening = None
        running = list(self._in_flight.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _hear(self, event: Event) -> None:
        """New webhook settings end all pauses between attempts; the same settings again do not."""
        if event.kind == "webhook":
            self._renewed.set()
            self._renewed = asyncio.Event()
        self._look()

    def _look(self) -> None:
        webhook = self.world.webhook
        if not webhook.url or self._session is None:
            return
        self.world.updates.forget_expired(self.world.clock.now_ms())
        for update in self.world.updates.pending:
            if len(self._in_flight) >= webhook.max_connections:
                return
            if update.lane not in self._in_flight:
                self._in_flight[update.lane] = self._loop.create_task(self._deliver(update))

    async def _deliver(self, update: Update) -> None:
        try:
            await self._try_until_accepted(update)
        finally:
            del self._in_flight[update.lane]
        self._look()

    async def _try_until_accepted(self, update: Update) -> None:
        """The first retry comes at once, the next after 2, 4, 8… seconds; or when the bot has asked for it, which makes
        the next pauses no longer."""
        failed, growing = False, 1.0
        while self.world.webhook.url and update in self.world.updates.pending:
            pause = await self._post(update)
            if pause is None:
                self.world.updates.remove(update)
                self.world.feed.emit("updates_confirmed")
                return
            if not pause and failed:
                pause = growing = min(2.0 * growing, MAX_PAUSE_SECONDS)
            failed = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self._renewed.wait(), self.pace * pause)
            self.world.updates.forget_expired(self.world.clock.now_ms())

    async def _post(self, update: Update) -> float | None:
        """None if the bot accepted (any 2xx), else the seconds that it asked to wait, 0 if it did not ask."""
        update.seen = True
        webhook, session = self.world.webhook, self._session
        assert session is not None  # noqa: S101
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        body = json.dumps(update.to_json(), ensure_ascii=False)
        try:
            async with session.post(
                self._url(), data=body.encode(), headers=headers, allow_redirects=False
            ) as response:
                if 200 <= response.status <= 299:
                    await self._call_method_in(response)
                    return None
                webhook.note_failure(
                    self.world.clock.now(), f"Wrong response from the webhook: {response.status} {response.reason}"
                )
                return min(float(response.headers.get("Retry-After", 0)), MAX_RETRY_AFTER_SECONDS)
        except (aiohttp.ClientError, TimeoutError) as error:
            webhook.note_failure(self.world.clock.now(), f"Connection failed: {type(error).__name__}")
            return 0.0

    def _url(self) -> str:
        url = self.world.webhook.url
        if self.target is None:
            return url
        parts = urlsplit(url)
        return self.target.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")

    async def _call_method_in(self, response: aiohttp.ClientResponse) -> None:
        """Calls the method in the response, if any; neither its result nor its error reaches the bot."""
        params = await _body_of(response)
        method = params.pop("method", None)
        if isinstance(method, str) and not method.startswith("get") and method not in NOT_IN_A_RESPONSE:
            dispatch.attempt(self.world, str(method), params)


async def _body_of(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The parameters in JSON, or in multipart as aiogram writes it."""
    if response.content_type == "multipart/form-data":
        return await _multipart(response)
    try:
        given = json.loads(await response.read() or b"{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


async def _multipart(response: aiohttp.ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async for part in aiohttp.MultipartReader.from_response(response):
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            found[part.name] = FormText(await part.text())
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            found[part.name] = Upload(part.filename, kind, bytes(await part.read()))
    return found
