"""The protocol of a messenger's adapter."""

from __future__ import annotations

from typing import Protocol

from bot.dialogue.channel import Channel, Rate
from bot.dialogue.door import Doors
from bot.dialogue.membership import Membership
from bot.dialogue.profile import Profiles
from bot.dialogue.taken import Take
from bot.domain.frozen import frozen
from bot.i18n import Words

Names = tuple[str, ...]
"""Names of commands, without the slash."""


@frozen
class StaffMenu:
    """The menu of commands in the staff group, in its language."""

    chat: int
    language: str
    members_may: Names
    administrators_may: Names


class Source(Protocol):
    """Where events come from."""

    async def run(self) -> None:
        """Hand over events until cancelled. Events that were not taken come again."""

    async def acknowledge(self) -> None:
        """At an orderly end: tell the messenger which events were taken, so that they do not come again."""

    def doors(self) -> Doors:
        """The paths at which the messenger brings events; none if they are fetched. Closed unless `run` runs."""

    def troubles(self) -> list[str]:
        """Why no events come, in words; empty if they do."""


class Adapter(Protocol):
    """A messenger for one bot (docs/decisions/core-knows-no-channel.md)."""

    @property
    def channel(self) -> Channel: ...

    @property
    def rate(self) -> Rate: ...

    @property
    def membership(self) -> Membership: ...

    def source(self, take: Take) -> Source:
        """The source that hands its events to `take`."""

    async def identify(self) -> str:
        """The bot's username. Waits until the messenger can be reached. Raises a Refusal if it knows no such bot."""

    async def publish_commands(self, words: Words, default: str, staff: StaffMenu | None) -> None:
        """Show the menus of commands: to everybody in their language or the `default` one, and in the staff group."""

    async def publish_profile(self, profiles: Profiles) -> None:
        """Show what the bot is, before anybody writes to it. A refusal is logged, and stops nothing."""

    def troubles(self) -> list[str]:
        """Reasons why the bot is not ready, in words."""

    def stop_asking(self) -> None:
        """Cancel the pending questions to the messenger: about membership, for instance."""

    async def close(self) -> None: ...
