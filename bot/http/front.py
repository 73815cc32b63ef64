"""The bot's port: the state of the bot for programs that watch it, and the doors of its messenger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.dialogue.door import Doors
from bot.health.metrics import Metrics
from bot.health.probe import Probe
from bot.health.readiness import Check, Readiness, check_readiness
from bot.health.tally import Tally
from bot.http.server import HttpServer
from bot.http.state_doors import StateDoors
from bot.machine import Clock, Machine
from storage.store import Store

STARTING, RUNNING, STOPPING = "the bot is starting", "", "the bot is stopping"


class Front:
    """Opens before the bot answers and closes when nothing is left to answer."""

    def __init__(
        self,
        listens_on: tuple[str, int] | None,
        doors: Doors,
        checks: Mapping[str, Sequence[Check]],
        ages: Callable[[], Mapping[str, float]],
        leads: Callable[[], bool],
        store: Store,
        now: Clock,
        machine: Machine,
        tally: Tally,
    ) -> None:
        """`listens_on` is a host and a port; None for a bot that does not listen. `ages` and `leads`: see
        Metrics."""
        self.is_open = listens_on is not None
        self.phase = STARTING
        self.probe = Probe(store, now, machine.monotonic, machine.sleep)
        self._checks: Mapping[str, Sequence[Check]] = {
            "process": [lambda: [self.phase] if self.phase else []],
            **checks,
            "outbox": [self.probe.late],
            "keystore": [self.probe.keystore],
            "tombstones": [self.probe.tombstones],
        }
        metrics = Metrics(tally, self.probe, self.readiness, ages, leads)
        state = StateDoors(self.probe, metrics, self.readiness)
        self.doors: Doors = {**state.doors(), **doors}
        self._server = HttpServer(listens_on, self.doors)

    def readiness(self) -> Readiness:
        """Whether the bot can do its work now, and if not, why."""
        return check_readiness(self._checks)

    async def open(self) -> None:
        """Raises PortUnusable."""
        await self._server.open()

    async def shut(self) -> None:
        """Let nobody in any more, and be ready no more. What is being answered goes on."""
        self.phase = STOPPING
        await self._server.stop_listening()

    async def close(self) -> None:
        await self._server.close()
