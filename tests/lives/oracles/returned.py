"""Does nobody who was told that their data is destroyed come back without their doing, as with a backup?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.began import begun
from tests.lives.books import pseudonym
from tests.lives.moments import clock_time
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import label, says

ON_THE_WAY = 60_000
"""Milliseconds before the receipt: whoever agrees again meanwhile comes back of their own doing."""
WHOLE = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")


def check(played: Played) -> list[str]:
    stored = {person for (person,) in played.seen.books.read("SELECT person FROM persons")}
    return [
        f"{user.first_name} was told on {clock_time(ended_at)} that all is destroyed, and is stored"
        for user in people(played.life.world.users)
        if pseudonym(played.life.folder, user.id) in stored
        for ended_at in [_ended_at(played, user)]
        if ended_at and not any(at > ended_at - ON_THE_WAY for at in _came_back(played, user))
    ]


def _ended_at(played: Played, user: User) -> int:
    """When they were told so last; 0 if never."""
    ends = [one for one in user.chat.history if one.by_bot and says(one.text, *WHOLE)]
    return max((played.seen.states(one)[0].since for one in ends), default=0)


def _came_back(played: Played, user: User) -> list[int]:
    """When they pressed what begins an application, or typed that they agree."""
    typed = [one.date * 1000 for one in user.chat.history if one.sender is user and one.text in label("button.agree")]
    return [*begun(played, user), *typed]
