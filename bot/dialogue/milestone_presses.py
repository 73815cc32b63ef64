"""The buttons of messages about the way of an application."""

from __future__ import annotations

from bot.dialogue.press import Press
from bot.domain.frozen import frozen
from bot.domain.time import Moment


@frozen
class MilestonePress(Press):
    """Switches the messages about a Milestone on or off; with an empty `milestone` it shows the switches. `since` is
    when the person registered."""

    prefix = "h"

    milestone: str
    wants: bool
    since: Moment
