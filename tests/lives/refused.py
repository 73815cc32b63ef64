"""What did Telegram refuse, or leave in doubt, so that nobody can blame the bot for it?"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from simulator.actors.user import User
from simulator.state.calls import Call
from simulator.state.message import Message
from tests.lives.played import Played

SURE = (400, 403, 429)  # nothing was done, and the bot knows it
DOUBTS = 2
"""So often a message is tried whose answer is lost (docs/decisions/once-more.md)."""
OF_THE_SERVER = "logged out"
"""A 400 that is about no message: everything can be sent later."""

NO_REFUSAL = ("not modified", OF_THE_SERVER)


def could_not_be_said(played: Played, user: User, method: str, is_meant: Callable[[str], bool]) -> bool:
    """Whether Telegram refused just this message, or its answer was lost twice. `is_meant` is asked of its text, as a
    reader sees it."""
    calls = [
        one
        for one in played.life.world.calls
        if one.method == method and one.params.get("chat_id") == user.id and is_meant(_words(one))
    ]
    refused = [one for one in calls if one.status in (400, 403) and OF_THE_SERVER not in one.description]
    struck = {(at, name) for at, name, _ in played.weather.struck}
    doubts = sum(one.status not in SURE and (one.at_ms, one.method) in struck for one in calls)
    return bool(refused) or doubts >= DOUBTS


def is_beyond_reach(played: Played, message: Message, since: int) -> bool:
    """Whether Telegram refused to change it, and to delete it, from then on. One refusal alone proves nothing."""
    refused = [
        call
        for call in played.life.world.calls
        if call.at_ms >= since and call.status in (400, 403) and not any(one in call.description for one in NO_REFUSAL)
    ]
    about = {call.method for call in refused if _is_about(call, message)}
    return any(one.startswith("edit") for one in about) and any(one.startswith("delete") for one in about)


def _words(call: Call) -> str:
    said = str(call.params.get("text", call.params.get("caption", "")))
    return html.unescape(re.sub(r"<[^>]+>", "", said))


def _is_about(call: Call, message: Message) -> bool:
    numbers = call.params.get("message_ids") or [call.params.get("message_id")]
    return call.params.get("chat_id") == message.chat.id and message.id in numbers
