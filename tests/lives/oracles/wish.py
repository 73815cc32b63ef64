"""Is a wish to be forgotten carried out within five seconds, when nothing stands in its way?"""

from __future__ import annotations

from simulator.state.press import Query
from simulator.state.private_chat import PrivateChat
from tests.lives.choice import CLOCK, DISK
from tests.lives.moments import HOUR, clock_time, ends_of, label_of
from tests.lives.played import Played
from tests.lives.sentences import label, says

SOON = 5_000  # milliseconds from the press that answers the question to the receipt
BEFORE = 60_000  # what happened so long before may still be in the way
ANSWERED = ("erased.wish", "forget.nothing", "forget.held", "forget.delayed")


def check(played: Played) -> list[str]:
    yes = label("button.forget")
    wishes = [one for one in played.life.world.queries.values() if label_of(one) in yes and _was_asked(one)]
    return [
        f"{one.user.first_name} wished to be forgotten on {clock_time(one.at_ms)} and waited for more than 5 s"
        for one in wishes
        if _was_taken(one) and not _is_answered(played, one) and not _was_hindered(played, one)
    ]


def _was_asked(query: Query) -> bool:
    asked = [query.message.version, *query.message.edits]
    return isinstance(query.message.chat, PrivateChat) and any(says(one.text, "forget.ask") for one in asked)


def _was_taken(query: Query) -> bool:
    """An old button, or one of an erasure that is under way, says so in words."""
    return query.answer is not None and not query.answer.text


def _is_answered(played: Played, query: Query) -> bool:
    return any(
        query.at_ms <= state.since <= query.at_ms + SOON
        for message in played.life.world.private_chats[query.user.id].history
        if message.by_bot and says(message.text, *ANSWERED)
        for state in played.seen.states(message)[:1]
    )


def _was_hindered(played: Played, query: Query) -> bool:
    since, until = query.at_ms - BEFORE, query.at_ms + SOON
    if until > played.seen.ended_at or played.life.world.private_chats[query.user.id].bot_blocked:
        return True
    lasting = [act.at_ms for act in played.acts if act.who in (DISK, CLOCK)]
    failed = [call.at_ms for call in played.life.world.calls if call.status != 200]
    struck = [at for at, _, _ in played.weather.struck]
    at_once = [*ends_of(played), *failed, *struck]
    return any(since <= at <= until for at in at_once) or any(query.at_ms - 6 * HOUR <= at <= until for at in lasting)
