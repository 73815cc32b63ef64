"""Reads a response of Telegram, whatever its encoding and its fields.

Only what decides is read: whether the call succeeded, and if not, why. No library checks the result: a call that
Telegram reports as done is done, even if the result has a new field or lacks an old one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import orjson

from bot.channels.telegram.http_response import Response
from bot.dialogue.undelivered import Trouble, Undelivered

ADMIN_REQUIRED = "chat_admin_required"
"""On sending: the bot may not send here. On asking for a member: the bot is not told who is in the group."""
UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "not enough rights to send",
    "have no rights to send a message",  # as old servers put it (TediCross/TediCross#200)
    "need administrator rights in the channel chat",  # a channel where a group was meant (teloxide/teloxide#450)
    "chat_restricted",  # Telegram has restricted the group itself (tdlib/telegram-bot-api#863, Hentioe/policr-mini#167)
    "peer_id_invalid",  # no relation between chat and bot (python-botogram/botogram#72)
    # All others that core.telegram.org/method/messages.sendMessage names. In capitals they come as 400, whatever code
    # they have there (docs/facts/telegram.md 3.1).
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
"""Descriptions of a 400 that say that nothing can be sent to this chat now."""

# Substrings of Telegram's descriptions, lower case (docs/facts/telegram.md 3.1). An unknown 400 counts as REFUSED.
DESCRIPTIONS = {
    "message is not modified": Trouble.UNCHANGED,
    "message to edit not found": Trouble.GONE,
    "message to delete not found": Trouble.GONE,
    "ephemeral message not found": Trouble.GONE,
    **dict.fromkeys(UNREACHABLE, Trouble.UNREACHABLE),
    "message thread not found": Trouble.NO_TOPIC,
    "topic_deleted": Trouble.NO_TOPIC,
    "button_url_invalid": Trouble.BAD_BUTTON,
    "button_invalid": Trouble.BAD_BUTTON,
    "keyboard button url": Trouble.BAD_BUTTON,  # of Telegram's library: … 'https://x/' is invalid: Wrong HTTP URL
}
BAD_WEBHOOK = "bad webhook"
LOGGED_OUT = ("logged out", "bad request: logged out")
"""The whole description with which a server responds to every call after `logOut`. It is about the bot, not about a
message. Telegram's own server accepts the bot again after ten minutes or more (Bot API, logOut; tdlib,
Client::get_closing_error)."""
REDIRECTED = (301, 302, 307, 308)
"""Redirects after which nothing was done here (RFC 9110, 15.4). A 303 follows something that was done."""
DEFAULT_RETRY_SECONDS = 1.0  # for a 429 that does not say how long to wait


def read_json(body: bytes) -> Any:
    """The JSON value. Bytes that do not fit the encoding become U+FFFD. Raises ValueError if the body is not JSON.

    orjson reads JSON in UTF-8 alone, and a number above 64 bits as a fraction, which is no number of Telegram either.
    Whatever it refuses is read as before.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _read_lenient(body)


def _read_lenient(body: bytes) -> Any:
    try:
        # Not strict, because an unescaped control character in a text does no harm.
        return json.loads(body.decode(json.detect_encoding(body), "replace"), strict=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def is_intact(body: bytes) -> bool:
    """Whether all bytes fit the encoding, so that `read_json` replaces nothing."""
    try:
        body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return False
    return True


def result_of(response: Response) -> Any:
    """The raw `result` of a successful call. Raises Undelivered for any other response."""
    try:
        read = read_json(response.body)
    except ValueError:
        read = None
    said = read if isinstance(read, dict) else {}
    if said.get("ok") is True and 200 <= response.status < 300:
        return said.get("result")
    raise _failure(response.status, said)


def _failure(status: int, said: Mapping[str, Any]) -> Undelivered:
    code = _integer(said.get("error_code")) or status
    if 300 <= status < 400:
        reason = f"HTTP {status} sends elsewhere, see TELEGRAM_API_URL"
        return Undelivered(Trouble.OUTAGE, is_certain=status in REDIRECTED, status=status, reason=reason)
    if said.get("ok") is not False or not 400 <= status < 500:
        # From a proxy, or from Telegram after an error of its own: the call may have had its effect before.
        return Undelivered(
            Trouble.OUTAGE, is_certain=False, status=status, reason=f"HTTP {status}, no answer of Telegram"
        )
    return _refusal(code, said)


def _refusal(code: int, said: Mapping[str, Any]) -> Undelivered:
    """Telegram has refused the call, so nothing was done."""
    given = said.get("parameters")
    parameters = given if isinstance(given, dict) else {}
    retry_after, moved_to = _integer(parameters.get("retry_after")), _integer(parameters.get("migrate_to_chat_id"))
    if code == 429 or retry_after:
        return Undelivered(Trouble.RATE_LIMITED, retry_after=float(retry_after or DEFAULT_RETRY_SECONDS), status=code)
    if moved_to:
        return Undelivered(Trouble.MOVED, moved_to=moved_to, status=code)
    description = said.get("description")
    return _by_code(code, description if isinstance(description, str) else "")


def _by_code(code: int, description: str) -> Undelivered:
    described = description.lower()
    match code:
        case 400 if described.strip() in LOGGED_OUT:
            return Undelivered(Trouble.OUTAGE, status=code, reason="the bot was logged out of this Bot API server")
        case 400 if BAD_WEBHOOK in described:  # it quotes nobody, only the host of WEBHOOK_URL
            return Undelivered(Trouble.REFUSED, status=code, reason=description)
        case 400:
            part = next(
                (part for part in DESCRIPTIONS if part in described), ""
            )  # safe in a log; the whole description may quote a person
            return Undelivered(DESCRIPTIONS.get(part, Trouble.REFUSED), status=code, reason=part)
        case 401:  # the token was revoked after the start; transient, so that nothing is lost
            return Undelivered(Trouble.OUTAGE, status=code, reason="Telegram does not know BOT_TOKEN")
        case 403:
            return Undelivered(Trouble.UNREACHABLE, status=code)
        case 404 if (
            "method" not in described
        ):  # another server is at this address now; transient, so that nothing is lost
            return Undelivered(Trouble.OUTAGE, status=code, reason="nothing is at the path of TELEGRAM_API_URL")
        case 421:  # the server was started for other bots (--filter); transient, so that nothing is lost
            return Undelivered(Trouble.OUTAGE, status=code, reason="this Bot API server does not serve BOT_TOKEN")
        case 409:  # only from getUpdates; its description quotes nobody
            return Undelivered(Trouble.CONFLICT, status=code, reason=description)
        case _:
            return Undelivered(Trouble.REFUSED, status=code)


def _integer(value: object) -> int:
    """The value if it is an integer below 2^62; 0 for anything else."""
    return value if type(value) is int and abs(value) < 1 << 62 else 0
