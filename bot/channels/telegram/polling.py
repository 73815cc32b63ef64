"""When are updates fetched, and when are they acknowledged?

The next getUpdates call is what acknowledges, so it goes out only when the batch is committed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from aiogram.methods import DeleteWebhook

from bot.channels.telegram.fetching import Queue
from bot.channels.telegram.incoming import Arrived
from bot.channels.telegram.session import Client
from bot.dialogue.taken import Take, Taken
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.machine import Monotonic, Sleep

log = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds the acknowledgement waits for decisions; what takes longer is brought again meanwhile
GRACE = 1.0  # seconds the acknowledgement waits for replies: a slow chat must not hold up the others
LONGEST_PAUSE = 5.0  # seconds between tries after errors; a press lives only 150 s
BREATH = 0.3  # seconds between two calls of which the first brought nothing new; Telegram itself waits longer
FEW = 3  # such answers at once may come without anything being wrong
HASTY = 10  # such answers without a wait, after which somebody should look at what stands between
TAKEN_AWAY = "another program has set a webhook with this token, which keeps all updates from here; it is deleted again"
TWO_POLL = "another process polls with this token; only one can"
NOBODY_HOLDS = (
    "getUpdates is answered at once and with nothing new: what stands between here and Telegram holds no call open "
    "(TELEGRAM_API_URL); updates come a little later"
)


class Poller:
    """Polls until cancelled."""

    def __init__(self, client: Client, take: Take, monotonic: Monotonic, sleep: Sleep) -> None:
        self._client = client
        self._hand_over = take
        self._monotonic = monotonic
        self._sleep = sleep
        self._queue = Queue(client)
        self._has_webhook = True  # perhaps
        self._hasty = 0  # answers in a row that came at once and brought nothing new
        self._is_told = False

    async def run(self) -> None:
        pause = 0.0
        while True:
            await self._sleep(pause)
            try:
                await self._delete_webhook()
                began = self._monotonic()
                arrived = await self._queue.fetch()
            except Undelivered as failure:
                pause = self._slow_down(pause, failure)
                continue
            is_stale = self._queue.brings_nothing_new(arrived)
            if not await self._take(arrived):
                pause = min(pause + 1.0, LONGEST_PAUSE)
            else:
                pause = self._breathe(self._monotonic() - began) if is_stale else self._go_on()

    async def acknowledge(self) -> None:
        """At a good end: tell Telegram what is done, or the next start would ask everybody again."""
        try:
            await self._queue.acknowledge()
        except Undelivered as failure:
            log.info("the last batch stays unacknowledged: %s", failure.explanation)

    async def _delete_webhook(self) -> None:
        if self._has_webhook:
            await self._client(DeleteWebhook(drop_pending_updates=False), request_timeout=15)
            self._has_webhook = False

    async def _take(self, arrived: Sequence[Arrived]) -> bool:
        """Everything up to the first update that is not stored is acknowledged by the next call; False if storage
        refused it, and needs a pause."""
        contents = [one.content for one in arrived if one.content]
        results = iter(await self._hand_over(contents, PATIENCE, GRACE))
        for one in arrived:
            taken = next(results) if one.content else Taken.COMMITTED
            if taken is not Taken.COMMITTED:
                return taken is Taken.UNDECIDED
            self._queue.let_go(one.update_id)
        return True

    def _go_on(self) -> float:
        """Seconds until the next call, after one that brought something."""
        self._hasty = 0
        return 0.0

    def _breathe(self, waited: float) -> float:
        """Seconds until the next call, after one that brought nothing new."""
        self._hasty = self._hasty + 1 if waited < BREATH else 0
        if self._hasty == HASTY and not self._is_told:
            log.warning(NOBODY_HOLDS)
            self._is_told = True
        return max(BREATH - waited, 0.0) if self._hasty > FEW else 0.0

    def _slow_down(self, pause: float, failure: Undelivered) -> float:
        longer = min(pause * 2 + 0.25, LONGEST_PAUSE)
        if failure.trouble is not Trouble.CONFLICT:
            log.warning("updates could not be fetched: %s", failure.explanation)
            return failure.retry_after or longer
        said = failure.reason.lower()
        if "webhook" in said:
            self._has_webhook = True
            log.error(TAKEN_AWAY)
            return longer
        log.error("%s", TWO_POLL if "other getupdates" in said else f"Telegram answers 409: {failure.reason}")
        return LONGEST_PAUSE
