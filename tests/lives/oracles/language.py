"""Does the bot speak the language that somebody has chosen, in whatever it says of itself later?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.moments import clock_time, label_of
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import LANGUAGES, language_of, sentences

FACTS = ("application.sent", "reminder.card", "erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished",
         "draft.dropped", "policy.changed", "erased.ended")  # fmt: skip
"""What comes by itself; a reply may cross with the choice."""
SETTLED = 60_000  # milliseconds after the bot has said that a language is chosen


def check(played: Played) -> list[str]:
    return [one for user in people(played.life.world.users) for one in _of(played, user)]


def _of(played: Played, user: User) -> list[str]:
    chosen, found, since = "", [], 0
    states = sorted(
        (state for one in user.chat.history if one.by_bot for state in played.seen.states(one)),
        key=lambda state: (state.since, state.message.id),
    )
    for state in states:
        text = state.version.text
        said = language_of(text, *FACTS)
        if (
            said
            and chosen
            and said != chosen
            and state.since > since + SETTLED
            and not _chose(played, user, since, state.since)
        ):
            found.append(f"{user.first_name} chose {chosen} and was told in {said} on {clock_time(state.since)}")
        if (
            said
            and said == chosen
            and language_of(text, "erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")
        ):
            chosen = ""  # nothing is known of them any more
        now = next((one for one in LANGUAGES if sentences(one)["language.chosen"] in text), "")
        if now:
            chosen, since = now, state.since
    return found


def _chose(played: Played, user: User, since: int, until: int) -> bool:
    """Whether they have named or pressed a language, or agreed in one, after the choice that was told of at `since`:
    the answer may be on its way."""
    names = {sentences(one)["language.name"].lower() for one in LANGUAGES}
    agree = {sentences(one)["button.agree"].lower() for one in LANGUAGES}
    pressed = [
        (query.at_ms, label_of(query).lower()) for query in played.life.world.queries.values() if query.user is user
    ]
    named = [at for at, label in pressed if label in names]
    named += [
        one.date * 1000 + 1000 for one in user.chat.history if one.sender is user and one.text.strip().lower() in names
    ]
    chosen = max((at for at in named if at <= since), default=since)
    return any(chosen < at <= until for at in [*named, *(at for at, label in pressed if label in agree)])
