"""Does personal data stand in the three kinds of messages alone, never with a reply keyboard, never before strangers?

The three: the review, the answer to /my_data, the card of the staff (`contacts.py`).
"""

from __future__ import annotations

from simulator.actors.user import User
from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from tests.lives.moments import DAY, HOUR, MINUTE, clock_time, ends_of, has_leapt, is_forgotten
from tests.lives.played import Played
from tests.lives.said import Everybody, Secrets, secrets_of_all
from tests.lives.seen import State
from tests.lives.sentences import says

REVIEWS = ("review.card", "correction.choose", "correction.review")
KINDS = (*REVIEWS, "my_data.card")
LONGEST_DOWN = 3 * HOUR
"""Until a process that has died is followed by the next, and that has swept."""
FILES = ("my_data.file", "my_data.text_file", "my_data.both_go")


def check(played: Played) -> list[str]:
    secrets = secrets_of_all(played.life.world.users)
    staff = {played.life.madina, played.life.timur}
    found = []
    for state in played.seen.all_states():
        chat = state.message.chat
        if isinstance(chat, PrivateChat):
            found += [f"{what} on {clock_time(state.since)}" for what in _wrong(state, chat.user, secrets, staff)]
    return found + _for_too_long(played, secrets) + _outdated(played, secrets)


def _wrong(state: State, reader: object, secrets: Everybody, staff: set[User]) -> list[str]:
    message, text = state.message, state.version.text
    shown = secrets.shown_in(_content(state))
    found = []
    if shown and message.markup is not None and message.reply_keyboard:
        found.append(f"data stood beside a reply keyboard before {message.chat.id}")
    for user in shown:
        if user is not reader and reader not in staff:
            found.append(f"somebody else was shown data of {user.first_name}")
        if user is reader and not says(text, *KINDS, *FILES):
            found.append(f"data of {user.first_name} stood in a message of no kind ({text[:30]!r})")
    return found


def _content(state: State) -> str:
    """Text, and what a file says."""
    attachment = state.version.attachment
    content: bytes = getattr(attachment, "content", b"") or b""
    return state.version.text + content.decode("utf-8", "ignore")


def _outdated(played: Played, secrets: dict[User, Secrets]) -> list[str]:
    """A review from before the thanks, or from before a correction was saved, has lost its data, but where Telegram did
    not let the bot."""
    found = []
    for user, one in secrets.items():
        thanks = [
            message.id
            for message in user.chat.history
            if message.by_bot and says(message.text, "application.sent", "correction.saved")
        ]
        refused = {
            call.params.get("message_id")
            for call in played.life.world.calls
            if call.status in (400, 403) and call.params.get("chat_id") == user.id
        }
        for message in user.chat.messages if thanks and not user.chat.bot_blocked else ():
            outdated = message.id < thanks[-1] and message.id not in refused
            outdated = outdated and not is_forgotten(played, message.date * 1000)
            if message.by_bot and outdated and says(message.text, *REVIEWS) and one.in_text(message.text):
                found.append(f"a review of {user.first_name} still shows what was sent")
    return found


def _for_too_long(played: Played, secrets: dict[User, Secrets]) -> list[str]:
    """The answer to /my_data leaves the chat within a day, if Telegram lets it."""
    found = []
    for user, one in secrets.items():
        for message in user.chat.history:
            for state in played.seen.states(message) if message.by_bot else []:
                if one.in_text(_content(state)) and says(state.version.text, "my_data.card", *FILES):
                    found += _stood(played, user, message, state)
    return found


def _stood(played: Played, user: User, message: Message, state: State) -> list[str]:
    """What Telegram refuses is tried again a day later."""
    until = state.until or played.seen.ended_at
    deadline = state.since + DAY
    refused = any(
        call.status != 200 and call.params.get("chat_id") == user.id and deadline - HOUR < call.at_ms < until
        for call in played.life.world.calls
    )
    down = sum(deadline - HOUR < moment < until for moment in ends_of(played)) * LONGEST_DOWN
    late = until - deadline - down > int(played.life.settings().sweep_interval) + MINUTE
    told = f"an answer to /my_data of {user.first_name} stood for {(until - state.since) // HOUR} hours"
    return [told] if late and not (refused or user.chat.bot_blocked or has_leapt(played)) else []
