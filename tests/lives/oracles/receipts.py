"""Does the receipt of an erasure say only what is true at the moment when it is given?"""

from __future__ import annotations

from simulator.actors.user import User
from simulator.state.content import Media
from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from tests.form import NAMES, progress
from tests.lives.began import begun
from tests.lives.moments import HOUR, MINUTE, clock_time, has_leapt, is_forgotten, was_restored
from tests.lives.played import Played
from tests.lives.said import Everybody, Secrets, people, secrets_of_all
from tests.lives.sentences import says

WHOLE = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")
LEFT = ("erased.left", "erased.stays", "erased.dice", "erased.stuck")
QUESTIONS = tuple(f"field.{name}.ask" for name in NAMES)
CARD = ("erased.card_pending", "erased.card_unreachable")


def check(played: Played) -> list[str]:
    return [*_untrue(played), *_too_early(played), *_too_soon(played)]


def _untrue(played: Played) -> list[str]:
    found, secrets = [], secrets_of_all(played.life.world.users)
    for at, message, known in played.seen.receipts:
        chat, text = message.chat, message.text
        # Whoever has come back already has data of today.
        if not isinstance(chat, PrivateChat) or not says(text, *WHOLE) or says(text, "erased.earlier"):
            continue
        who = f"the receipt of {chat.user.first_name} on {clock_time(at)}"
        found += [f"{who} was given while {one} was there" for one in known]
        found += [f"{who} does not name {one}" for one in _standing(played, message, at, secrets)]
    return found


def _standing(played: Played, receipt: Message, at: int, everybody: Everybody) -> list[str]:
    user, text = played.life.world.users[receipt.chat.id], receipt.text
    secrets, known_at = everybody[user], max(_shut_until(played, user.id, at), _named_until(played, user, receipt))
    stood = [
        (one, version)
        for one in user.chat.history
        if one.id < receipt.id
        and one.date * 1000 > known_at
        and not is_forgotten(played, one.date * 1000)
        and (version := played.seen.shown_at(one, at))
        and secrets.in_text(version.text + _phone(one))
    ]
    theirs = [one for one, _ in stood if one.by_bot]
    young = [one for one, _ in stood if one.sender is user and at - one.date * 1000 < 47 * HOUR and not _is_dice(one)]
    found = []
    if (theirs or [one for one in young if _was_known(played, one, at)]) and not says(text, *LEFT):
        found.append(f"{len(theirs)} messages of the bot and {len(young)} answers that stand there")
    if not says(text, *CARD) and _cards(played, secrets, at):
        found.append("a card with contacts in the group")
    return found


def _shut_until(played: Played, chat: int, before: int) -> int:
    """When the person last kept out what would have taken a message back. An erasure at that time took nothing back,
    and its receipt named it to nobody; the next knows nothing of it."""
    shut = [
        call.at_ms
        for call in played.life.world.calls
        if call.status == 403 and call.params.get("chat_id") == chat and call.method.startswith(("delete", "edit"))
    ]
    return max((at for at in shut if at < before), default=0)


def _named_until(played: Played, user: User, receipt: Message) -> int:
    """When an earlier receipt named what could not be taken back. With that erasure the bot has forgotten it."""
    named = [one for one in user.chat.history if one.by_bot and one.id < receipt.id and says(one.text, *WHOLE)]
    return max((played.seen.states(one)[0].since for one in named if says(one.text, *LEFT)), default=0)


def _was_known(played: Played, answer: Message, at: int) -> bool:
    """What came after consent, and was taken as an answer before the end."""
    return answer.update is not None and played.seen.stored.get(answer.update.id, at) < at


def _cards(played: Played, secrets: Secrets, at: int) -> list[Message]:
    shown = [(one, played.seen.shown_at(one, at)) for one in played.life.group.history if one.by_bot]
    return [one for one, version in shown if version and secrets.in_text(version.text)]


def _too_early(played: Played) -> list[str]:
    """Time is over only when it is: an unfinished application lives so long after its last answer."""
    ttl = int(played.life.settings().retention.by_name()["draft"])
    found = []
    for user in people(played.life.world.users):
        for message in user.chat.history:
            if not (message.by_bot and says(message.text, "erased.unfinished") and played.seen.states(message)):
                continue
            at = played.seen.states(message)[0].since
            since = _begun(played, user, message)
            if since and at - since < ttl - 60_000:
                found.append(f"an application of {user.first_name} ended {(at - since) // HOUR} h after it was begun")
    return found


def _begun(played: Played, user: User, end: Message) -> int | None:
    """When the bot first asked after whatever ended before, or they pressed to be asked: no draft is older. Asked
    again, it has not changed."""
    history, until = user.chat.history, played.seen.states(end)[0].since
    ends = [one for one in history if one.by_bot and one.id < end.id and says(one.text, *WHOLE)]
    last = ends[-1].id if ends else 0
    ended_at = played.seen.states(ends[-1])[0].since if ends else 0
    asked = [
        played.seen.states(one)[0].since
        for one in history
        if one.by_bot and last < one.id < end.id and says(one.text, "field.name.ask")
        if not says(one.text, "reminder.card") and any(progress(name) in one.text for name in NAMES)
    ]
    pressed = [at for at in begun(played, user) if ended_at < at < until]
    return min([*asked[:1], *pressed[:1]], default=None)


def _too_soon(played: Played) -> list[str]:
    """Nor while somebody goes on with it: who has just been asked the next question has an application that lives."""
    if has_leapt(played) or was_restored(played):
        return []
    return [
        f"an application of {user.first_name} ended {(at - asked_at) // MINUTE} min after another question"
        for user in people(played.life.world.users)
        for message in user.chat.history
        if message.by_bot and says(message.text, "erased.unfinished")
        for at in [state.since for state in played.seen.states(message)[:1]]
        for asked_at in [_asked_something_else(played, user.chat.history, message.id)]
        if at - asked_at < 2 * HOUR
    ]


def _asked_something_else(played: Played, history: list[Message], before: int) -> int:
    """When the bot last asked something else than before, in the world's milliseconds; 0 if it never did."""
    asked, last_at = "", 0
    for one in history:
        name = next((name for name in QUESTIONS if says(one.text, name)), "")
        if one.by_bot and one.id < before and name and not says(one.text, "reminder.card"):
            if asked and name != asked:
                last_at = played.seen.states(one)[0].since
            asked = name
    return last_at


def _phone(message: Message) -> str:
    return message.contact.phone_number if message.contact else ""


def _is_dice(message: Message) -> bool:
    attachment = message.version.attachment
    return isinstance(attachment, Media) and attachment.field == "dice"
