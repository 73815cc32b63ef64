"""Does a button of an earlier state of the form do nothing?"""

from __future__ import annotations

from simulator.state.press import Query
from tests.lives.moments import clock_time, label_of
from tests.lives.played import Played
from tests.lives.sentences import LANGUAGES, label, sentences

LATE = 30_000  # milliseconds; within them the person may have been faster than the screen


def check(played: Played) -> list[str]:
    confirm = label("button.confirm")
    sending = {sentences(one)["application.sending"] for one in LANGUAGES}
    found = []
    for query, at in played.seen.answered.items():
        acted = query.answer is not None and query.answer.text in sending
        if acted and label_of(query) in confirm and _newer(played, query):
            found.append(f"an old «{label_of(query)}» of {query.user.first_name} acted on {clock_time(at)}")
    return found


def _newer(played: Played, query: Query) -> bool:
    """A review with another button stood there for a while already, and this one's had gone."""
    confirm = label("button.confirm")
    shown: set[str | None] = set()
    for message in played.life.world.private_chats[query.user.id].history:
        version = played.seen.shown_at(message, query.at_ms - LATE) if message.by_bot else None
        now = played.seen.shown_at(message, query.at_ms) if message.by_bot else None
        for one in (version, now):
            shown |= (
                {button.data for button in one.inline.buttons if button.text in confirm}
                if one and one.inline
                else set()
            )
    return bool(shown) and query.data not in shown
