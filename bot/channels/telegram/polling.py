"""Fetches updates by long polling, and acknowledges them.

The next getUpdates call acknowledges a batch, so it leaves only when the batch is committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from aiogram.methods import DeleteWebhook

from bot.channels.telegram.client import Client
from bot.channels.telegram.incoming import Arrived
from bot.channels.telegram.update_queue import MAX_BATCH_SIZE, UpdateQueue
from bot.dialogue.door import Doors
from bot.dialogue.event import Event
from bot.dialogue.taken import Take, Taken
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.health.lasting_lines import LastingLines
from bot.machine import Monotonic, Sleep

log = logging.getLogger(__name__)
DECISION_WAIT_SECONDS = 1.0  # the acknowledgement waits so long; updates that take longer are fetched again meanwhile
REPLY_WAIT_SECONDS = 1.0  # the acknowledgement waits so long; a slow chat must not delay the others
MAX_PAUSE_SECONDS = 5.0  # between attempts after errors; Telegram accepts the answer to a press for only 150 s
TROUBLE_SECONDS = 60.0  # after so long without Telegram the bot is not ready
LONG_AWAY_SECONDS = 300.0  # Telegram has been out of reach for so long: no press waits any more
LONG_PAUSE_SECONDS = 30.0  # between attempts then
AT_ONCE_SECONDS = 1.0  # what comes so soon after a call has begun may have been there before it
MIN_POLL_SECONDS = 0.3  # between two calls if the first brought nothing new; Telegram itself waits longer
FEW_FAST_RESPONSES = 3  # so many immediate responses without news are normal
MANY_FAST_RESPONSES = 10  # after so many the operator should examine the proxy
WEBHOOK_WAS_SET = (
    "another program has set a webhook with this token, which keeps all updates from here; it is deleted again"
)
ANOTHER_POLLS = "another process polls with this token; only one can"
NOT_FETCHED = "updates could not be fetched: %s"
ANSWERS_409 = "Telegram answers 409: %s"
NOT_FETCHED_SINCE = "updates could not be fetched from Telegram for %d s"
FETCHED_AGAIN = "updates are fetched again"
NO_LONG_POLLS = (
    "getUpdates is answered at once and with nothing new: what stands between here and Telegram holds no call open "
    "(TELEGRAM_API_URL); updates come a little later"
)


class Poller:
    """Polls Telegram and hands over each event."""

    def __init__(self, client: Client, take: Take, monotonic: Monotonic, sleep: Sleep) -> None:
        self._client = client
        self._receive = take
        self._monotonic = monotonic
        self._sleep = sleep
        self._queue = UpdateQueue(client)
        self._was_away = True  # nobody has fetched for a while: at the start, and after a failure
        self._has_webhook = True  # perhaps; the first call finds out
        self._fast_responses = 0  # responses in a row that came at once and brought nothing new
        self._is_logged = False
        self._fetching: asyncio.Task[None] | None = None
        self._is_handing_over = False
        self._is_ending = False
        self._lines = LastingLines(log, monotonic)
        self._away_since: float | None = None

    async def run(self) -> None:
        """Run until cancelled; another process may fetch after that, so this one has no trouble with it any more.

        A batch that is being handed over at that moment is finished; `acknowledge` waits for it. Each batch is handed
        over without a task of its own: that would take three turns of the loop more for each answer.
        """
        await self._finish()
        self._is_ending = False
        self._fetching = asyncio.create_task(self._fetch())
        try:
            await asyncio.shield(self._fetching)
        finally:
            self._is_ending = True
            if not self._is_handing_over:
                self._fetching.cancel()
            self._away_since = None

    async def _finish(self) -> None:
        """Wait for what an earlier run still hands over."""
        if self._fetching:
            await asyncio.wait([self._fetching])

    async def _fetch(self) -> None:
        pause = 0.0
        while not self._is_ending:
            if pause:
                await self._sleep(pause)
            try:
                await self._delete_webhook()
                began = self._monotonic()
                arrived = await self._queue.fetch()
            except Undelivered as failure:
                pause, self._was_away = self._pause_after_failure(pause, failure), True
                continue
            self._note_success()
            self._was_away &= self._monotonic() - began < AT_ONCE_SECONDS
            is_stale = self._queue.has_nothing_new(arrived)
            may_have_left, self._was_away = self._was_away, self._was_away and len(arrived) == MAX_BATCH_SIZE
            if not await self._hand_over(arrived, may_have_left=may_have_left):
                pause, self._was_away = min(pause + 1.0, MAX_PAUSE_SECONDS), True
            else:
                pause = self._pause_after_nothing(self._monotonic() - began) if is_stale else self._pause_after_news()

    async def acknowledge(self) -> None:
        """Before the end: tell Telegram what is done, or the next start would handle it again."""
        try:
            await self._finish()
            await self._queue.acknowledge()
        except Undelivered as failure:
            log.info("the last batch stays unacknowledged: %s", failure.explanation)

    def doors(self) -> Doors:
        return {}

    def troubles(self) -> list[str]:
        if self._away_since is None or (away := self._monotonic() - self._away_since) < TROUBLE_SECONDS:
            return []
        return [NOT_FETCHED_SINCE % away]

    async def _delete_webhook(self) -> None:
        if self._has_webhook:
            await self._client(DeleteWebhook(drop_pending_updates=False), seconds=15)
            self._has_webhook = False

    async def _hand_over(self, arrived: Sequence[Arrived], *, may_have_left: bool) -> bool:
        """Mark everything done up to the first update that is not stored. False if storage refused that one and needs a
        pause."""
        self._is_handing_over = True
        try:
            return await self._take(arrived, may_have_left=may_have_left)
        finally:
            self._is_handing_over = False

    async def _take(self, arrived: Sequence[Arrived], *, may_have_left: bool) -> bool:
        contents = [one.content for one in arrived if one.content]
        if may_have_left:
            contents = [replace(one, may_have_left=True) if isinstance(one, Event) else one for one in contents]
        results = iter(await self._receive(contents, DECISION_WAIT_SECONDS, REPLY_WAIT_SECONDS))
        for one in arrived:
            taken = next(results) if one.content else Taken.COMMITTED
            if taken is not Taken.COMMITTED:
                return taken is Taken.UNDECIDED
            self._queue.mark_done(one.update_id)
        return True

    def _pause_after_news(self) -> float:
        """Seconds until the next call, after a call that brought updates."""
        self._fast_responses = 0
        return 0.0

    def _pause_after_nothing(self, waited: float) -> float:
        """Seconds until the next call, after a call that took `waited` seconds and brought nothing new."""
        self._fast_responses = self._fast_responses + 1 if waited < MIN_POLL_SECONDS else 0
        if self._fast_responses == MANY_FAST_RESPONSES and not self._is_logged:
            log.warning(NO_LONG_POLLS)
            self._is_logged = True
        return max(MIN_POLL_SECONDS - waited, 0.0) if self._fast_responses > FEW_FAST_RESPONSES else 0.0

    def _pause_after_failure(self, pause: float, failure: Undelivered) -> float:
        """Seconds until the next call, after a failure; `pause` was the wait before it."""
        if self._away_since is None:
            self._away_since = self._monotonic()
        is_long = self._monotonic() - self._away_since > LONG_AWAY_SECONDS
        longer = min(pause * 2 + 0.25, LONG_PAUSE_SECONDS if is_long else MAX_PAUSE_SECONDS)
        if failure.trouble is not Trouble.CONFLICT:
            self._lines.say(logging.WARNING, NOT_FETCHED, failure.explanation)
            return failure.retry_after or longer
        said = failure.reason.lower()
        if "webhook" in said:
            self._has_webhook = True
            self._lines.say(logging.ERROR, WEBHOOK_WAS_SET)
            return longer
        if "other getupdates" in said:
            self._lines.say(logging.ERROR, ANOTHER_POLLS)
        else:
            self._lines.say(logging.ERROR, ANSWERS_409, failure.reason)
        return MAX_PAUSE_SECONDS

    def _note_success(self) -> None:
        self._away_since = None
        self._lines.end(FETCHED_AGAIN)
