"""Is what Telegram was told to be done, or somebody was told, in the database by then?"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.state.private_chat import PrivateChat
from tests.lives.moments import HOUR, MINUTE, clock_time
from tests.lives.played import Played
from tests.lives.seen import Seen

LONG, OFTEN = 2 * HOUR, 500  # a disk that fails for minutes brings an update many times


def check(played: Played) -> list[str]:
    seen = played.seen
    found = [
        f"update {number} was confirmed at {clock_time(at)}, and its effects stored afterwards"
        for number, at in seen.confirmed.items()
        if _is_stored_later(seen, number, at)
    ]
    found += [
        f"a press of {query.user.first_name} was answered at {clock_time(at)} before its effects were stored"
        for query, at in seen.answered.items()
        if query.update and _is_stored_later(seen, query.update.id, at)
    ]
    found += [
        f"update {number} left a message in the database and was not remembered itself"
        for number in seen.kept_without_number
    ]
    return found + _brought_again(seen) + list(_told_too_early(seen))


def _brought_again(seen: Seen) -> list[str]:
    """For hours, and in vain: whoever writes waits behind it as soon as there are a hundred."""
    return [
        f"update {number} was brought {len(moments)} times for {(moments[-1] - moments[0]) // MINUTE} minutes"
        for number, moments in seen.delivered.items()
        if moments[-1] - moments[0] > LONG and len(moments) > OFTEN
    ]


def _is_stored_later(seen: Seen, number: int, at: int) -> bool:
    """And not because it came once more."""
    stored = seen.stored.get(number, at)
    return stored > at and not any(at <= moment <= stored for moment in seen.delivered[number])


def _told_too_early(seen: Seen) -> Iterable[str]:
    for at, message, reference in seen.told_too_early:
        if isinstance(message.chat, PrivateChat) or reference in seen.references:
            yield f"{reference} was told at {clock_time(at)} and was not in the database"
