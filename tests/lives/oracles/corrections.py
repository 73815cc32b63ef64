"""Does a card show the contacts that its person has corrected, and does it name only applications that are here?"""

from __future__ import annotations

import re

from simulator.actors.user import User
from simulator.state.message import Message
from tests.lives.moments import was_restored
from tests.lives.oracles.cards import STATES, STORED, was_refused
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import says

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def check(played: Played) -> list[str]:
    """Where Telegram let the bot change the card, and did not change it once more by itself (a call that came late)."""
    if was_restored(played) or any(fault == "late" for _, _, fault in played.weather.struck):
        return []
    found = []
    stored = dict(played.seen.books.read(STORED))
    last = {reference: email for user in people(played.life.world.users) for reference, email in _saved(played, user)}
    for reference in stored:
        card = _card(played, reference)
        if card is None or was_refused(played, card):
            continue
        shown, expected = EMAIL.findall(card.text), last.get(reference)
        if expected and shown and shown != [expected]:
            found.append(f"the card of {reference} shows {shown}, and its person has corrected that to {expected}")
        named = {one for line in card.text.splitlines() if says(line, "card.same") for one in LEAD.findall(line)}
        if named - set(stored):
            found.append(f"the card of {reference} names {sorted(named - set(stored))}, which is not here")
    return found


def _card(played: Played, reference: str) -> Message | None:
    cards = [one for one in played.life.group.history if one.by_bot and one.text.startswith(reference)]
    shown = [one for one in cards if says(one.text, *STATES)]
    return shown[-1] if shown and not shown[-1].deleted else None


def _saved(played: Played, user: User) -> list[tuple[str, str]]:
    """The e-mail of each application after each correction; nothing where review and what was typed differ."""
    states = sorted(
        (state for one in user.chat.history for state in played.seen.states(one)),
        key=lambda state: (state.since, state.message.id),
    )
    found, typed, reviewed = [], "", ""
    for state in states:
        text = state.version.text
        if state.message.sender is user:
            typed = _email(text) or typed
        elif says(text, "correction.review"):
            reviewed = _email(text)
        elif says(text, "correction.saved"):
            found.append((LEAD.findall(text)[0], reviewed if reviewed == typed else ""))
    return found


def _email(text: str) -> str:
    return next(iter(EMAIL.findall(text)), "")
