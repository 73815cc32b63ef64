"""The standing of a person in the staff group, and why it can be unknown."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Standing(IntEnum):
    """In ascending order: each has the rights of those before it."""

    OUTSIDE = 0
    MEMBER = 1
    ADMINISTRATOR = 2


class StandingDoubt(StrEnum):
    """Why the standing is unknown. Nobody is let in, or called an outsider, on a guess."""

    PASSING = "passing"  # no answer of the channel, a late one, or an unreadable one
    HIDDEN = "hidden"  # the channel tells administrators only, and the bot is not one


class StandingUnknown(Exception):
    """A decision needs the standing, and it is unknown. HIDDEN is permanent, PASSING is not."""

    def __init__(self, doubt: StandingDoubt) -> None:
        super().__init__(doubt)
        self.doubt = doubt
