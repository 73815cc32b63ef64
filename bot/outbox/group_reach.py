"""Whether the staff group can be reached; the log says when that changes."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

GROUP_UNREACHABLE = (
    "the staff group cannot be reached and its cards wait: the bot was put out of it, may not write there, or the "
    "topic is closed (STAFF_CHAT_ID, STAFF_TOPIC_ID)"
)


class GroupReach:
    """It is taken to be within reach until a delivery shows otherwise."""

    def __init__(self) -> None:
        self._is_lost = False

    def troubles(self) -> list[str]:
        """Why the bot is not ready: one reason if the group is out of reach."""
        return [GROUP_UNREACHABLE] if self._is_lost else []

    def record_lost(self) -> None:
        if not self._is_lost:
            log.error("%s", GROUP_UNREACHABLE)
        self._is_lost = True

    def forget(self) -> None:
        """Another process delivers from now on."""
        self._is_lost = False

    def record_reached(self) -> None:
        if self._is_lost:
            log.warning("the staff group is within reach again")
        self._is_lost = False
