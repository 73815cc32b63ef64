"""What is somebody in the staff group, and why may nobody know it?"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Standing(IntEnum):
    """Each may what the ones before it may."""

    OUTSIDE = 0
    MEMBER = 1
    ADMINISTRATOR = 2


class Doubt(StrEnum):
    """Why it could not be found out. Nobody is let in on a guess, and nobody is called an outsider on one."""

    PASSING = "passing"  # the channel did not answer, not in time, or not so that it can be read
    HIDDEN = "hidden"  # the channel tells administrators only, and the bot is none


class StandingUnknown(Exception):
    """What was to be decided depends on it, so nothing is. Passing trouble is not permanent, hidden members are."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.doubt = doubt
