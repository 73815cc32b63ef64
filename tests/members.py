"""A staff group whose members a test names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.membership import PersonInChat
from bot.domain.address import Address
from bot.domain.standing import Standing, StandingDoubt


@dataclass(frozen=True)
class Members:
    """Members by address: their standing, or a doubt. Everybody else is outside."""

    known: Mapping[Address, Standing | StandingDoubt] = field(default_factory=dict)

    def remembered(self, who: PersonInChat) -> Standing:
        return Standing.OUTSIDE

    async def ask(self, who: PersonInChat, received_at: float) -> Standing | StandingDoubt:
        return self.known.get(who[1], Standing.OUTSIDE)
