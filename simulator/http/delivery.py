"""Delivers updates to a webhook, one at a time per lane, until accepted (docs/facts/telegram.md 1.7)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

from simulator import dispatch
from simulator.http.posting import Answer, Post
from simulator.state.events import Event
from simulator.state.updates import Update
from simulator.world import World

MAX_PAUSE_SECONDS = 90.0
NOT_IN_A_RESPONSE = frozenset({"setWebhook", "deleteWebhook", "close", "logOut"})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


class WebhookDelivery:
    """At every event, starts to deliver the oldest update of each free lane.

    `pace` multiplies the delays between attempts; `post` makes one attempt.
    """

    def __init__(self, world: World, pace: float, post: Post) -> None:
        self.world = world
        self.pace = pace
        self._post_once = post
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._renewed = asyncio.Event()
        self._stop_listening: Callable[[], None] | None = None

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
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

    def _hear(self, event: Event) -> None:
        """New webhook settings end all pauses between attempts; the same settings again do not."""
        if event.kind == "webhook":
            self._renewed.set()
            self._renewed = asyncio.Event()
        self._look()

    def _look(self) -> None:
        webhook = self.world.webhook
        if not webhook.url or self._stop_listening is None:
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
            answer = await self._post(update)
            if answer.is_accepted:
                self.world.updates.remove(update)
                self.world.feed.emit("updates_confirmed")
                return
            pause = answer.retry_after
            if not pause and failed:
                pause = growing = min(2.0 * growing, MAX_PAUSE_SECONDS)
            failed = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self._renewed.wait(), self.pace * pause)
            self.world.updates.forget_expired(self.world.clock.now_ms())

    async def _post(self, update: Update) -> Answer:
        update.seen = True
        webhook = self.world.webhook
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        body = json.dumps(update.to_json(), ensure_ascii=False).encode()
        answer = await self._post_once(webhook.url, headers, body)
        if answer.is_accepted:
            self._call_method_in(answer)
        else:
            webhook.note_failure(self.world.clock.now(), answer.why)
        return answer

    def _call_method_in(self, answer: Answer) -> None:
        """Calls the method in the response, if any; neither its result nor its error reaches the bot."""
        params = dict(answer.call)
        method = params.pop("method", None)
        if isinstance(method, str) and not method.startswith("get") and method not in NOT_IN_A_RESPONSE:
            dispatch.attempt(self.world, str(method), params)
