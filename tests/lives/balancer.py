"""How are updates shared among replicas? Each goes to either at random, as a webhook behind a balancer would hand them.

Messages of one chat go where an earlier one of them still waits, because Telegram delivers one connection's updates in
order. A press goes to the other one, so that the two halves of a double tap meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from random import Random
from typing import Any

from simulator import dispatch
from simulator.dispatch import Outcome
from simulator.http.polling import Poller
from simulator.state.updates import Update
from simulator.world import World
from tests.lives.mortal import Process

PRESS = "callback_query"


class Balancer:
    """Takes the place of `take` and `confirm` of the world's queue: each works for the replica that is being served."""

    def __init__(self, world: World, running: Callable[[], Sequence[Process]], chance: Random) -> None:
        self._world = world
        self._running = running
        self._chance = chance
        self._owners: dict[int, Process] = {}
        self._given: set[tuple[int, int]] = set()  # number of the process, number of the update
        self._served: Process | None = None
        self._shares: list[Share] = []
        vars(world.updates).update(take=self._take, confirm=self._confirm)

    def share(self, process: Process, hold: int) -> Share:
        """The poller of one replica. `hold` is how many seconds a request waits."""
        share = Share(self, process, self._world, hold)
        self._shares = [*(one for one in self._shares if one.process in self._living()), share]
        return share

    @contextmanager
    def serving(self, process: Process) -> Iterator[None]:
        self._served = process
        try:
            yield
        finally:
            self._served = None

    def goes_to(self, process: Process, update: Update) -> bool:
        owner = self._owners.get(update.id)
        living = self._living()
        if owner not in living and living:
            owner = self._owners[update.id] = self._find_owner(update, living)
        return owner is process

    def would_confirm(self, update: Update, offset: int) -> bool:
        """Whether the replica that is being served confirms it with this offset."""
        return (
            self._served is not None
            and update.id < offset
            and (self._served.number, update.id) in self._given
            and self.goes_to(self._served, update)
        )

    def look_again(self) -> None:
        """A replica has ended: what was its own goes to another."""
        for share in self._shares:
            share.look_again()

    def _living(self) -> list[Process]:
        return [one for one in self._running() if not one.is_dead and not one.has_ended]

    def _find_owner(self, update: Update, living: Sequence[Process]) -> Process:
        before = [one for one in self._world.updates.pending if one.lane == update.lane and one.id < update.id]
        earlier = next((self._owners[one.id] for one in reversed(before) if one.id in self._owners), None)
        if update.kind == PRESS:
            return self._chance.choice([one for one in living if one is not earlier] or list(living))
        return earlier if earlier in living and earlier else self._chance.choice(living)

    def _take(self, limit: int, now_ms: int) -> list[Update]:
        updates, process = self._world.updates, self._served
        updates.forget_expired(now_ms)
        if process is None:
            return []
        batch = list(islice((one for one in updates.pending if self.goes_to(process, one)), limit))
        for update in batch:
            update.mark_delivered()
            self._given.add((process.number, update.id))
        return batch

    def _confirm(self, offset: int) -> None:
        updates = self._world.updates
        for update in [one for one in updates.pending if self.would_confirm(one, offset)]:
            del self._owners[update.id]  # if it comes again, it goes to either
            if not update.owed:
                updates.pending.remove(update)


class Share(Poller):
    """What Telegram's getUpdates is to one replica."""

    def __init__(self, balancer: Balancer, process: Process, world: World, hold: int) -> None:
        super().__init__(world, hold)
        self.process = process
        self._balancer = balancer

    async def get_updates(self, params: dict[str, Any]) -> Outcome:
        await self._wait(params)
        with self._balancer.serving(self.process):
            return dispatch.attempt(self.world, "getUpdates", params)

    def look_again(self) -> None:
        if self._waiting:
            self._look(self._waiting)

    def _prepare(self, params: dict[str, Any]) -> int:
        with self._balancer.serving(self.process):
            return super()._prepare(params)

    def _has_updates(self) -> bool:
        self.world.updates.forget_expired(self.world.clock.now_ms())
        return any(self._balancer.goes_to(self.process, one) for one in self.world.updates.pending)
