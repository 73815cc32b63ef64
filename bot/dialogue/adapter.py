"""What is the adapter of a messenger to the bot that runs on it?"""

from __future__ import annotations

from typing import Protocol

from bot.dialogue.channel import Channel, Rate
from bot.dialogue.membership import Membership
from bot.dialogue.taken import Take
from bot.i18n import Words

Names = tuple[str, ...]
"""Of commands, without the slash."""


class Source(Protocol):
    """Where events come from."""

    async def run(self) -> None:
        """Hand over what comes, until cancelled. What was not taken comes again."""

    async def acknowledge(self) -> None:
        """At a good end: tell the messenger what is done, lest it comes again."""


class Adapter(Protocol):
    """A messenger for one bot (docs/decisions/core-knows-no-channel.md)."""

    @property
    def channel(self) -> Channel: ...

    @property
    def rate(self) -> Rate: ...

    @property
    def membership(self) -> Membership: ...

    def source(self, take: Take) -> Source:
        """What it brings is handed to `take`."""

    async def identify(self) -> str:
        """The bot's username. Waits until the messenger can be reached. Raises a Refusal if it knows no such bot."""

    async def publish_commands(
        self, words: Words, default: str, staff_chat: int | None, members_may: Names, administrators_may: Names
    ) -> None:
        """Show what can be asked for: to everybody in all languages, in the staff group in the `default` one."""

    def troubles(self) -> list[str]:
        """Why the bot is not ready."""

    def stop_asking(self) -> None:
        """Nobody waits any more for what the messenger was asked beside messages."""

    async def close(self) -> None: ...
