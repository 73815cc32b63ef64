"""How the bot presents itself before anybody writes to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Profile(NamedTuple):
    """Plain texts in one language. A channel shows as much of each as it has room for."""

    name: str
    about: str
    """A line on the bot's page, and under a link to it that somebody shares."""
    description: str
    """What stands in the empty chat, above Start."""


Profiles = Mapping[str | None, Profile]
"""By language; None for people whose language has no profile."""
