"""Sends requests to Telegram over HTTP, and turns every failure into Undelivered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any, Self

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientResponse,
    ClientTimeout,
    ConnectionTimeoutError,
)

from bot.channels.telegram.link_buttons import spell_out
from bot.channels.telegram.responses import ApiResponse, result_of
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.time import Moment, moment_of
from bot.machine import OnRequest

log = logging.getLogger(__name__)


UNTRUSTED = (
    "the certificate that answers is not trusted here: somebody stands in between, or this machine's clock or its list "
    "of authorities is wrong"
)


class Session(AiohttpSession):
    """aiogram's session, except for responses: it ignores the encoding that they declare, keeps the result as raw JSON,
    and raises only Undelivered."""

    def __init__(self, api: TelegramAPIServer, on_request: OnRequest = lambda: lambda told: None) -> None:
        super().__init__(api=api)
        self.on_request = on_request

    async def close(self) -> None:
        """Close at once; aiogram sleeps a quarter of a second after closing."""
        if self._session is not None:
            await self._session.close()

    def prepare_value(self, value: Any, bot: Bot, files: dict[str, Any], _dumps_json: bool = True) -> Any:
        """Name a file by its number within the call; aiogram draws a random name."""
        if not isinstance(value, InputFile):
            return super().prepare_value(value, bot, files, _dumps_json)
        name = f"file{len(files)}"
        files[name] = value
        return f"attach://{name}"

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: float | None = None) -> Any:  # noqa: ASYNC109
        """The raw `result`. Raises Undelivered."""
        return result_of(await self.ask(bot, method, self.timeout if timeout is None else timeout))

    async def ask(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> ApiResponse:
        """The response, whatever it says. Raises Undelivered if none came within so many seconds."""
        try:
            return await self.post(bot, method, seconds)
        except Exception as error:
            failure = _explain(error)
        raise failure  # outside `except`: it must not carry the error, whose text holds the address with the token

    async def post(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> ApiResponse:
        """Send the request over HTTP. Raises what aiohttp raises. A test overrides it to reach a simulated Telegram."""
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form, timeout = self.build_form_data(bot, method), ClientTimeout(total=seconds)
        on_response = self.on_request()
        # Redirects are not followed: the address holds the token, and most redirects drop the parameters.
        async with session.post(url, data=form, timeout=timeout, allow_redirects=False) as response:
            if response.status == 200:  # any other may come from a proxy, even one on this machine
                on_response(_date_of(response))
            return ApiResponse(response.status, await response.read())


OK = "ok"
OnCall = Callable[[str, str], None]
"""Told of each call that has ended: its method, and `ok` or the trouble."""
OpenSession = Callable[[TelegramAPIServer, OnRequest], Session]


class Client(Bot):
    """aiogram's bot, with raw results."""

    def __init__(self, token: str, session: Session) -> None:
        super().__init__(token, session=session)
        self._raw = session
        self.on_call: OnCall = lambda method, result: None
        self.name = ""  # until `identify` learns it

    @classmethod
    def at(
        cls,
        url: str,
        token: str,
        on_request: OnRequest = lambda: lambda told: None,
        open_session: OpenSession = Session,
    ) -> Self:
        """A client of the Bot API server at this address, which ends before /bot."""
        return cls(token, open_session(TelegramAPIServer.from_base(url), on_request))

    async def __call__(self, method: TelegramMethod[Any], request_timeout: int | None = None) -> Any:
        """The raw `result`. Raises Undelivered.

        If Telegram refuses the address of a link button, the call is made again with the address in the text.
        """
        try:
            result = await super().__call__(method, request_timeout)
            self.on_call(method.__api_method__, OK)
            return result
        except Undelivered as failure:
            self.on_call(method.__api_method__, failure.trouble)
            plainer = spell_out(method) if failure.trouble is Trouble.BAD_BUTTON else None
            if plainer is None:
                raise
        log.warning("Telegram makes no button of a link; it goes out in words, see PRIVACY_POLICY_URL")
        return await super().__call__(plainer, request_timeout)

    async def ask(self, method: TelegramMethod[Any], seconds: float) -> ApiResponse:
        """Like Session.ask."""
        try:
            response = await self._raw.ask(self, method, seconds)
        except Undelivered as failure:
            self.on_call(method.__api_method__, failure.trouble)
            raise
        self.on_call(method.__api_method__, OK if response.status == 200 else f"HTTP {response.status // 100}xx")
        return response


def _explain(error: Exception) -> Undelivered:
    reason = type(error).__name__
    match error:
        case ClientConnectorCertificateError():
            return Undelivered(Trouble.OUTAGE, reason=UNTRUSTED)
        case ClientConnectorError() | ConnectionTimeoutError():
            return Undelivered(Trouble.OUTAGE, reason=reason)
        case UnicodeEncodeError():  # half a surrogate in a text, which can never be sent
            return Undelivered(Trouble.REFUSED, reason=reason)
        case _:
            return Undelivered(Trouble.OUTAGE, is_certain=False, reason=reason)


def _date_of(response: ClientResponse) -> Moment | None:
    """The moment in the Date header, in whole seconds; None if there is none."""
    try:
        return moment_of(parsedate_to_datetime(response.headers.get("Date", "")))
    except (ValueError, OverflowError):
        return None
