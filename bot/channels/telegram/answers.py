"""What does an answer of Telegram say, in whatever bytes it comes?

Only what decides is read: whether it is done, and if not, why. A library's model of the result is asked nothing: what
Telegram says it has done is done, though it may have learnt a new field or forgotten an old one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.undelivered import Trouble, Undelivered


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP status, and the body as it came. It can quote people: nothing of it belongs into a log or an error."""

    status: int
    body: bytes


ADMIN_REQUIRED = "chat_admin_required"
"""About a message: the bot may not send here. About a member: it is not told who is in the group."""
UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "not enough rights to send",
    "have no rights to send a message",  # as old servers put it (TediCross/TediCross#200)
    "need administrator rights in the channel chat",  # a channel where a group was meant (teloxide/teloxide#450)
    "chat_restricted",  # Telegram has restricted the group itself (tdlib/telegram-bot-api#863, Hentioe/policr-mini#167)
    "peer_id_invalid",  # no relation between chat and bot (python-botogram/botogram#72)
    # All others that core.telegram.org/method/messages.sendMessage names; in capitals they come as 400, whatever they
    # are there (docs/facts/telegram.md 3.1).
    "channel_invalid",
    "channel_private",
    ADMIN_REQUIRED,
    "chat_guest_send_forbidden",
    "chat_id_invalid",
    "chat_send_plain_forbidden",
    "chat_write_forbidden",
    "input_user_deactivated",
    "topic_closed",
    "user_banned_in_channel",
    "user_is_blocked",
)
"""What a 400 says if nothing can be sent to this chat now."""

# Substrings of Telegram's descriptions, lower case (docs/facts/telegram.md 3.1). An unknown 400 counts as REFUSED.
DESCRIPTIONS = {
    "message is not modified": Trouble.UNCHANGED,
    "message to edit not found": Trouble.GONE,
    "message to delete not found": Trouble.GONE,
    **dict.fromkeys(UNREACHABLE, Trouble.UNREACHABLE),
    "message thread not found": Trouble.NO_TOPIC,
    "topic_deleted": Trouble.NO_TOPIC,
    "button_url_invalid": Trouble.BAD_BUTTON,
    "button_invalid": Trouble.BAD_BUTTON,
    "keyboard button url": Trouble.BAD_BUTTON,  # the library's words: … 'https://x/' is invalid: Wrong HTTP URL
}
LOGGED_OUT = ("logged out", "bad request: logged out")
"""The whole of what a server says, to every call, after `logOut`: about the bot, not about a message. Telegram's own
lets it back in after ten minutes and more (Bot API, logOut; tdlib, Client::get_closing_error)."""
SENT_ELSEWHERE = (301, 302, 307, 308)
"""Statuses that say where else to ask: nothing was done here (RFC 9110, 15.4; 303 follows on something done)."""
UNTOLD = 1.0  # seconds to wait after a 429 that does not say how long


def read_json(body: bytes) -> Any:
    """What these bytes say; those that fit no encoding are replaced by U+FFFD. Raises ValueError if it is no JSON."""
    try:
        # Not strict: a control character that stands as it is in a text hurts nobody.
        return json.loads(body.decode(json.detect_encoding(body), "replace"), strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def is_intact(body: bytes) -> bool:
    """Whether `read_json` has nothing to replace."""
    try:
        body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return False
    return True


def result_of(answer: Answer) -> Any:
    """The raw `result` of a call that is done. Raises Undelivered for every other answer."""
    said = _said(answer)
    if said.get("ok") is True and 200 <= answer.status < 300:
        return said.get("result")
    raise _failure(answer.status, said)


def _said(answer: Answer) -> Mapping[str, Any]:
    try:
        said = read_json(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _failure(status: int, said: Mapping[str, Any]) -> Undelivered:
    code = _whole(said.get("error_code")) or status
    if 300 <= status < 400:
        reason = f"HTTP {status} sends elsewhere, see TELEGRAM_API_URL"
        return Undelivered(Trouble.OUTAGE, is_certain=status in SENT_ELSEWHERE, status=status, reason=reason)
    if said.get("ok") is not False or not 400 <= status < 500:
        # From somebody before Telegram, or from Telegram in trouble: it may have been done before that.
        return Undelivered(
            Trouble.OUTAGE, is_certain=False, status=status, reason=f"HTTP {status}, no answer of Telegram"
        )
    return _refusal(code, said)


def _refusal(code: int, said: Mapping[str, Any]) -> Undelivered:
    """Telegram has said no, and nothing is done."""
    given = said.get("parameters")
    parameters = given if isinstance(given, dict) else {}
    retry_after, moved_to = _whole(parameters.get("retry_after")), _whole(parameters.get("migrate_to_chat_id"))
    if code == 429 or retry_after:
        return Undelivered(Trouble.RATE_LIMITED, retry_after=float(retry_after or UNTOLD), status=code)
    if moved_to:
        return Undelivered(Trouble.MOVED, moved_to=moved_to, status=code)
    description = said.get("description")
    return _by_code(code, description if isinstance(description, str) else "")


def _by_code(code: int, description: str) -> Undelivered:
    described = description.lower()
    match code:
        case 400 if described.strip() in LOGGED_OUT:
            return Undelivered(Trouble.OUTAGE, status=code, reason="the bot was logged out of this Bot API server")
        case 400:
            part = next((part for part in DESCRIPTIONS if part in described), "")  # it quotes nobody, a description may
            return Undelivered(DESCRIPTIONS.get(part, Trouble.REFUSED), status=code, reason=part)
        case 401:  # a token that worked at the start was revoked; nothing may be lost
            return Undelivered(Trouble.OUTAGE, status=code, reason="Telegram does not know BOT_TOKEN")
        case 403:
            return Undelivered(Trouble.UNREACHABLE, status=code)
        case 404 if "method" not in described:  # what stands at this address has changed; nothing may be lost
            return Undelivered(Trouble.OUTAGE, status=code, reason="nothing is at the path of TELEGRAM_API_URL")
        case 421:  # a server that was started for other bots (its --filter); nothing may be lost
            return Undelivered(Trouble.OUTAGE, status=code, reason="this Bot API server does not serve BOT_TOKEN")
        case 409:  # of getUpdates only; its words quote nobody
            return Undelivered(Trouble.CONFLICT, status=code, reason=description)
        case _:
            return Undelivered(Trouble.REFUSED, status=code)


def _whole(value: object) -> int:
    """A whole number that fits anywhere; 0 for anything else."""
    return value if type(value) is int and abs(value) < 1 << 62 else 0
