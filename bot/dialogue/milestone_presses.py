"""The buttons of messages about the way of an application."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.press import Press
from bot.domain.time import Moment


@dataclass(frozen=True, slots=True)
class MilestonePress(Press):
    """Switches the messages about a Milestone on or off; with an empty `milestone` it shows the switches. `since` is
    when the person registered."""

    prefix = "h"

    milestone: str
    wants: bool
    since: Moment
