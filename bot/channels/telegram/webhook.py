"""Receives updates by webhook: tells Telegram where to post them, and sees that it goes on doing so.

What Telegram could not deliver waits there, as with polling. So a stop leaves the webhook as it is, and nothing that
waits is ever dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

from aiogram.methods import GetWebhookInfo, SetWebhook

from bot.channels.telegram.client import CALL_TIMEOUT_SECONDS, Client
from bot.channels.telegram.events import KINDS
from bot.channels.telegram.webhook_door import WebhookDoor
from bot.dialogue.door import Doors
from bot.dialogue.taken import Take
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.frozen import frozen
from bot.health.lasting_lines import LastingLines
from bot.machine import Monotonic, Sleep

log = logging.getLogger(__name__)
MAX_CONNECTIONS = 100  # updates that Telegram brings at the same time; the most that it allows
LOOK_EVERY_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 1.0  # Telegram takes setWebhook once a second
MAX_PAUSE_SECONDS = 30.0
NOT_SET = "Telegram does not take the webhook (WEBHOOK_URL): %s"
NOT_ASKED = "the webhook could not be looked at: %s"
SET_AGAIN = "another program has set another webhook with this token, or deleted ours; ours is set again"
NOT_DELIVERED = "Telegram could not deliver updates to WEBHOOK_URL; it says: %s"
WELL_AGAIN = "the webhook works again"
LONGEST_REASON = 200  # characters of what Telegram says


@frozen
class Hook:
    """Where Telegram posts updates, and the word by which it is known."""

    url: str
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


class Webhook:
    """The source of updates if WEBHOOK_URL is set."""

    def __init__(self, client: Client, hook: Hook, take: Take, monotonic: Monotonic, sleep: Sleep) -> None:
        self._client, self._hook = client, hook
        self._sleep = sleep
        self._door = WebhookDoor(take, hook.secret, self._username)
        self._is_open = False
        self._known_failure = 0  # Telegram's date of the last failure that is known
        self._trouble: str | None = None
        self._lines = LastingLines(log, monotonic)

    def doors(self) -> Doors:
        return {self._hook.path: self._door}

    async def run(self) -> None:
        """Set the webhook, and look after it once a minute, until cancelled."""
        self._is_open = True
        try:
            await self._do(self._set)
            while True:
                await self._sleep(LOOK_EVERY_SECONDS)
                await self._do(self._look)
        finally:
            self._is_open = False

    async def acknowledge(self) -> None:
        """Nothing is left to say: each update was acknowledged by its own answer."""

    def troubles(self) -> list[str]:
        return [self._trouble] if self._trouble else []

    def _username(self) -> str:
        return self._client.name if self._is_open else ""

    async def _do(self, step: Callable[[], Awaitable[None]]) -> None:
        """Repeat a step until Telegram has answered."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await step()
            except Undelivered as failure:
                self._note_failure(NOT_SET if step == self._set else NOT_ASKED, failure)
                await self._sleep(failure.retry_after or pause)
                pause = min(pause * 2, MAX_PAUSE_SECONDS)
            else:
                return

    def _note_failure(self, template: str, failure: Undelivered) -> None:
        if failure.trouble is Trouble.RATE_LIMITED:
            return
        self._trouble = template % failure.explanation
        self._lines.say(logging.ERROR if failure.permanent else logging.WARNING, template, failure.explanation)

    async def _set(self) -> None:
        """Also where it is set already: nobody can ask Telegram for the secret that it has. What has failed so far is
        remembered first: it may be over."""
        self._known_failure = _failure_date(await self._ask())
        call = SetWebhook(
            url=self._hook.url,
            secret_token=self._hook.secret,
            allowed_updates=list(KINDS),
            max_connections=MAX_CONNECTIONS,
            drop_pending_updates=False,
        )
        await self._client(call, seconds=CALL_TIMEOUT_SECONDS)
        self._trouble = None

    async def _look(self) -> None:
        info = await self._ask()
        failure = _failure_date(info)
        if info.get("url") != self._hook.url:
            self._lines.say(logging.ERROR, SET_AGAIN)
            await self._do(self._set)
        elif failure > self._known_failure:
            self._known_failure = failure
            reason = reason_in(info)
            self._lines.say(logging.ERROR, NOT_DELIVERED, reason)
            await self._do(self._set)  # the secret that Telegram has may be another program's
            self._trouble = NOT_DELIVERED % reason if info.get("pending_update_count") else None
        else:
            self._trouble = None
            self._lines.end(WELL_AGAIN)

    async def _ask(self) -> Mapping[str, Any]:
        info = await self._client(GetWebhookInfo(), seconds=CALL_TIMEOUT_SECONDS)
        return info if isinstance(info, dict) else {}


def reason_in(info: Mapping[str, Any]) -> str:
    """Telegram's words about the last failure, in one line. They quote an answer's status, and nobody."""
    return " ".join(str(info.get("last_error_message", "")).split())[:LONGEST_REASON]


def _failure_date(info: Mapping[str, Any]) -> int:
    """Unix seconds, as Telegram tells them; 0 if no delivery has failed yet."""
    date = info.get("last_error_date")
    return date if isinstance(date, int) else 0
