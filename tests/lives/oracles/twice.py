"""Is nothing said a third time, and is Telegram left alone for as long as it asks?"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from simulator.state.calls import Call
from tests.lives.moments import clock_time, ends_of
from tests.lives.oracles.leads import LEAD
from tests.lives.play import Played
from tests.lives.said import people
from tests.lives.sentences import says

FLIGHT = 1_000  # milliseconds that a call may have been on its way already
ONCE = ("application.sent", "erased.ended")


def check(played: Played) -> list[str]:
    found = []
    for user in people(played.life.world.users):
        told = [one.text for one in user.chat.history if one.by_bot and says(one.text, *ONCE)]
        thanks = Counter(reference for text in told for reference in LEAD.findall(text)[:1])
        most = 2 + _unsure(played, user.id)
        found += [f"{user.first_name} was told of {one} {n} times" for one, n in thanks.items() if n > most]
    return found + _impatient(played)


def _unsure(played: Played, chat_id: int) -> int:
    """Calls to this chat that may have been done, though nobody said so: these facts are told at least once
    (docs/decisions/outbox-of-facts.md)."""
    struck = {(at, method) for at, method, _ in played.weather.struck}
    calls = [call for call in played.life.world.calls if call.params.get("chat_id") == chat_id]
    return sum((call.at_ms, call.method) in struck and call.status not in (200, 429) for call in calls)


def _impatient(played: Played) -> list[str]:
    """A call to a chat before the time is over that a 429 named, by the process that was told so."""
    found = []
    by_chat: dict[object, list[Call]] = defaultdict(list)
    for call in played.life.world.calls:
        if "chat_id" in call.params and call.method != "getChatMember" and call.description != "late effect":
            by_chat[call.params["chat_id"]].append(call)
    for calls in by_chat.values():
        for call, following in pairwise(calls):
            seconds = _asked_for(call)
            until = call.at_ms + seconds * 1000 - FLIGHT
            if seconds and call.at_ms + FLIGHT < following.at_ms < until and not _is_another(played, call, following):
                late = (following.at_ms - call.at_ms) / 1000
                told = f"{following.method} came {late} s after «{call.description}»"
                found.append(f"{told} on {clock_time(call.at_ms)}")
    return found


def _asked_for(call: Call) -> int:
    words = call.description.lower().rsplit("retry after ", 1)
    return int(words[1]) if call.status == 429 and len(words) == 2 else 0


def _is_another(played: Played, *calls: Call) -> bool:
    """Another process has begun between the two."""
    return any(calls[0].at_ms <= moment <= calls[1].at_ms for moment in ends_of(played))
