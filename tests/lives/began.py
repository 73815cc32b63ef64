"""When did somebody begin an application, as far as the bot knows of it?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.moments import label_of
from tests.lives.played import Played
from tests.lives.sentences import label

BUTTONS = ("button.agree", "button.new_application", "button.start_over")


def begun(played: Played, user: User) -> list[int]:
    """When they pressed what begins one and that was stored, though a death may have swallowed the first question."""
    labels = set().union(*(label(name) for name in BUTTONS))
    return sorted(
        query.at_ms
        for query in played.life.world.queries.values()
        if query.user is user and label_of(query) in labels
        if query.update and query.update.id in played.seen.stored
    )
