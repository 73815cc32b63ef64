"""Table `leader`: the term of the process that leads, if several work on one database.

Whoever begins to lead raises it. Every change that only the leader makes relies on its own term, so a process that has
lost the lead without noticing commits nothing; and it asks for its term before it sends anything. A term that ended in
peace, with nothing in hand, is stored as a negative number.
"""

from __future__ import annotations

from bot.machine import Monotonic, Sleep, system_monotonic
from storage.engine import Engine
from storage.statements import Conflict, NoLongerLeading, Statement, Statements, StorageError

IS_MINE = "UPDATE leader SET term = term WHERE only_row = 1 AND term = $1"
TRUSTED_SECONDS = 1.0
"""How long the answer that a term goes on is relied on, from the moment of the question: a process that stood still
meanwhile asks again."""
IN_HAND_SECONDS = 2.0
"""How long a new leader leaves to an earlier one, which may live, to write down what it has in hand."""


class Term:
    """The term of this process; it has none before `begin`, and then nothing is expected of its changes."""

    def __init__(self, timer: Monotonic = system_monotonic) -> None:
        self._timer = timer
        self._number: int | None = None
        self._settled_at = 0.0

    async def begin(self, engine: Engine) -> None:
        """Begin a term, which ends every other one. Raises StorageUnavailable."""
        last = await self._last(engine)
        while not await _replace(engine, last, abs(last) + 1):
            last = await self._last(engine)
        self._number = abs(last) + 1
        self._settled_at = self._timer() + IN_HAND_SECONDS if last > 0 else 0.0

    async def _last(self, engine: Engine) -> int:
        [[last]] = await engine.read("SELECT term FROM leader WHERE only_row = 1")
        return int(last)

    async def wait_for_earlier(self, sleep: Sleep) -> None:
        """Return when an earlier leader that lives has written down what it had in hand."""
        if (seconds := self._settled_at - self._timer()) > 0:
            await sleep(seconds)

    async def confirm(self, engine: Engine) -> None:
        """Return if this process leads now. Raises NoLongerLeading, and StorageUnavailable."""
        while self._number is not None:
            asked = self._timer()
            if await self._last(engine) != self._number:
                raise NoLongerLeading
            if self._timer() - asked < TRUSTED_SECONDS:
                return

    async def resign(self, engine: Engine) -> None:
        """Say that nothing is in hand any more, so that the next leader need not wait. Raises StorageUnavailable."""
        if self._number is not None:
            await _replace(engine, self._number, -self._number)

    def guard(self, changes: Statements) -> Statements:
        """The same changes, which now rely on this term."""
        if self._number is None or not changes:
            return changes
        return [Statement(IS_MINE, (self._number,), touches=1), *changes]

    def explain(self, conflict: Conflict) -> StorageError:
        """NoLongerLeading for the conflict that the guard causes; any other as it is."""
        return NoLongerLeading() if str(conflict) == Statement(IS_MINE).target else conflict


async def _replace(engine: Engine, old: int, new: int) -> bool:
    """False if another number stands there by now."""
    change = Statement("UPDATE leader SET term = $2 WHERE only_row = 1 AND term = $1", (old, new), touches=1)
    try:
        await engine.write([change])
    except Conflict:
        return False
    return True
