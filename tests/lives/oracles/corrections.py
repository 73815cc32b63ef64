"""Does a card show what its person has corrected, soon after "saved" and while it shows contacts; does it name only
applications that are here?"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from typing import NamedTuple

from simulator.actors.user import User
from simulator.state.message import Message
from tests.lives.moments import MINUTE, clock_time, was_restored
from tests.lives.obstacles import obstacles, was_clock_wrong
from tests.lives.oracles.cards import STATES, STORED, was_refused
from tests.lives.oracles.contacts import PATIENCE
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.seen import State
from tests.lives.sentences import says

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Saved(NamedTuple):
    """A correction that a person was told of, until the next may be saved; `email` is empty where review and what was
    typed differ."""

    reference: str
    email: str
    at_ms: int
    until_ms: int


def check(played: Played) -> list[str]:
    """Where Telegram let the bot change the card, and did not change it once more by itself (a call that came late)."""
    if was_restored(played) or any(fault == "late" for _, _, fault in played.weather.struck):
        return []
    saved = [one for user in people(played.life.world.users) for one in _saved(played, user)]
    return [wrong for one in saved for wrong in _stale(played, one)] + _names_the_gone(played)


def _stale(played: Played, saved: Saved) -> Iterator[str]:
    """What its cards showed instead, and for how long."""
    for state in _states(played, saved.reference):
        shown = EMAIL.findall(state.version.text)
        since, until = max(saved.at_ms, state.since), min(state.until or saved.until_ms, saved.until_ms)
        if saved.email and shown and shown != [saved.email] and _had_time(played, since, until):
            yield (
                f"from {clock_time(since)} on the card of {saved.reference} showed {shown} for "
                f"{(until - since) // MINUTE} minutes, and its person has corrected that to {saved.email}"
            )


def _states(played: Played, reference: str) -> Iterator[State]:
    """Of its cards in the group that Telegram let the bot change."""
    for card in played.life.group.history:
        if card.by_bot and card.text.startswith(reference) and not was_refused(played, card):
            yield from (one for one in played.seen.states(card) if says(one.version.text, *STATES))


def _had_time(played: Played, since: int, until: int) -> bool:
    """Whether the bot had minutes to change the card, from the last trouble on that kept it from that."""
    if until <= since + PATIENCE or was_clock_wrong(played, since, until):
        return False
    return until > PATIENCE + max(
        [since, *(at for at in obstacles(played, played.life.group.id) if since <= at <= until)]
    )


def _names_the_gone(played: Played) -> list[str]:
    found = []
    stored = {reference for reference, _ in played.seen.books.read(STORED)}
    for reference in sorted(stored):
        card = _card(played, reference)
        if card is None or was_refused(played, card):
            continue
        named = {one for line in card.text.splitlines() if says(line, "card.same") for one in LEAD.findall(line)}
        if named - stored:
            found.append(f"the card of {reference} names {sorted(named - stored)}, which is not here")
    return found


def _card(played: Played, reference: str) -> Message | None:
    cards = [one for one in played.life.group.history if one.by_bot and one.text.startswith(reference)]
    shown = [one for one in cards if says(one.text, *STATES)]
    return shown[-1] if shown and not shown[-1].deleted else None


def _saved(played: Played, user: User) -> list[Saved]:
    """Each correction that this person was told of: by a message, or, if a death came before that, by its review."""
    states = sorted(
        (state for one in user.chat.history for state in played.seen.states(one)),
        key=lambda state: (state.since, state.message.id),
    )
    told, moments, typed, reviewed, review = [], [], "", "", None
    for state in states:
        text = state.version.text
        if state.message.sender is user:
            typed = _email(text) or typed
        elif says(text, "correction.review"):
            reviewed, review = _email(text), state.message
            moments.append(state.since)
        elif says(text, "correction.saved") or (says(text, "review.corrected") and state.message is review):
            told.append((LEAD.findall(text)[0], reviewed if reviewed == typed else "", state.since))
            moments.append(state.since)
    ends = [*moments, played.seen.ended_at]
    return [Saved(*one, ends[bisect(moments, one[-1])]) for one in told]


def _email(text: str) -> str:
    return next(iter(EMAIL.findall(text)), "")
