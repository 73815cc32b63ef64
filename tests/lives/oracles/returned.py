"""Does nobody who was told that their data is destroyed come back without their doing, as with a backup?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.began import begun
from tests.lives.books import pseudonym
from tests.lives.destroyed import told_destroyed
from tests.lives.moments import clock_time
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import label

ON_THE_WAY = 60_000
"""Milliseconds before the receipt: whoever agrees again meanwhile comes back of their own doing."""


def check(played: Played) -> list[str]:
    stored = {person for (person,) in played.seen.books.read("SELECT person FROM persons")}
    return [
        f"{user.first_name} was told on {clock_time(ended_at)} that all is destroyed, and is stored"
        for user in people(played.life.world.users)
        if pseudonym(played.life.folder, user.id) in stored
        for ended_at in told_destroyed(played, user.chat)[-1:]
        if not any(at > ended_at - ON_THE_WAY for at in _came_back(played, user))
    ]


def _came_back(played: Played, user: User) -> list[int]:
    """When they pressed what begins an application, or typed that they agree."""
    typed = [one.date * 1000 for one in user.chat.history if one.sender is user and one.text in label("button.agree")]
    return [*begun(played, user), *typed]
