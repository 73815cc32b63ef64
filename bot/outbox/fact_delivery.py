"""The base of all deliveries."""

from __future__ import annotations

from bot.dialogue.channel import Channel
from bot.dialogue.installation import Installation
from bot.domain.frozen import frozen
from bot.domain.schedule import Schedule
from bot.i18n import Words
from bot.machine import Clock
from bot.outbox.not_yet import NotYet
from storage.store import Store


@frozen
class FactDelivery:
    """A delivery has the installation and the channel; a subclass adds the fields that it needs.

    It is called with a row of the outbox, as `bot.outbox.worker.Delivery` says.
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

    def wait_for_morning(self) -> None:
        """Raises NotYet in the quiet hours: nobody waits for what is to be said."""
        now = self.clock()
        if self.schedule.is_quiet(now):
            raise NotYet(until=self.schedule.after_quiet_hours(now))
