"""How is a moment of a life told, and what stood on a button that was pressed?"""

from __future__ import annotations

from simulator.state.press import Query
from tests.lives.choice import CLOCK, OPERATOR
from tests.lives.played import Played
from tests.lives.virtual_machine import MONDAY

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000  # milliseconds


def label_of(query: Query) -> str:
    """What stood on the button; empty if no version of the message ever had it."""
    message = query.message
    for version in (message.version, *reversed(message.edits)):
        for button in version.inline.buttons if version.inline else ():
            if button.data == query.data:
                return button.text
    return ""


def clock_time(moment: int) -> str:
    """As in a story: days and hours since the life began."""
    seconds = (moment - int(MONDAY)) // 1000
    return f"{seconds // 86_400}d {seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def ends_of(played: Played) -> list[int]:
    """When processes were killed, or stopped by the operator."""
    acts = [act.at_ms for act in played.acts if act.who == OPERATOR]
    return sorted([*(death.at_ms for death in played.deaths), *acts, *played.operator.stops])


def was_restored(played: Played) -> bool:
    """From then on the database knows nothing of what happened after the backup."""
    return bool(played.operator.restored)


def is_forgotten(played: Played, moment: int) -> bool:
    """Whether it lies between a backup and its return: the database knows nothing of what happened then."""
    return any(taken_at <= moment <= restored_at for restored_at, taken_at in played.operator.restored)


def has_leapt(played: Played) -> bool:
    """Whether the clock of the bot's machine was ever wrong."""
    return any(act.who == CLOCK for act in played.acts)
