"""Does a card change hands only when somebody gives it up, hands it over, or it is opened anew?"""

from __future__ import annotations

from itertools import pairwise

from simulator.state.message import Message
from tests.lives.moments import clock_time, label_of, was_restored
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.seen import State
from tests.lives.sentences import LANGUAGES, label, says, stands

GIVEN_UP = ("button.release", "button.take_over", "button.reopen_sure")


def check(played: Played) -> list[str]:
    if was_restored(played):
        return []
    staff = [played.life.madina.first_name, played.life.timur.first_name]
    found = []
    for message in played.life.group.history:
        if message.by_bot and LEAD.match(message.text):
            found += _of(played, message, staff)
    return found + _won_twice(played)


def _of(played: Played, message: Message, staff: list[str]) -> list[str]:
    owner, since, found = "", 0, []
    for state in played.seen.states(message):
        now = _owner(state, staff)
        if now and owner and now != owner and not _was_given_up(played, since, state):
            found.append(f"a card went from {owner} to {now} on {clock_time(state.since)}, and nobody had let it go")
        if now:
            owner, since = now, state.since
    return found


def _owner(state: State, staff: list[str]) -> str:
    for line in state.version.text.splitlines():
        for language in LANGUAGES:
            if any(stands(name, language, line) for name in ("card.taken", "card.contacted")):
                return next((one for one in staff if one in line), "")
    return ""


def _was_given_up(played: Played, since: int, state: State) -> bool:
    labels = set().union(*(label(name) for name in GIVEN_UP))
    return any(
        label_of(query) in labels and since - 300_000 <= query.at_ms <= state.since
        for query in played.life.world.queries.values()
    )


def _won_twice(played: Played) -> list[str]:
    """Two who pressed «Take» on one card are not both told that it is theirs, but for a release between."""
    won: dict[str, list[tuple[int, str]]] = {}
    takes = label("button.take")
    for query, at in played.seen.answered.items():
        reference = LEAD.match(query.message.text)
        yes = query.answer and says(query.answer.text or "", "staff.done.take")
        if reference and yes and label_of(query) in takes:
            won.setdefault(reference[0], []).append((at, query.user.first_name))
    found = []
    let_go = set().union(*(label(name) for name in ("button.release", "button.reopen_sure")))
    gone = [query.at_ms for query in played.life.world.queries.values() if label_of(query) in let_go]
    for name, wins in won.items():
        for (first, one), (second, other) in pairwise(wins):
            if one != other and not any(first - 60_000 <= at <= second for at in gone):
                found.append(f"{name} was given to {one} and to {other} within {(second - first) // 1000} s")
    return found
