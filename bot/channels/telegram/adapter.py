"""Telegram, put together: all that the bot needs of it."""

from __future__ import annotations

from typing import Self

from bot.channels.telegram.changes import Changes
from bot.channels.telegram.commands import publish_commands
from bot.channels.telegram.gateway import Gateway
from bot.channels.telegram.greeting import greet
from bot.channels.telegram.membership import TelegramMembership
from bot.channels.telegram.messenger import Messenger
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.session import Client, OpenSession, Session
from bot.channels.telegram.topics import Topics
from bot.dialogue.adapter import Names
from bot.dialogue.taken import Take
from bot.i18n import Words
from bot.machine import Machine, OnRequest


class Telegram:
    """An Adapter (bot/dialogue/adapter.py)."""

    def __init__(self, client: Client, machine: Machine, staff_topic: int | None) -> None:
        """`staff_topic` is where staff expect cards."""
        self._client = client
        self._machine = machine
        self.rate = Pace(machine.timer, machine.sleep)
        self._gateway = Gateway(client, self.rate)
        self._topics = Topics(staff_topic, machine.monotonic)
        self.membership = TelegramMembership(self._gateway, machine.monotonic)
        self.channel = Messenger(self._gateway, Changes(machine.monotonic), self._topics)

    @classmethod
    def at(
        cls,
        url: str,
        token: str,
        on_request: OnRequest,
        machine: Machine,
        staff_topic: int | None,
        open_session: OpenSession = Session,
    ) -> Self:
        """Of the Bot API at this address, which ends before /bot."""
        return cls(Client.at(url, token, on_request, open_session), machine, staff_topic)

    def troubles(self) -> list[str]:
        return [*self._topics.troubles(), *self.membership.troubles()]

    async def identify(self) -> str:
        """Raises WrongToken, WrongAddress."""
        return await greet(self._client, self._machine.sleep)

    def source(self, take: Take) -> Poller:
        return Poller(self._client, take, self._machine.timer, self._machine.sleep)

    async def publish_commands(
        self, words: Words, default: str, staff_chat: int | None, members_may: Names, administrators_may: Names
    ) -> None:
        await publish_commands(self._gateway, words, default, staff_chat, members_may, administrators_may)

    def stop_asking(self) -> None:
        self.membership.stop()

    async def close(self) -> None:
        await self._client.session.close()
