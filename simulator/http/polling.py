"""Lets getUpdates wait for an update; only one poller may wait (docs/facts/telegram.md 1.6)."""

from __future__ import annotations

import asyncio
from typing import Any

from simulator import dispatch
from simulator.dispatch import Outcome
from simulator.errors import ApiError, conflict
from simulator.methods.receiving import confirm, remember_allowed
from simulator.schema.check import check_parameters
from simulator.world import World

MAX_WAIT_SECONDS = 50
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
TERMINATED_BY_WEBHOOK = "terminated by setWebhook request"


class Poller:
    """Holds the one request that waits; a newer request ends it with 409."""

    def __init__(self, world: World, max_wait: int = MAX_WAIT_SECONDS) -> None:
        """`max_wait` limits the seconds that a request can ask for."""
        self.world = world
        self._max_wait = max_wait
        self._waiting: asyncio.Future[str] | None = None

    async def get_updates(self, params: dict[str, Any]) -> Outcome:
        reason = await self._wait(params)
        if reason == "":
            return dispatch.attempt(self.world, "getUpdates", params)
        outcome = Outcome(error=conflict(reason))
        dispatch.record(self.world, "getUpdates", params, outcome)
        return outcome

    def stop(self) -> None:
        """Ends the waiting request at once."""
        self._end("")

    async def _wait(self, params: dict[str, Any]) -> str:
        """Waits for an update. A non-empty result is the reason for a 409."""
        self._end(TERMINATED)
        seconds = self._prepare(params)
        if not seconds or self._has_updates():
            return ""
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        stop = self.world.listen(lambda _event: self._look(waiting))
        try:
            return await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return ""
        finally:
            stop()
            if self._waiting is waiting:
                self._waiting = None

    def _prepare(self, params: dict[str, Any]) -> int:
        """The seconds to wait, 0 for a request that will be refused. Confirms now, not at the end of the wait."""
        try:
            args = check_parameters("getUpdates", params)
        except ApiError:
            return 0
        if self.world.webhook.url or self.world.logged_out or self.world.faults.has_script_for("getUpdates"):
            return 0
        remember_allowed(self.world, args)
        confirm(self.world, args.get("offset", 0))
        return min(int(args.get("timeout", 0)), self._max_wait)

    def _has_updates(self) -> bool:
        self.world.updates.forget_expired(self.world.clock.now_ms())
        return bool(self.world.updates.pending)

    def _look(self, waiting: asyncio.Future[str]) -> None:
        if self.world.webhook.url:
            self._end(TERMINATED_BY_WEBHOOK)
        elif self._has_updates() and not waiting.done():
            waiting.set_result("")

    def _end(self, reason: str) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(reason)
