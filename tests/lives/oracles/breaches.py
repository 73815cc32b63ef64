"""Is everybody whose data may have been seen told of it once, of each breach, and nobody else?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.actors.user import User
from tests.lives.books import pseudonym
from tests.lives.duties import Breach
from tests.lives.moments import MINUTE, clock_time
from tests.lives.played import Played
from tests.lives.refused import could_not_be_said
from tests.lives.said import people
from tests.lives.sentences import says

ALMATY = ZoneInfo("Asia/Almaty")
WHOLE = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")


def check(played: Played) -> list[str]:
    found = []
    for breach in played.operator.breaches:
        if breach.is_sure:
            found += [told for user in people(played.life.world.users) for told in _of(played, breach, user)]
    return found


def _of(played: Played, breach: Breach, user: User) -> list[str]:
    who = f"{user.first_name} was told of the breach that was found on {clock_time(breach.at)}"
    told = [
        played.seen.states(one)[0].since
        for one in user.chat.history
        if one.by_bot and says(one.text, "breach.told") and _written(breach) in one.text
    ]
    if pseudonym(played.life.folder, user.id) not in breach.people:
        return [f"{who}, and nothing of theirs was stored"] if told else []
    if len(told) > 1 + _in_doubt(played, breach):
        return [f"{who} {len(told)} times"]
    return [] if told or _is_excused(played, breach, user) else [f"{who} by nobody"]


def _written(breach: Breach) -> str:
    """When it began, as people read it; each begins on another day."""
    return datetime.fromtimestamp(breach.window[0] / 1000, ALMATY).strftime("%d.%m.%Y %H:%M")


def _in_doubt(played: Played, breach: Breach) -> int:
    """How often it may have been said once more: an answer was lost, or a process died before it could note that."""
    lost = [at for at, method, _ in played.weather.struck if method == "sendMessage" and at >= breach.at - MINUTE]
    dead = [one for one in played.deaths if one.at_ms >= breach.at - MINUTE]
    unwritten = [one for one in played.logs if one.at_ms >= breach.at - MINUTE and "storage" in one.text]
    return len(lost) + len(dead) + len(unwritten)


def _is_excused(played: Played, breach: Breach, user: User) -> bool:
    """They were erased meanwhile, keep the bot out, or Telegram refused it; or a backup took the place of all that."""
    if any(at >= breach.at - MINUTE for at, _ in played.operator.restored):
        return True
    if user.chat.bot_blocked or user.deactivated:
        return True
    ended = any(
        says(one.text, *WHOLE) and played.seen.states(one)[0].since >= breach.at - MINUTE
        for one in user.chat.history
        if one.by_bot and played.seen.states(one)
    )
    return ended or could_not_be_said(played, user, "sendMessage", lambda text: _written(breach) in text)
