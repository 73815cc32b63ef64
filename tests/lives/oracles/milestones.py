"""Is a person told how it goes on only by day, only while it is true, and not again and again?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from simulator.actors.user import User
from tests.lives.moments import DAY, HOUR, MINUTE, clock_time, ends_of, has_leapt, was_restored
from tests.lives.oracles.reminders import ENDS, ZONE
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.seen import State
from tests.lives.sentences import says

KINDS = ("milestone.taken", "milestone.tried", "milestone.closed.won", "milestone.closed.not_now",
         "milestone.closed.wrong_number")  # fmt: skip
TRUE_WHILE = {"milestone.taken": ("taken",), "milestone.tried": ("taken", "contacted")}
"""Otherwise: closed."""
REFERENCE = re.compile(r"M-[0-9A-Z]{6}")
MOST = 2  # one more after a lost answer
FLIGHT = 2 * MINUTE  # what is true when it is said may have changed when it arrives
Told = tuple[str, str, State]


def check(played: Played) -> list[str]:
    if has_leapt(played) or was_restored(played):
        return []
    return [one for user in people(played.life.world.users) for one in _of(played, user)]


def _of(played: Played, user: User) -> Iterator[str]:
    told = list(_told(played, user))
    for kind, reference, state in told:
        said = f"{user.first_name} was told {kind} of {reference} on {clock_time(state.since)}"
        if _is_night(played, state.since):
            yield f"{said}, in quiet hours"
        if _has_withdrawn(user, reference, state):
            yield f"{said}, after withdrawing"
        if not _was_so(played, kind, reference, state.since):
            yield f"{said}, and it was not so"
    yield from _again(played, user, told)


def _told(played: Played, user: User) -> Iterator[Told]:
    for message in user.chat.history:
        kind = next((name for name in KINDS if message.by_bot and says(message.text, name)), None)
        states = played.seen.states(message) if kind else []
        if kind and states:
            yield kind, REFERENCE.findall(message.text)[0], states[0]


def _is_night(played: Played, moment: int) -> bool:
    if played.life.options.get("quiet_hours"):
        return False
    return not 9 * HOUR <= (moment + ZONE) % DAY < 21 * HOUR + FLIGHT


def _has_withdrawn(user: User, reference: str, state: State) -> bool:
    """The application is one of those before the last end of their data."""
    before = [one for one in user.chat.history if one.by_bot and one.id < state.message.id]
    ends = [one.id for one in before if says(one.text, *ENDS)]
    return bool(ends) and any(reference in one.text and one.id < ends[-1] for one in before)


def _was_so(played: Played, kind: str, reference: str, moment: int) -> bool:
    """Within what a message is under way."""
    statuses = played.seen.witness.statuses.get(reference, [])
    ends = [at for at, _ in statuses[1:]] + [moment + 1]
    wanted = TRUE_WHILE.get(kind, ("closed",))
    return not statuses or any(
        status in wanted and begins <= moment and end >= moment - FLIGHT
        for (begins, status), end in zip(statuses, ends, strict=True)
    )


def _again(played: Played, user: User, told: list[Told]) -> Iterator[str]:
    """Of calls without an answer people hear once a day."""
    by_news: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for kind, reference, state in told:
        day = (state.since + ZONE) // DAY if kind == "milestone.tried" else 0
        by_news[kind, reference, day].append(state.since)
    for (kind, reference, _), moments in by_news.items():
        deaths = sum(moments[0] <= at <= moments[-1] for at in ends_of(played))
        if len(moments) > MOST + deaths:
            yield f"{user.first_name} was told {kind} of {reference} {len(moments)} times"
