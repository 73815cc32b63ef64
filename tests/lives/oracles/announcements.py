"""Does an announcement reach only those who wanted offers at that moment?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.moments import clock_time, label_of
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import label, says

CROSSING = 60_000  # milliseconds in which a letter and a withdrawal may pass each other
ENDS = ("offer.withdrawn", "erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")


def check(played: Played) -> list[str]:
    found = []
    for user in people(played.life.world.users):
        letters = [
            state.since
            for one in user.chat.history
            if one.by_bot and says(one.text, "announce.letter")
            for state in played.seen.states(one)[:1]
        ]
        found += [
            f"{user.first_name} was sent offers on {clock_time(at)}" for at in letters if not _wants(played, user, at)
        ]
    return found


def _wants(played: Played, user: User, at: int) -> bool:
    """Said yes, and was not told since that nothing more comes."""
    yes = label("button.offer_yes")
    said = [
        query.at_ms
        for query in played.life.world.queries.values()
        if query.user is user and query.at_ms <= at and label_of(query) in yes
    ]
    over = [
        state.since
        for one in user.chat.history
        if one.by_bot and says(one.text, *ENDS)
        for state in played.seen.states(one)[:1]
        if state.since < at - CROSSING
    ]
    return bool(said) and max(said) > max(over, default=0) - CROSSING
