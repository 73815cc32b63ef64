"""Has every message and every press of a person got an answer, or is there a reason why not?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from simulator.actors.user import User
from simulator.state.message import Message
from simulator.state.press import Query
from tests.lives.moments import MINUTE, clock_time, ends_of
from tests.lives.played import Played
from tests.lives.said import people

PATIENCE = 10 * MINUTE
ON_THE_WAY = 5_000  # milliseconds between an update and its answer, at most
POP_UP = 15_000  # milliseconds in which a press has to be answered, for Telegram takes it no longer than 20 s

OF_STORAGE = re.compile("storage refuses|storage has refused|storage works again")


def check(played: Played) -> list[str]:
    troubles = _troubles(played)
    found = []
    for user in people(played.life.world.users):
        found += _unanswered_messages(played, user, troubles)
    for query in played.life.world.queries.values():
        if query.answer is None and not _press_has_reason(played, query, troubles):
            found.append(f"a press of {query.user.first_name} on {clock_time(query.at_ms)} was never answered")
    return found


def _unanswered_messages(played: Played, user: User, troubles: dict[object, list[int]]) -> list[str]:
    if user.chat.bot_blocked or user.deactivated:
        return []
    reactions = sorted(
        moment
        for message in user.chat.history
        if message.by_bot
        for state in played.seen.states(message)
        for moment in (state.since, state.until or 0)
    )
    wrote = [message for message in user.chat.history if message.sender is user and not message.service]
    found = []
    for message, following in zip(wrote, [*wrote[1:], None], strict=True):
        at = _received(played, message)
        until = at + PATIENCE
        if following and _received(played, following) <= until:
            continue  # that one's answer is for both
        if _any_between(reactions, at, until) or _message_has_reason(played, message, user, at, troubles):
            continue
        found.append(f"{user.first_name} wrote on {clock_time(at)} and heard nothing")
    return found


def _received(played: Played, message: Message) -> int:
    """When the bot got it, or could have."""
    delivered = played.seen.delivered[message.update.id] if message.update else []
    return delivered[0] if delivered else played.seen.states(message)[0].since


def _message_has_reason(
    played: Played, message: Message, user: User, at: int, troubles: dict[object, list[int]]
) -> bool:
    update = message.update
    if update is None or not played.seen.delivered[update.id] or at + PATIENCE > played.seen.ended_at:
        return True
    if _died_before_the_answer(played.seen.delivered[update.id], troubles):
        return True
    places = (user.id, update.id, "getUpdates", "storage", "sendMessage", "editMessageText", "sendDocument")
    return any(_any_between(troubles[place], at - MINUTE, at + PATIENCE) for place in places)


def _press_has_reason(played: Played, query: Query, troubles: dict[object, list[int]]) -> bool:
    if query.update is None or not played.seen.delivered[query.update.id]:
        return True
    delivered = played.seen.delivered[query.update.id][0]
    if delivered > query.at_ms + POP_UP or query.at_ms + MINUTE > played.seen.ended_at:
        return True
    if _died_before_the_answer(played.seen.delivered[query.update.id], troubles):
        return True
    places = (query.id, "getUpdates", "getChatMember", "storage", "answerCallbackQuery", query.update.id)
    return any(_any_between(troubles[place], query.at_ms - MINUTE, query.at_ms + 5 * MINUTE) for place in places)


def _died_before_the_answer(deliveries: list[int], troubles: dict[object, list[int]]) -> bool:
    """Whether the process that was told of it, the first time or again, died while its answer was on the way: answers
    are in memory only, and the person asks again."""
    return any(_any_between(troubles["death"], at, at + ON_THE_WAY) for at in deliveries)


def _troubles(played: Played) -> dict[object, list[int]]:
    """Moments when something went wrong, by chat, press, update or method."""
    found: dict[object, list[int]] = defaultdict(list)
    for call in played.life.world.calls:
        if call.status != 200:
            for place in (call.method, call.params.get("chat_id"), call.params.get("callback_query_id")):
                found[str(place) if place == call.params.get("callback_query_id") else place].append(call.at_ms)
    for at, method, _ in played.weather.struck:  # also where Telegram said yes and nobody could read it
        found[method].append(at)
    found["death"] = ends_of(played)
    for said in played.logs:
        if OF_STORAGE.search(said.text):
            found["storage"] += [said.at_ms]
        for number in re.findall(r"update (\d+)", said.text):
            found[int(number)] += [said.at_ms]
    return defaultdict(list, {place: sorted(moments) for place, moments in found.items()})


def _any_between(moments: list[int], since: int, until: int) -> bool:
    place = bisect_right(moments, since - 1)
    return place < len(moments) and moments[place] <= until
