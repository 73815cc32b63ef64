"""What is every delivery of a fact made with?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.channel import Channel
from bot.dialogue.installation import Installation
from bot.domain.schedule import Schedule
from bot.i18n import Words
from bot.machine import Clock
from storage.store import Store


@dataclass(frozen=True, slots=True)
class FactDelivery:
    """The installation whose fact it is, and the channel that carries it; whatever else it needs are fields of its own.

    A delivery is called with its subject, as `bot.outbox.worker.Deliver` says.
    """

    installation: Installation
    channel: Channel

    @property
    def store(self) -> Store:
        return self.installation.store

    @property
    def words(self) -> Words:
        return self.installation.words

    @property
    def schedule(self) -> Schedule:
        return self.installation.schedule

    @property
    def clock(self) -> Clock:
        return self.installation.clock
