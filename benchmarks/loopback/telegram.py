"""Answers the calls of a bot, and keeps the updates that it has not fetched yet."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import orjson

from benchmarks.loopback.calls import Call
from benchmarks.loopback.connection import Connection, Respond
from benchmarks.loopback.webhook import Bringer
from bot.domain.time import EPOCH, SECOND
from bot.machine import system_clock

BOT = {"id": 700000001, "is_bot": True, "first_name": "Bot", "username": "measured_bot"}
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
GROUP = -1002000000001
CHANGES = {"sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageReplyMarkup"}
"""Methods that are answered with a message."""
CONSTANT: dict[str, Any] = {
    "getMe": {**BOT, **ABILITIES},
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
    "getMyName": {"name": "Bot"},
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "getMyCommands": [],
    "getChat": {
        "id": GROUP,
        "type": "supergroup",
        "title": "Staff",
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {},
    },
}
"""What else is asked for is answered with true."""
LARGEST_BATCH = 100
FIRST_NUMBER = 1000


class Telegram:
    """One bot's Telegram. `hear` is told of each message that the bot sends, after the bot has its answer.

    Updates and messages are numbered after `numbered`: a bot that is started again must not take them for repeated.
    """

    def __init__(self, hear: Callable[[Call, int], None], numbered: int = 0) -> None:
        self.hook_port = 0
        """Where the bot listens, if it sets a webhook."""
        self._bringer: Bringer | None = None
        self._hear = hear
        self.calls: Counter[str] = Counter()
        self.fetched = asyncio.Event()
        """Set by the first getUpdates, or by setWebhook."""
        self.last_call_at = 0.0
        """In seconds of the loop; getUpdates does not count."""
        self._updates: list[dict[str, Any]] = []
        self._update_id = self._message_id = FIRST_NUMBER + numbered
        self._waiting: tuple[Respond, asyncio.TimerHandle] | None = None

    def connect(self) -> Connection:
        return Connection(self._handle)

    def next_message_id(self) -> int:
        self._message_id += 1
        return self._message_id

    def deliver(self, kind: str, content: dict[str, Any]) -> None:
        """Give the bot an update, at once if it waits for one."""
        self._update_id += 1
        update = {"update_id": self._update_id, kind: content}
        if self._bringer:
            self._bringer.bring(update)
            return
        self._updates.append(update)
        self._give()

    def stop(self) -> None:
        if self._bringer:
            self._bringer.stop()

    def _handle(self, call: Call, respond: Respond) -> None:
        self.calls[call.method] += 1
        if call.method == "getUpdates":
            self._poll(call.parameters, respond)
            return
        self.last_call_at = asyncio.get_running_loop().time()
        if call.method == "setWebhook":
            self._set_webhook(call, respond)
            return
        if call.method not in CHANGES:
            respond(_success(CONSTANT.get(call.method, True)))
            return
        message_id = int(call.parameters.get("message_id", 0)) or self.next_message_id()
        respond(_success(_message(call, message_id)))
        self._hear(call, message_id)

    def _set_webhook(self, call: Call, respond: Respond) -> None:
        respond(_success(True))
        if self._bringer is None:
            self._bringer = Bringer(self.hook_port, call.parameters["url"], call.parameters["secret_token"])
        self.fetched.set()

    def _poll(self, parameters: dict[str, Any], respond: Respond) -> None:
        self.fetched.set()
        self._end_wait()
        offset = int(parameters.get("offset") or 0)
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        timer = asyncio.get_running_loop().call_later(float(parameters.get("timeout") or 0), self._end_wait)
        self._waiting = (respond, timer)
        self._give()

    def _give(self) -> None:
        if self._updates and self._waiting:
            respond, timer = self._waiting
            timer.cancel()
            self._waiting = None
            respond(_success(self._updates[:LARGEST_BATCH]))

    def _end_wait(self) -> None:
        """Nothing has come, or the bot polls on another connection."""
        if self._waiting:
            respond, timer = self._waiting
            timer.cancel()
            self._waiting = None
            respond(_success([]))


def _success(result: Any) -> bytes:
    return orjson.dumps({"ok": True, "result": result})


def _message(call: Call, message_id: int) -> dict[str, Any]:
    chat_id = call.chat_id
    chat = {"id": chat_id, "type": "private", "first_name": "P"} if chat_id > 0 else CONSTANT["getChat"]
    message = {"message_id": message_id, "from": BOT, "chat": chat, "date": int((system_clock() - EPOCH) / SECOND)}
    if call.method == "sendDocument":
        return {**message, "document": {"file_id": "f", "file_unique_id": "u", "file_name": "n", "file_size": 1}}
    markup = call.markup
    shown = {"reply_markup": markup} if "inline_keyboard" in markup else {}
    return {**message, "text": call.text, **shown}
