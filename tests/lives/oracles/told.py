"""Is whoever applied told so, and given one receipt of each consent?

What surely did not arrive is sent again, but for a message that Telegram refuses itself; of one whose answer was lost
twice nobody knows (docs/decisions/once-more.md).
"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.actors.user import User
from simulator.state.message import Message
from tests.lives.books import pseudonym
from tests.lives.moments import has_leapt, was_restored
from tests.lives.oracles.leads import LEAD
from tests.lives.play import Played
from tests.lives.refused import could_not_be_said
from tests.lives.said import people
from tests.lives.sentences import says

GRANTED = (
    "SELECT max(granted_at) FROM consents JOIN leads ON leads.person = consents.person "
    "WHERE reference = ? AND purpose = 'application' AND granted_at <= leads.created_at"
)


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
    about = [one for one in _from_bot(user) if reference in one.text]
    if not any(_thanks(one) for one in about) and not _is_excused(played, user, [reference], "sendMessage"):
        yield f"{reference} is an application nobody was thanked for"
    under = _under_the_same_consent(played, user, reference)
    receipts = [one for one in _from_bot(user) if one.document and any(name in one.text for name in under)]
    if not receipts and not _is_excused(played, user, under, "sendDocument"):
        yield f"{user.first_name} never got the receipt of the consent for {reference}"


def _under_the_same_consent(played: Played, user: User, reference: str) -> list[str]:
    """This application and those before it: the first of them has the receipt. A clock that has leapt says nothing
    about when somebody agreed."""
    [[granted_at]] = played.seen.books.read(GRANTED, reference)
    since = 0 if has_leapt(played) else granted_at or 0
    thanks = [one for one in _from_bot(user) if _thanks(one) and played.seen.states(one)[0].since >= since]
    return list(dict.fromkeys([reference, *(name for one in thanks for name in LEAD.findall(one.text))]))


def _from_bot(user: User) -> list[Message]:
    return [one for one in user.chat.history if one.by_bot]


def _thanks(message: Message) -> bool:
    return says(message.text, "application.sent")


def _is_excused(played: Played, user: User, references: list[str], method: str) -> bool:
    return could_not_be_said(played, user, method, lambda text: any(one in text for one in references))
