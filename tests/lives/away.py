"""Whose chat is out of reach, and for how long does their erasure wait for them (docs/decisions/erasure-gap.md)?"""

from __future__ import annotations

from tests.lives.books import pseudonym
from tests.lives.moments import DAY, HOUR, MINUTE
from tests.lives.played import Played

WAIT = 2 * DAY
"""Since the wish and the newest message: afterwards Telegram lets a bot delete nothing."""
CHECK = HOUR
WAITING = (
    "SELECT id, person, max(requested_at, COALESCE((SELECT max(sent_at) FROM erasure_messages "
    "WHERE erasure = erasures.id AND place = 'private'), 0)) FROM erasures WHERE stage = 'destroyed'"
)


def awaited(played: Played) -> dict[bytes, bytes]:
    """The erasures that may be open because their person keeps the bot out, and the name of that person."""
    folder, users = played.life.folder, played.life.world.users.values()
    away = {pseudonym(folder, user.id) for user in users if user.chat.bot_blocked or user.deactivated}
    slack = CHECK + 3 * int(played.life.settings().sweep_interval) + 5 * MINUTE
    return {
        erasure: person
        for erasure, person, since in played.seen.books.read(WAITING)
        if person in away and since > played.seen.ended_at - WAIT - slack
    }
