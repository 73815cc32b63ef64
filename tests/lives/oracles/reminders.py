"""Is nobody reminded at night, too early, too often, or after they have withdrawn?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from simulator.actors.user import User
from simulator.state.message import Message
from tests.form import NAMES, progress
from tests.lives.began import begun
from tests.lives.moments import HOUR, MINUTE, clock_time, has_leapt, label_of, was_restored
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.seen import State
from tests.lives.sentences import label, says

ZONE = 5 * HOUR  # Almaty
FORM = re.compile(rf"\b\d/{len(NAMES)}\b")
ENDS = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")


def check(played: Played) -> list[str]:
    if played.life.options.get("quiet_hours") or has_leapt(played):
        return []
    return [one for user in people(played.life.world.users) for one in _of(played, user)]


def _of(played: Played, user: User) -> Iterable[str]:
    first = min((int(one) for one in played.life.settings().draft_reminders), default=0)
    acts = _acts(played, user)
    for at, message in _told(played, user):
        told = f"{user.first_name} was reminded on {clock_time(at)}"
        if not 9 * HOUR <= (at + ZONE) % (24 * HOUR) < 21 * HOUR + HOUR // 30:
            yield f"{told}, in quiet hours"
        before = [moment for moment, _ in acts if moment < at]
        if before and at - before[-1] < first - HOUR // 60 and _was_taken(played, acts, before[-1], at):
            yield f"{told}, {(at - before[-1]) // 60_000} minutes after doing something"
        if _has_sent_all(played, user, message):
            yield f"{told}, after sending all that was begun"
        if _has_withdrawn(user, message, played):
            yield f"{told}, after withdrawing"
        if _said_no(played, user, at):
            yield f"{told}, after declining reminders"


def _told(played: Played, user: User) -> list[tuple[int, Message]]:
    return [
        (played.seen.states(message)[0].since, message)
        for message in user.chat.history
        if message.by_bot and says(message.text, "reminder.card") and played.seen.states(message)
    ]


def _acts(played: Played, user: User) -> list[tuple[int, int]]:
    """When they wrote something, and the number of its update."""
    wrote = [
        (played.seen.states(message)[0].since, message.update.id)
        for message in user.chat.history
        if message.sender is user and message.update and not message.service and played.seen.states(message)
    ]
    return sorted(wrote)


def _was_taken(played: Played, acts: list[tuple[int, int]], moment: int, told: int) -> bool:
    """Whether the bot had that act well before; it may have lain at Telegram."""
    numbers = [number for at, number in acts if at == moment]
    return any(played.seen.stored.get(number, told) < told - 5_000 for number in numbers)


def _has_withdrawn(user: User, reminder: Message, played: Played) -> bool:
    """Since the last end of their data they have not agreed again."""
    ends = [one for one in user.chat.history if one.by_bot and one.id < reminder.id and says(one.text, *ENDS)]
    if not ends:
        return False
    ended_at = played.seen.states(ends[-1])[0].since
    asked = [
        one.id
        for one in user.chat.history
        if one.by_bot and ends[-1].id < one.id < reminder.id and progress("name") in one.text
    ]
    return not (asked or any(at > ended_at for at in begun(played, user)))


def _has_sent_all(played: Played, user: User, reminder: Message) -> bool:
    """Thanked, and has done nothing since that could have begun another."""
    thanked = [
        state.since
        for one in user.chat.history
        if one.by_bot and one.id < reminder.id and says(one.text, "application.sent")
        for state in _thanking(played, one)
    ]
    confirmed = (
        [
            query.at_ms
            for query in played.life.world.queries.values()
            if query.user is user and query.at_ms < thanked[0] and label_of(query) in label("button.confirm")
        ]
        if thanked
        else []
    )
    if not confirmed or was_restored(played):
        return False
    form = [one for one in user.chat.history if one.by_bot and one.id < reminder.id and FORM.search(one.text)]
    asked = [state.since for one in form for state in played.seen.states(one)[:1]]
    asked += begun(played, user)
    return not any(at > max(confirmed) for at in asked) and not _did_something(played, user, max(confirmed), thanked[0])


def _thanking(played: Played, message: Message) -> list[State]:
    """The first state that thanks: a review can become it."""
    return [state for state in played.seen.states(message) if says(state.version.text, "application.sent")][:1]


def _did_something(played: Played, user: User, since: int, until: int) -> bool:
    """What is begun before the thanks arrive can look like what they are for."""
    pressed = [query.at_ms for query in played.life.world.queries.values() if query.user is user]
    wrote = [one.date * 1000 for one in user.chat.history if one.sender is user]
    return any(since < at for at in (*pressed, *wrote)) and until - since > MINUTE


def _said_no(played: Played, user: User, at: int) -> bool:
    """Pressed «Do not remind me» and was told so before this moment, and has begun no other application since. That a
    button is old is no such answer, and what a message becomes later was not yet said."""
    refused = any(
        query.user is user and moment < at - 5_000 and label_of(query) in label("button.no_reminders")
        for query, moment in played.seen.answered.items()
    )
    told = [
        state.since for one in user.chat.history if one.by_bot for state in _stopping(played, one) if state.since < at
    ]
    if not (refused and told):
        return False
    last = max(told)
    asked = [one for one in user.chat.history if one.by_bot and progress("name") in one.text and one.date * 1000 > last]
    return not asked


def _stopping(played: Played, message: Message) -> list[State]:
    """The first state that says so: a reminder becomes it."""
    return [state for state in played.seen.states(message) if says(state.version.text, "reminder.stopped")][:1]
