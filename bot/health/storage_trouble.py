"""What does storage refuse, since when, and who is told of it?

Whatever is refused comes again every few seconds, so it is logged when it begins, once more in plain words when it has
lasted for a minute, and when it is over. From that minute on the bot is not ready, and at once if a file is not in its
place.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.machine import Monotonic
from bot.refusal import explain
from storage.statements import StorageError
from storage.store import Store

log = logging.getLogger(__name__)
PATIENCE = 60.0  # seconds; a locked file or a full disk may be over by then
FORGOTTEN = 120.0  # seconds; what is still wanted has been tried again by then


@dataclass(slots=True)
class _Spell:
    """From the first refusal in a row to the last."""

    since: float
    last: float
    error: StorageError
    is_told: bool = False


class StorageTrouble:
    """Of one store."""

    def __init__(self, store: Store, monotonic: Monotonic) -> None:
        self._store = store
        self._monotonic = monotonic
        self._spells: dict[str, _Spell] = {}

    def refuse(self, what: str, error: StorageError) -> None:
        """`what` could not be read or written, and will be tried again."""
        now = self._monotonic()
        self._forget(now)
        if not self._spells:
            log.error("storage refuses (%s %s); nothing is acknowledged, it is tried again", _file(error), error)
        spell = self._spells.setdefault(what, _Spell(now, now, error))
        spell.last, spell.error = now, error
        if now - spell.since >= PATIENCE and not any(one.is_told for one in self._spells.values()):
            log.error("storage has refused for a minute, updates wait at Telegram: %s", explain(error))
            spell.is_told = True

    def accept(self, what: str) -> None:
        """It works, or is not wanted any more."""
        if self._spells.pop(what, None) and not self._spells:
            log.warning("storage works again")

    def reasons(self) -> list[str]:
        """Why the bot is not ready."""
        now = self._monotonic()
        self._forget(now)
        long = [explain(one.error) for one in self._spells.values() if now - one.since >= PATIENCE]
        return list(dict.fromkeys([*(f"{name} was deleted or moved" for name in self._store.misplaced()), *long]))

    def _forget(self, now: float) -> None:
        self._spells = {what: one for what, one in self._spells.items() if now - one.last < FORGOTTEN}


def _file(error: StorageError) -> str:
    return getattr(error, "file", "") or "database"
