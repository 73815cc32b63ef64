"""Table `leader`: the term of the process that leads, if several work on one database.

Whoever begins to lead raises it. Every change that only the leader makes relies on its own term, so a process that has
lost the lead without noticing commits nothing.
"""

from __future__ import annotations

from storage.engine import Engine
from storage.statements import Conflict, NoLongerLeading, Statement, Statements, StorageError

IS_MINE = "UPDATE leader SET term = term WHERE only_row = 1 AND term = $1"


class Term:
    """The term of this process; it has none before `begin`, and then nothing is expected of its changes."""

    def __init__(self) -> None:
        self._number: int | None = None

    async def begin(self, engine: Engine) -> None:
        """Begin a term, which ends every other one. Raises StorageUnavailable."""
        while self._number is None or not await self._is_begun(engine, self._number):
            [[last]] = await engine.read("SELECT term FROM leader WHERE only_row = 1")
            self._number = last + 1

    async def _is_begun(self, engine: Engine, number: int) -> bool:
        begin = Statement("UPDATE leader SET term = $1 WHERE only_row = 1 AND term = $1 - 1", (number,), touches=1)
        try:
            await engine.write([begin])
        except Conflict:
            return False
        return True

    def guard(self, changes: Statements) -> Statements:
        """The same changes, which now rely on this term."""
        if self._number is None or not changes:
            return changes
        return [Statement(IS_MINE, (self._number,), touches=1), *changes]

    def explain(self, conflict: Conflict) -> StorageError:
        """NoLongerLeading for the conflict that the guard causes; any other as it is."""
        return NoLongerLeading() if str(conflict) == Statement(IS_MINE).target else conflict
