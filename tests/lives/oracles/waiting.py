"""Are colleagues told of an application that nobody has taken?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.lives.choice import CLOCK, DISK, NETWORK
from tests.lives.moments import HOUR, MINUTE, clock_time, ends_of, has_leapt, was_restored
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.sentences import says

ZONE = timedelta(hours=5)  # Almaty
OPENS, CLOSES = 9, 18  # o'clock, from Monday to Friday; no holiday lies in a life
FIRST = 15 * MINUTE  # of working time, LEAD_ESCALATIONS
SLACK = 11 * MINUTE  # what may have arrived is said again after five
DOUBTS = 2  # a note that may have arrived twice is not repeated
OTHER = (CLOCK, DISK, NETWORK)


def check(played: Played) -> list[str]:
    if was_restored(played) or has_leapt(played):
        return []
    group, seen = played.life.group, played.seen
    notes = {name for one in group.history if one.by_bot and says(one.text, "nudge.new", "nudge.new_again")
             for name in LEAD.findall(one.text)}  # fmt: skip
    cards: dict[str, int] = {}
    for message in group.history:
        head = LEAD.match(message.text) if message.by_bot else None
        if head and seen.states(message):
            cards.setdefault(head[0], seen.states(message)[0].since)
    return [
        f"nobody was told that {reference} waits since {clock_time(since)}"
        for reference, since in cards.items()
        if reference not in notes and _was_due(played, reference, since)
    ]


def _was_due(played: Played, reference: str, since: int) -> bool:
    """It was new for so long, and nothing stood in the way at the end of that time."""
    until = _new_until(played, reference)
    due = since
    while due < until and working_time(since, due) < FIRST:
        due += MINUTE
    hindered = [at for at in _troubles(played) if at < until]
    begin = max([due, *hindered])
    doubts = sum(since <= at <= until for at in _doubts(played))
    interval = int(played.life.settings().sweep_interval)
    return doubts < DOUBTS and working_time(begin, until) >= interval + SLACK


def _new_until(played: Played, reference: str) -> int:
    """Until it was erased, somebody pressed on a card of it, or one said something else."""
    ends = [played.seen.ended_at]
    ends += [at for at, status in played.seen.witness.statuses.get(reference, []) if status == "gone"]
    for message in played.life.group.history:
        states = played.seen.states(message) if message.by_bot else []
        if any(one.version.text.startswith(reference) for one in states):
            ends += [one.since for one in states if not says(one.version.text, "card.new", "card.new_full")]
            ends += [query.at_ms for query in played.life.world.queries.values() if query.message is message]
    return min(ends)


def _troubles(played: Played) -> list[int]:
    """Moments until which something may have been wrong."""
    acts = [act.at_ms + 2 * HOUR for act in played.acts if act.who in OTHER]
    return [*(at for at, _, _ in played.weather.struck), *ends_of(played), *acts]


def _doubts(played: Played) -> list[int]:
    struck = [at for at, method, _ in played.weather.struck if method == "sendMessage"]
    return [*struck, *(death.at_ms for death in played.deaths)]


def working_time(since: int, until: int) -> int:
    """Milliseconds from Monday to Friday between opening and closing."""
    total, day = (
        0,
        (datetime.fromtimestamp(since / 1000, UTC) + ZONE).replace(hour=0, minute=0, second=0, microsecond=0),
    )
    while (midnight := int((day - ZONE).timestamp() * 1000)) < until:
        if day.weekday() < 5:
            total += max(min(until, midnight + CLOSES * HOUR) - max(since, midnight + OPENS * HOUR), 0)
        day += timedelta(days=1)
    return total
