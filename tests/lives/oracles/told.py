"""Is whoever applied told so, and given the receipt of their consent?

What surely did not arrive is sent again, but for a message that Telegram refuses itself; of one whose answer was lost
twice nobody knows (docs/decisions/once-more.md).
"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.actors.user import User
from simulator.state.calls import Call
from simulator.state.message import Message
from tests.lives.books import pseudonym
from tests.lives.moments import was_restored
from tests.lives.oracles.leads import LEAD
from tests.lives.play import Played
from tests.lives.said import people
from tests.lives.sentences import says

SURE = (400, 403, 429)  # nothing was done, and the bot knows it
DOUBTS = 2
OF_THE_SERVER = "logged out"
"""A 400 that is about no message: everything can be sent later."""


def check(played: Played) -> list[str]:
    if was_restored(played):
        return []
    users = {pseudonym(played.life.folder, user.id): user for user in people(played.life.world.users)}
    cards = {one for message in played.life.group.history if message.by_bot for one in LEAD.findall(message.text[:8])}
    found: list[str] = []
    for reference, person in played.seen.books.read("SELECT reference, person FROM leads ORDER BY reference"):
        user = users.get(person)
        if user and reference in cards and not (user.chat.bot_blocked or user.deactivated):
            found += _missing(played, user, reference)
    return found


def _missing(played: Played, user: User, reference: str) -> Iterable[str]:
    about = [one for one in user.chat.history if one.by_bot and reference in one.text]
    if not any(_thanks(one) for one in about) and not _is_excused(played, user, reference, "sendMessage"):
        yield f"{reference} is an application nobody was thanked for"
    if not any(one.document for one in about) and not _is_excused(played, user, reference, "sendDocument"):
        yield f"{user.first_name} never got the receipt of the consent for {reference}"


def _thanks(message: Message) -> bool:
    return says(message.text, "application.sent")


def _is_excused(played: Played, user: User, reference: str, method: str) -> bool:
    """Whether Telegram refused just this message, or its answer was lost twice."""
    calls = [
        one
        for one in played.life.world.calls
        if one.method == method and one.params.get("chat_id") == user.id and reference in _words(one)
    ]
    refused = [one for one in calls if one.status in (400, 403) and OF_THE_SERVER not in one.description]
    struck = {(at, name) for at, name, _ in played.weather.struck}
    doubts = sum(one.status not in SURE and (one.at_ms, one.method) in struck for one in calls)
    return bool(refused) or doubts >= DOUBTS


def _words(call: Call) -> str:
    return str(call.params.get("text", call.params.get("caption", "")))
