"""Does a person's key go before their rows, and is neither there before they agree?"""

from __future__ import annotations

from tests.lives.books import pseudonym
from tests.lives.moments import clock_time, label_of, was_restored
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import label


def check(played: Played) -> list[str]:
    if was_restored(played):
        return []
    names = {pseudonym(played.life.folder, user.id): user for user in played.life.world.users.values()}
    found = [
        f"on {clock_time(at)} the rows of {names[person].first_name} were gone, and their key was not"
        for at, person in played.seen.witness.outlived
    ]
    for name, user in names.items():
        arrived = played.seen.witness.arrived.get(name)
        if arrived is not None and user in people(played.life.world.users) and not _agreed(played, user.id, arrived):
            found.append(f"on {clock_time(arrived)} {user.first_name} was stored, and had not agreed")
    return found


def _agreed(played: Played, person: int, before: int) -> bool:
    agree = label("button.agree")
    return any(
        query.user.id == person and query.at_ms <= before and label_of(query) in agree
        for query in played.life.world.queries.values()
    )
