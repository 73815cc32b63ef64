"""How does a request travel to Telegram, and an answer back, whatever happens to either?"""

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

from bot.channels.telegram.answers import Answer, result_of
from bot.channels.telegram.link_buttons import spell_out
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.time import Moment, moment_of
from bot.machine import OnRequest

log = logging.getLogger(__name__)


UNTRUSTED = (
    "the certificate that answers is not trusted here: somebody stands in between, or this machine's clock or its list "
    "of authorities is wrong"
)


class Session(AiohttpSession):
    """aiogram's, but for what it makes of answers: their bytes are read whatever encoding they claim, the result stays
    raw JSON, and all that can be raised is Undelivered."""

    def __init__(self, api: TelegramAPIServer, on_request: OnRequest = lambda: lambda told: None) -> None:
        super().__init__(api=api)
        self.on_request = on_request

    async def close(self) -> None:
        """Without the quarter of a second that aiogram sleeps after closing."""
        if self._session is not None:
            await self._session.close()

    def prepare_value(self, value: Any, bot: Bot, files: dict[str, Any], _dumps_json: bool = True) -> Any:
        """A file is named by its number among those of a call; aiogram draws a random name."""
        if not isinstance(value, InputFile):
            return super().prepare_value(value, bot, files, _dumps_json)
        name = f"file{len(files)}"
        files[name] = value
        return f"attach://{name}"

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: float | None = None) -> Any:  # noqa: ASYNC109
        """The raw `result`. Raises Undelivered."""
        return result_of(await self.ask(bot, method, self.timeout if timeout is None else timeout))

    async def ask(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> Answer:
        """What came back within so many seconds, whatever it says. Raises Undelivered if nothing did."""
        try:
            return await self.post(bot, method, seconds)
        except Exception as error:
            failure = _explain(error)
        raise failure  # here, so that it does not hang on to an error that tells the address, and the token in it

    async def post(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> Answer:
        """By HTTP; raises whatever that raises. Another way to another Telegram overrides it."""
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form, patience = self.build_form_data(bot, method), ClientTimeout(total=seconds)
        on_response = self.on_request()
        # Not followed: the address holds the token, and most redirects turn the call into one without parameters.
        async with session.post(url, data=form, timeout=patience, allow_redirects=False) as response:
            if response.status == 200:  # what is not may come from somebody before Telegram, on this very machine
                on_response(_date_of(response))
            return Answer(response.status, await response.read())


OpenSession = Callable[[TelegramAPIServer, OnRequest], Session]


class Client(Bot):
    """aiogram's, with raw answers. It learns its name once, when it is told."""

    def __init__(self, token: str, session: Session) -> None:
        super().__init__(token, session=session)
        self._raw = session
        self.name = ""  # as it was learnt at the start

    @classmethod
    def at(
        cls,
        url: str,
        token: str,
        on_request: OnRequest = lambda: lambda told: None,
        open_session: OpenSession = Session,
    ) -> Self:
        """Of the Bot API at this address, which ends before /bot."""
        return cls(token, open_session(TelegramAPIServer.from_base(url), on_request))

    async def __call__(self, method: TelegramMethod[Any], request_timeout: int | None = None) -> Any:
        """The raw `result`, whatever the method says of its type. Raises Undelivered.

        A link that Telegram makes no button of is said in words instead.
        """
        try:
            return await super().__call__(method, request_timeout)
        except Undelivered as failure:
            plainer = spell_out(method) if failure.trouble is Trouble.BAD_BUTTON else None
            if plainer is None:
                raise
        log.warning("Telegram makes no button of a link; it goes out in words, see PRIVACY_POLICY_URL")
        return await super().__call__(plainer, request_timeout)

    async def ask(self, method: TelegramMethod[Any], seconds: float) -> Answer:
        """As Session.ask."""
        return await self._raw.ask(self, method, seconds)

    def learn_name(self, username: str) -> None:
        self.name = username


def _explain(error: Exception) -> Undelivered:
    reason = type(error).__name__
    match error:
        case ClientConnectorCertificateError():
            return Undelivered(Trouble.OUTAGE, reason=UNTRUSTED)
        case ClientConnectorError() | ConnectionTimeoutError():
            return Undelivered(Trouble.OUTAGE, reason=reason)
        case UnicodeEncodeError():  # half a surrogate in a text: it cannot be sent, however often
            return Undelivered(Trouble.REFUSED, reason=reason)
        case _:
            return Undelivered(Trouble.OUTAGE, is_certain=False, reason=reason)


def _date_of(response: ClientResponse) -> Moment | None:
    """The Date header; whole seconds by its nature."""
    try:
        return moment_of(parsedate_to_datetime(response.headers.get("Date", "")))
    except (ValueError, OverflowError):
        return None
