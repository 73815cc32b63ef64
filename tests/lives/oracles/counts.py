"""Is a count a number of people?"""

from __future__ import annotations

from bot.domain.funnel import Stage
from tests.lives.oracles.leads import thanked_for
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import says

WHOLE = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")
STAGES = tuple(stage.value for stage in Stage if stage is not Stage.STARTED)


def check(played: Played) -> list[str]:
    """Whoever is erased and comes again is somebody new; a receipt may not have reached them."""
    everybody = people(played.life.world.users)
    if any(user.chat.bot_blocked for user in everybody):
        return []
    ends = [one for user in everybody for one in user.chat.history if one.by_bot and says(one.text, *WHOLE)]
    lives = len(everybody) + len(ends)
    sent = len({*played.seen.witness.statuses, *(one for user in everybody for one in thanked_for(user))})
    rows = dict(played.seen.books.read("SELECT event, sum(count) FROM daily_counts GROUP BY event"))
    found = [f"{rows[one]} people are counted as {one}, of {lives}" for one in STAGES if rows.get(one, 0) > lives]
    if rows.get("sent", 0) > sent:
        found.append(f"{rows['sent']} people are counted as sent, of {sent} applications")
    return found
