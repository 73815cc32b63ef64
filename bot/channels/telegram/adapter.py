"""Puts the parts of the Telegram channel together."""

from __future__ import annotations

from bot.channels.telegram.calls import as_call
from bot.channels.telegram.client import Client
from bot.channels.telegram.commands import publish_commands
from bot.channels.telegram.gateway import Gateway
from bot.channels.telegram.identity import wait_for_username
from bot.channels.telegram.membership import TelegramMembership
from bot.channels.telegram.message_locks import MessageLocks
from bot.channels.telegram.messenger import Messenger
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.profile import publish_profile
from bot.channels.telegram.topics import Topics
from bot.channels.telegram.webhook import Hook, Webhook
from bot.dialogue.adapter import Source, StaffMenu
from bot.dialogue.profile import Profiles
from bot.dialogue.taken import Take
from bot.i18n import Words
from bot.lru_cache import LruCache
from bot.machine import Machine


class Telegram:
    """The Adapter (bot/dialogue/adapter.py) for Telegram."""

    def __init__(self, client: Client, machine: Machine, staff_topic: int | None, hook: Hook | None = None) -> None:
        """`staff_topic` is the topic for cards. Without a `hook` updates are fetched by polling."""
        self._client, self._hook = client, hook
        self._machine = machine
        self.rate = Pace(machine.timer, machine.sleep)
        self._gateway = Gateway(client, self.rate)
        self._topics = Topics(staff_topic, machine.monotonic)
        self.membership = TelegramMembership(self._gateway, machine.monotonic)
        self.channel = Messenger(self._gateway, MessageLocks(machine.monotonic), self._topics, newest=LruCache(10_000))

    def troubles(self) -> list[str]:
        return [*self._topics.troubles(), *self.membership.troubles()]

    async def identify(self) -> str:
        """Raises WrongToken, WrongAddress."""
        return await wait_for_username(self._client, self._machine.sleep, self._machine.timer)

    def source(self, take: Take) -> Source:
        if self._hook:
            return Webhook(self._client, self._hook, take, self._machine.timer, self._machine.sleep)
        return Poller(self._client, take, self._machine.timer, self._machine.sleep)

    async def publish_commands(self, words: Words, default: str, staff: StaffMenu | None) -> None:
        await publish_commands(self._gateway, words, default, staff)

    async def publish_profile(self, profiles: Profiles) -> None:
        await publish_profile(lambda method: self._gateway.call(as_call(method)), profiles)

    def stop_asking(self) -> None:
        self.membership.stop()

    async def close(self) -> None:
        await self._client.session.close()
