"""The state of the bot for programs that watch it: `/healthz`, `/readyz` and `/metrics`.

Anybody may learn whether the bot lives and works. Reasons and numbers are for those who ask on this machine. So a
proxy that passes every path on tells the world nothing (docs/decisions/one-port.md).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from bot.dialogue.door import Doors, Knock, Reply
from bot.health.metrics import CONTENT_TYPE, Metrics
from bot.health.probe import Probe
from bot.health.readiness import Readiness
from storage.statements import StorageError

READ = ("GET", "HEAD")
NOT_ALLOWED = Reply(405, headers={"Allow": ", ".join(READ)})
NOT_FOUND = Reply(404)


class StateDoors:
    """The three doors."""

    def __init__(self, probe: Probe, metrics: Metrics, readiness: Callable[[], Readiness]) -> None:
        self._probe, self._metrics, self._readiness = probe, metrics, readiness

    def doors(self) -> Doors:
        return {"/healthz": self._health, "/readyz": self._ready, "/metrics": self._numbers}

    async def _health(self, knock: Knock) -> Reply:
        """Whether the process lives: its loop turns, or nobody would answer, and the writer of the database answers."""
        if knock.method not in READ:
            return NOT_ALLOWED
        answers = await self._probe.does_writer_answer()
        return Reply(200, b"alive\n") if answers else Reply(503, b"the database does not answer\n")

    async def _ready(self, knock: Knock) -> Reply:
        if knock.method not in READ:
            return NOT_ALLOWED
        if knock.is_local:
            await self._look()
        found = self._readiness()
        status = 200 if found.is_ready else 503
        return Reply(status, _in_words(found).encode() if knock.is_local else b"")

    async def _numbers(self, knock: Knock) -> Reply:
        if not knock.is_local:
            return NOT_FOUND
        if knock.method not in READ:
            return NOT_ALLOWED
        await self._look()
        return Reply(200, self._metrics.page(), {"Content-Type": CONTENT_TYPE})

    async def _look(self) -> None:
        with suppress(StorageError):  # whatever cannot be read stands among the reasons
            await self._probe.look()


def _in_words(readiness: Readiness) -> str:
    lines = ["ready" if readiness.is_ready else "not ready"]
    for name, reasons in readiness.found.items():
        lines += [f"{name}: {reason}" for reason in reasons] or [f"{name}: ok"]
    return "\n".join(lines) + "\n"
