"""Is nothing said a third time, and is Telegram left alone for as long as it asks?"""

from __future__ import annotations

import re
from collections import defaultdict

from simulator.state.calls import Call
from simulator.state.message import Message
from tests.lives.moments import MINUTE, clock_time, ends_of
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import says

FLIGHT = 200  # milliseconds that a call may have been on its way already (LATENCY in tests/lives/telegram_here.py)
NAMED = re.compile(r"\b[ME]-[0-9A-Z]{6}\b")
NOTES = ("reminder.card", "draft.dropped", "nudge.new", "nudge.new_again", "nudge.taken", "nudge.contacted",
         "nudge.no_answer", "lead.ending", "gathered.card", "milestone.taken", "milestone.closed.won",
         "milestone.closed.not_now", "milestone.closed.wrong_number")  # fmt: skip
SHORTLY = 20 * MINUTE  # two notes of one kind about the same come further apart
OFTEN = 30  # whoever wrote as many times before they blocked the bot may be answered as many times
ONCE = ("application.sent", "erased.ended", "erased.reference")


def check(played: Played) -> list[str]:
    return _repeated(played) + _notes(played) + _impatient(played) + _in_vain(played)


def _repeated(played: Played) -> list[str]:
    """What a person must hear is said again after a lost answer, once, and perhaps after a death
    (docs/decisions/once-more.md)."""
    found = []
    for user in people(played.life.world.users):
        told = defaultdict(list)
        for one in user.chat.history:
            if one.by_bot and says(one.text, *ONCE):
                for name in NAMED.findall(one.text)[:1]:
                    told[name].append(_first_said(played, one))
        found += [
            f"{user.first_name} was told of {name} {len(moments)} times"
            for name, moments in told.items()
            if len(moments) > 2 + _ends_within(played, moments)
        ]
    return found


def _first_said(played: Played, message: Message) -> int:
    """A review can become the thanks."""
    return next(state.since for state in played.seen.states(message) if says(state.version.text, *ONCE))


def _ends_within(played: Played, moments: list[int]) -> int:
    return sum(moments[0] <= at <= moments[-1] for at in ends_of(played))


def _in_vain(played: Played) -> list[str]:
    """What a person does not let in is given up; a process that dies before it has written that down asks again."""
    refused: dict[tuple[object, str], list[int]] = defaultdict(list)
    for call in played.life.world.calls:
        text = str(call.params.get("text", call.params.get("caption", "")))
        is_private = call.params.get("chat_id") != played.life.group.id
        if call.status == 403 and is_private and call.method.startswith("send"):
            refused[call.params.get("chat_id"), text].append(call.at_ms)
    return [
        f"a message to {chat} was refused {len(moments)} times, and tried again each time"
        for (chat, _), moments in refused.items()
        if len(moments) > OFTEN + _ends_within(played, moments)
    ]


def _notes(played: Played) -> list[str]:
    """Better missed than said three times. Some seconds of a restart do not make it something else."""
    said: dict[tuple[object, str, str], list[int]] = defaultdict(list)
    for state in played.seen.all_states():
        kind = next((name for name in NOTES if says(state.version.text, name)), "")
        if kind and state.version is (*state.message.edits, state.message.version)[0]:
            about = LEAD.search(state.version.text)
            said[state.message.chat.id, kind, about[0] if about else ""].append(state.since)
    return [
        f"{kind} {about} was said three times within {(third - first) // 1000} s on {clock_time(first)}"
        for (_, kind, about), moments in said.items()
        for first, third in zip(sorted(moments), sorted(moments)[2:], strict=False)
        if third - first < SHORTLY and not any(first <= at <= third for at, _ in played.operator.restored)
    ]


def _impatient(played: Played) -> list[str]:
    """A call to a chat before the time is over that a 429 named, by the process that was told so."""
    found = []
    by_chat: dict[object, list[Call]] = defaultdict(list)
    for call in played.life.world.calls:
        if "chat_id" in call.params and call.method != "getChatMember" and call.description != "late effect":
            by_chat[call.params["chat_id"]].append(call)
    for calls in by_chat.values():
        for place, call in enumerate(calls):
            until = call.at_ms + _asked_for(call) * 1000 - FLIGHT
            following = next((one for one in calls[place + 1 :] if one.at_ms > call.at_ms + FLIGHT), None)
            if following and following.at_ms < until and not _is_another(played, call, following):
                late = (following.at_ms - call.at_ms) / 1000
                told = f"{following.method} came {late} s after «{call.description}»"
                found.append(f"{told} on {clock_time(call.at_ms)}")
    return found


def _asked_for(call: Call) -> int:
    words = call.description.lower().rsplit("retry after ", 1)
    return int(words[1]) if call.status == 429 and len(words) == 2 else 0


def _is_another(played: Played, *calls: Call) -> bool:
    """Another process has begun between the two, or there are two all the time: each knows its own refusals only
    (docs/decisions/two-replicas.md)."""
    if played.life.fellowship:
        return True
    return any(calls[0].at_ms <= moment <= calls[1].at_ms for moment in ends_of(played))
