"""The bot at Telegram: makes calls and gives raw results."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any, Self

from bot.channels.telegram.calls import Call, Method, as_call
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.link_buttons import spell_out
from bot.channels.telegram.responses import result_of
from bot.channels.telegram.session import OpenSession, Session
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.machine import OnRequest

log = logging.getLogger(__name__)
OK = "ok"
OnCall = Callable[[str, str], None]
"""Told of each call that has ended: its method, and `ok` or the trouble."""
CALL_TIMEOUT_SECONDS = 15  # Telegram responds in well under one second


class Client:
    """Makes calls in a session. `id` is the bot's; `name` is its username, empty until `identify` learns it."""

    def __init__(self, session: Session, bot_id: int) -> None:
        self.session = session
        self.id = bot_id
        self.name = ""
        self.on_call: OnCall = lambda method, result: None

    @classmethod
    def at(
        cls,
        url: str,
        token: str,
        on_request: OnRequest = lambda: lambda told: None,
        open_session: OpenSession = Session,
    ) -> Self:
        """A client of the Bot API server at this address, which ends before /bot. A token begins with the bot's id."""
        return cls(open_session(url, token, on_request), int(token.partition(":")[0]))

    def __call__(self, method: Method, seconds: float = CALL_TIMEOUT_SECONDS) -> Coroutine[Any, Any, Any]:
        """Like `make`."""
        return self.make(as_call(method), seconds)

    async def make(self, call: Call, seconds: float = CALL_TIMEOUT_SECONDS) -> Any:
        """The raw `result`. Raises Undelivered, also if none came within so many seconds.

        If Telegram refuses the address of a link button, the call is made again with the address in the text.
        """
        try:
            result = result_of(await self.session.ask(call, seconds))
            self.on_call(call.method, OK)
            return result
        except Undelivered as failure:
            self.on_call(call.method, failure.trouble)
            plainer = spell_out(call) if failure.trouble is Trouble.BAD_BUTTON else None
            if plainer is None:
                raise
        log.warning("Telegram makes no button of a link; it goes out in words, see PRIVACY_POLICY_URL")
        return result_of(await self.session.ask(plainer, seconds))

    async def ask(self, call: Call, seconds: float) -> Response:
        """Like Session.ask."""
        try:
            response = await self.session.ask(call, seconds)
        except Undelivered as failure:
            self.on_call(call.method, failure.trouble)
            raise
        self.on_call(call.method, OK if response.status == 200 else f"HTTP {response.status // 100}xx")
        return response
