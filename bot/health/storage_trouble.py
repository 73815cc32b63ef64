"""Failures of storage: what fails, and since when.

What fails is tried again every few seconds. So the log has one line when failures begin, one more in plain words when
they have lasted for a minute, and one when they are over. After that minute the bot is not ready. It is not ready at
once if a file is missing from its place.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.machine import Monotonic
from bot.refusal import explain
from storage.statements import StorageError
from storage.store import Store

log = logging.getLogger(__name__)
LASTING_SECONDS = 60.0  # a locked file or a full disk may be over before
FORGET_SECONDS = 120.0  # what is still wanted has been tried again by then


@dataclass(slots=True)
class _Failures:
    """Failures in a row of one thing: the first, the last, and the error of the last. Monotonic seconds."""

    since: float
    last: float
    error: StorageError
    is_told: bool = False


class StorageTrouble:
    """The failures of one store, by what was read or written."""

    def __init__(self, store: Store, monotonic: Monotonic) -> None:
        self._store = store
        self._monotonic = monotonic
        self._failing: dict[str, _Failures] = {}

    def record_failure(self, what: str, error: StorageError) -> None:
        """`what` could not be read or written, and will be tried again."""
        now = self._monotonic()
        self._forget(now)
        if not self._failing:
            log.error("storage refuses (%s %s); nothing is acknowledged, it is tried again", _file(error), error)
        failures = self._failing.setdefault(what, _Failures(now, now, error))
        failures.last, failures.error = now, error
        if now - failures.since >= LASTING_SECONDS and not any(one.is_told for one in self._failing.values()):
            log.error("storage has refused for a minute, updates wait at Telegram: %s", explain(error))
            failures.is_told = True

    def record_success(self, what: str) -> None:
        """`what` could be read or written, or is not wanted any more."""
        if self._failing.pop(what, None) and not self._failing:
            log.warning("storage works again")

    def reasons(self) -> list[str]:
        """Why the bot is not ready; empty if all is well."""
        now = self._monotonic()
        self._forget(now)
        long = [explain(one.error) for one in self._failing.values() if now - one.since >= LASTING_SECONDS]
        return list(dict.fromkeys([*(f"{name} was deleted or moved" for name in self._store.misplaced()), *long]))

    def _forget(self, now: float) -> None:
        self._failing = {what: one for what, one in self._failing.items() if now - one.last < FORGET_SECONDS}


def _file(error: StorageError) -> str:
    return getattr(error, "file", "") or "database"
