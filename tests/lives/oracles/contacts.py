"""Are a person's contacts shown to staff on one card at most, and only while somebody works with it?"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from tests.lives.colleagues import NOTE
from tests.lives.moments import MINUTE, clock_time, is_forgotten, label_of, was_restored
from tests.lives.obstacles import obstacles, was_clock_wrong
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.refused import is_beyond_reach
from tests.lives.said import secrets_of_all
from tests.lives.seen import State
from tests.lives.sentences import label

PATIENCE = 10 * MINUTE
"""The group takes twenty messages a minute, and other cards may be before this one."""


def check(played: Played) -> list[str]:
    found, by_reference = [], defaultdict(list)
    secrets = secrets_of_all(played.life.world.users)
    for state in played.seen.all_states():
        text = state.version.text
        if isinstance(state.message.chat, PrivateChat):
            continue
        if not secrets.shown_in(text):
            if NOTE in text:
                found.append(f"a note stood in the group without contacts from {clock_time(state.since)} on")
            continue
        head = LEAD.match(text)
        if head is None:
            found.append(f"contacts stood in the group outside a card from {clock_time(state.since)} on")
        else:
            by_reference[head[0]].append(state)
    for reference, states in by_reference.items():
        found += _on_two(played, reference, states) + _untaken(played, reference, states)
        found += _at_the_end(played, reference, states) + _after_the_end(played, reference, states)
    return found


def _on_two(played: Played, reference: str, states: list[State]) -> list[str]:
    for one, other in combinations(states, 2):
        if one.message is other.message or _was_refused(played, one, other):
            continue
        if _overlap(one, other) and not _was_lost(played, one, other):
            moment = max(one.since, other.since)
            return [f"contacts of {reference} stood on two cards at {clock_time(moment)}"]
    return []


def _overlap(one: State, other: State) -> bool:
    latest, soonest = max(one.since, other.since), min(one.until or 1 << 62, other.until or 1 << 62)
    return latest < soonest


def _was_refused(played: Played, *states: State) -> bool:
    """Telegram refused to change one of them, and to delete it, while it stood. One refusal alone proves nothing."""
    return any(is_beyond_reach(played, one.message, one.since) for one in states)


def _was_lost(played: Played, *states: State) -> bool:
    """A restored backup does not know that one of them was filled, and cannot take it back before somebody presses."""
    return any(is_forgotten(played, state.since) for state in states)


def _after_the_end(played: Played, reference: str, states: list[State]) -> list[str]:
    """They go within minutes after nobody works with it any more, or after the last trouble that keeps the bot from
    taking them off."""
    if played.life.options.get("staff_card") == "full":
        over: tuple[str, ...] = ("closed", "gone")
    else:
        over = ("closed", "gone", "new")
    ends = [at for at, status in played.seen.witness.statuses.get(reference, []) if status in over]
    found = []
    for state in states:
        end = next((at for at in ends if at >= state.since and not is_forgotten(played, state.since)), None)
        if end is None or state.until is None or was_clock_wrong(played, end, state.until):
            continue
        since = max([end, *(at for at in obstacles(played, played.life.group.id) if end <= at <= state.until)])
        if state.until > since + PATIENCE:
            minutes = (state.until - end) // MINUTE
            found.append(
                f"contacts of {reference} stood for {minutes} minutes after {clock_time(end)}, when its work ended"
            )
    return found


def _untaken(played: Played, reference: str, states: list[State]) -> list[str]:
    if played.life.options.get("staff_card") == "full":
        return []
    takes = label("button.take") | label("button.take_over")
    taken = [
        query.at_ms
        for query in played.life.world.queries.values()
        if _was_card_of(query.message, reference) and label_of(query) in takes
    ]
    first = min(state.since for state in states)
    return [] if taken and min(taken) <= first else [f"contacts of {reference} were shown and nobody had taken it"]


def _was_card_of(message: Message, reference: str) -> bool:
    return any(one.text.startswith(reference) for one in (*message.edits, message.version))


def _at_the_end(played: Played, reference: str, states: list[State]) -> list[str]:
    last = [state for state in states if state.until is None and not is_forgotten(played, state.since)]
    if not last or _was_refused(played, *last):
        return []
    rows = played.seen.books.read(
        "SELECT status FROM leads JOIN persons ON persons.person = leads.person WHERE reference = ? AND erasing = 0",
        reference,
    )
    if not rows and was_restored(played):
        return []
    status = rows[0][0] if rows else "gone"
    shown = ("taken", "contacted", *(["new"] if played.life.options.get("staff_card") == "full" else []))
    return [] if status in shown else [f"contacts of {reference} are shown to the end, and it is {status}"]
