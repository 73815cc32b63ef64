"""A Telegram that brings whatever a test makes up, takes whatever it is told, and counts which update was answered.

It knows nothing: there is no chat that does not exist, and nothing is refused. What Telegram would refuse about a
message itself is noted as `wrong`.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from random import Random
from typing import Any

from bot.channels.telegram.calls import Call
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.session import Session
from bot.machine import OnRequest
from simulator.errors import ApiError
from simulator.text import html, utf16

ANSWERING: ContextVar[int | None] = ContextVar("ANSWERING", default=None)
"""The number of the update that this task answers; None if the task answers no update."""
SAYING = ("sendMessage", "sendDocument", "sendPhoto")
LONGEST = {"text": 4096, "caption": 1024}  # after parsing (Bot API, sendMessage and sendDocument)
LONGEST_DATA = 64  # bytes (Bot API, InlineKeyboardButton)
PAUSE = 10.0  # seconds between batches
Raw = tuple[int, bytes]
"""An update: its number, by which it waits here, and its bytes, whatever number they tell."""


class AnyTelegram(Session):
    """`bring` makes the next batch, empty at the end; `hear` is told what the bot says: the chat, the
    message, the text, the data of its buttons."""

    def __init__(
        self,
        server: str,
        token: str,
        on_request: OnRequest,
        chance: Random,
        bring: Callable[[], list[Raw]],
        hear: Callable[[int, int, str, list[str]], None],
        sleep: Callable[[float], Any],
    ) -> None:
        super().__init__(server, token, on_request)
        self._chance = chance
        self._bring = bring
        self._hear = hear
        self._sleep = sleep
        self._waiting: deque[Raw] = deque()
        self._messages = 10_000_000
        self.said: Counter[tuple[int, str]] = Counter()
        """By update and method."""
        self.calls: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def post(self, call: Call, seconds: float) -> Response:
        if call.method == "getUpdates":
            return await self._updates(call.params)
        await self._sleep(self._chance.uniform(0.01, 0.1))
        result = self._take(call.method, call.params)
        return Response(200, json.dumps({"ok": True, "result": result}).encode())

    async def _updates(self, params: Mapping[str, Any]) -> Response:
        while self._waiting and self._waiting[0][0] < params.get("offset", 0):
            self._waiting.popleft()
        if not self._waiting:
            await self._sleep(PAUSE)
            self._waiting.extend(self._bring())
        if not self._waiting:
            await self._sleep(float(params["timeout"]))
        chosen = [raw for _, raw in list(self._waiting)[: params["limit"]]]
        return Response(200, b'{"ok":true,"result":[' + b",".join(chosen) + b"]}")

    def _take(self, name: str, params: Mapping[str, Any]) -> Any:
        self.calls[name] += 1
        if (update := ANSWERING.get()) is not None:
            self.said[update, name] += 1
        if name != "answerCallbackQuery":  # its text knows no markup
            for field in LONGEST:
                self._check(field, params.get(field))
        if name == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "momu", "username": "momu_bot"}
        if name == "getChatMember":
            return {"status": "administrator" if params["user_id"] < 100 else "left", "user": {"id": 1}}
        if name not in SAYING and not name.startswith("editMessage"):
            return True
        return self._message(params)

    def _message(self, params: Mapping[str, Any]) -> dict[str, Any]:
        number = params.get("message_id")
        if number is None:
            self._messages += 1
            number = self._messages
        rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
        data = [button["callback_data"] for row in rows for button in row if button.get("callback_data")]
        self.wrong += [f"data of {len(one)}" for one in data if len(one.encode()) > LONGEST_DATA]
        self._hear(params["chat_id"], number, params.get("text") or "", data)
        return {"message_id": number, "date": 1, "chat": {"id": params["chat_id"]}}

    def _check(self, field: str, text: str | None) -> None:
        if text is None:
            return
        try:
            plain, _ = html.parse(text)
        except ApiError as error:
            self.wrong.append(f"{error}: {text}")
            return
        if utf16.length(plain) > LONGEST[field] or not plain.strip():
            self.wrong.append(f"{field} of {utf16.length(plain)}")
