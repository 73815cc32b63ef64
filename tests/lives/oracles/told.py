"""Is whoever applied told so, with a button that gives the receipt of their consent, and last of all?

A review becomes the thanks only for somebody who has just pressed there, and has nothing of the bot below it.
What surely did not arrive is sent again, but for a message that Telegram refuses itself; of one whose answer was lost
twice nobody knows (docs/decisions/once-more.md).
"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.actors.user import User
from simulator.state.message import Message
from tests.lives.books import pseudonym
from tests.lives.moments import ends_of, was_restored
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.refused import could_not_be_said
from tests.lives.said import people
from tests.lives.sentences import says

RECEIPT = "r:"  # how the data of that button begins
LOOKS_FOR = 30_000  # milliseconds, with slow answers on the way
ON_ITS_WAY = 15_000  # milliseconds that the answer to a message, and with it its number, may take


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
    thanks = [one for one in user.chat.history if one.by_bot and reference in one.text and _thanks(one)]
    if not thanks and not could_not_be_said(played, user, "sendMessage", lambda text: reference in text):
        yield f"{reference} is an application nobody was thanked for"
    if not all(any((button.data or "").startswith(RECEIPT) for button in one.inline_buttons) for one in thanks):
        yield f"{user.first_name} cannot get the receipt of the consent for {reference}"
    if below := [one for one in user.chat.history if thanks and one.id > thanks[0].id and _asks(one, reference)]:
        yield f"{user.first_name} was asked about offers below the thanks for {reference}, in {below[0].id}"
    for one in thanks:
        yield from _unseen(played, user, one)


def _unseen(played: Played, user: User, thanks: Message) -> Iterable[str]:
    """An edit makes no sound. What another process said below is not known, nor how long a press waited for one."""
    states = played.seen.states(thanks)
    first = next((at for at, state in enumerate(states) if says(state.version.text, "application.sent")), 0)
    if not first or played.life.fellowship:
        return
    since, began = states[first].since, states[0].since
    if any(began <= at <= since for at in ends_of(played)):
        return
    pressed = [one.at_ms for one in played.life.world.queries.values() if one.user is user and one.message is thanks]
    if not any(since - LOOKS_FOR <= at <= since for at in pressed):
        yield f"a review of {user.first_name} became the thanks though nobody looked"
    said = [one for one in user.chat.history if one.by_bot and one.id > thanks.id]
    if any(played.seen.states(one)[0].since < since - ON_ITS_WAY for one in said):
        yield f"a review of {user.first_name} became the thanks above what was said since"


def _asks(message: Message, reference: str) -> bool:
    """Whether it ever said that this was sent, and asked about offers under it."""
    said = [one.text for one in (*message.edits, message.version)] if message.by_bot else []
    return any(reference in text and says(text, "review.sent") for text in said)


def _thanks(message: Message) -> bool:
    return says(message.text, "application.sent")
