"""Does what somebody sends at once get one answer: an album, a long text that the client has cut?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from simulator.actors.user import User
from simulator.state.message import Message
from tests.lives.moments import MINUTE, clock_time, ends_of
from tests.lives.played import Played
from tests.lives.said import people

LONG = 2_048  # characters; no client cuts a text that is shorter
SOON = 10_000  # milliseconds in which an answer comes


def check(played: Played) -> list[str]:
    found = []
    for user in people(played.life.world.users):
        for first, last in _bursts(user):
            at, until = (played.seen.states(one)[0].since for one in (first, last))
            if not _comes_again(played, user, at, until) and not _is_disturbed(played, user, at, until + SOON):
                found += _answers(played, user, at, until + SOON)
    return found


def _bursts(user: User) -> Iterator[tuple[Message, Message]]:
    wrote = [one for one in user.chat.history if one.sender is user and not one.service and one.update]
    first = None
    for one, following in pairwise([*wrote, None]):
        if one and following and _belong_together(one, following):
            first = first or one
        elif one and first:
            yield first, one
            first = None


def _belong_together(one: Message, following: Message) -> bool:
    album = _album(one)
    cut = len(one.text) > LONG and following.text and one.date == following.date
    return bool(cut or (album and album == _album(following)))


def _album(message: Message) -> object:
    return message.update.content.get("media_group_id") if message.update else None


def _answers(played: Played, user: User, at: int, until: int) -> list[str]:
    said = Counter(
        one.text
        for one in user.chat.history
        if one.by_bot and played.seen.states(one) and at <= played.seen.states(one)[0].since <= until
    )
    return [
        f"{user.first_name} sent something in pieces on {clock_time(at)} and was told {number} times: {text[:40]!r}"
        for text, number in said.items()
        if number > 1
    ]


def _comes_again(played: Played, user: User, at: int, until: int) -> bool:
    """Telegram brings a part of it twice, perhaps to another replica: it is answered with the question once more."""
    parts = [one for one in user.chat.history if one.update and at <= played.seen.states(one)[0].since <= until]
    return any(len(played.seen.delivered[one.update.id]) > 1 for one in parts if one.update)


def _is_disturbed(played: Played, user: User, at: int, until: int) -> bool:
    """By trouble, or by what they did besides."""
    troubles = [*(moment for moment, _, _ in played.weather.struck), *ends_of(played)]
    presses = [one.at_ms for one in played.life.world.queries.values() if one.user is user]
    moments = [played.seen.states(one)[0].since for one in user.chat.history if one.sender is user]
    others = [moment for moment in moments if moment < at or moment > until - SOON]
    return any(at - MINUTE <= one <= until for one in troubles) or any(
        at - SOON <= one <= until for one in (*presses, *others)
    )
