"""What keeps the bot from changing a message of a chat, and until when?"""

from __future__ import annotations

import re
from bisect import bisect

from tests.lives.choice import CLOCK
from tests.lives.moments import HOUR, MINUTE, ends_of
from tests.lives.played import Played

OF_STORAGE_OR_LEADER = re.compile("storage|leads")
IN_DOUBT = "may get its contacts back"
LONGEST_LEAP = 5 * HOUR
SETTLED_AFTER = 3 * MINUTE  # docs/facts/telegram.md 1.9


def obstacles(played: Played, chat: int) -> list[int]:
    """The moments at which something stood in its way: a call about the chat that failed; storage that refused; the
    end of a process, until the next one calls; a card that may still be filled by a call without an answer."""
    calls = played.life.world.calls
    struck = {(at, method) for at, method, _ in played.weather.struck}
    failed = [
        call.at_ms
        for call in calls
        if call.params.get("chat_id") == chat and (call.status != 200 or (call.at_ms, call.method) in struck)
    ]
    told = [one.at_ms for one in played.logs if OF_STORAGE_OR_LEADER.search(one.text)]
    doubts = [one.at_ms + SETTLED_AFTER for one in played.logs if IN_DOUBT in one.text]
    moments = [call.at_ms for call in calls]
    back = [moments[min(bisect(moments, at), len(moments) - 1)] for at in ends_of(played) if moments]
    return sorted([*failed, *told, *doubts, *back])


def was_clock_wrong(played: Played, since: int, until: int) -> bool:
    """Whoever is told to try again in a second waits for days when a clock that was ahead goes right again."""
    return any(act.who == CLOCK and since - LONGEST_LEAP <= act.at_ms <= until for act in played.acts)
