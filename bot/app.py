"""Puts all parts together into one running bot. Only this module knows all of them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from bot.channels.telegram.adapter import Telegram
from bot.channels.telegram.session import Client, OpenSession, Session
from bot.config.installation import make_installation
from bot.config.master_key import find_master_key
from bot.config.settings import Settings
from bot.dialogue.adapter import Adapter
from bot.domain.time import NO_TIME, SECOND
from bot.health.readiness import Readiness, check_readiness
from bot.health.storage_trouble import StorageTrouble
from bot.health.time_check import NO_REMOTE_TIME, TimeCheck
from bot.intake.receive import Receiver
from bot.intake.turn_loader import TurnLoader
from bot.intake.unit_of_work import UnitOfWork
from bot.jobs.after_commit import AfterCommit
from bot.jobs.replay_tombstones import replay_tombstones
from bot.jobs.settle_keys import settle_keys
from bot.jobs.sweeps import Sweep, assemble_sweeps, may_run
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler, Triggers
from bot.jobs.watch import Watch
from bot.machine import SYSTEM, Machine
from bot.outbox.current_staff_chat import CurrentStaffChat
from bot.outbox.staff_group import StaffGroup
from bot.outbox.table import assemble_deliveries
from bot.outbox.worker import OutboxWorker
from bot.running_parts import RunningParts
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY, decide
from storage import late_changes
from storage.sqlite import OpenEngine, SqliteEngine
from storage.store import Store, open_store

log = logging.getLogger(__name__)
NO_GROUP = (
    "STAFF_CHAT_ID is not set and no group is connected: applications are taken and wait, nobody is told of them. Add "
    "the bot to a supergroup and send there: /connect@%s %s"
)
DRAIN_SECONDS = 5.0  # for replies under way after SIGTERM
POLLING = "polling"


class App:
    """One bot on one database."""

    def __init__(
        self,
        settings: Settings,
        adapter: Adapter,
        store: Store,
        check: TimeCheck,
        machine: Machine,
        triggers: Triggers,
    ) -> None:
        self._settings, self._store, self._machine = settings, store, machine
        self._adapter, self._check = adapter, check
        channel, rate, interval = adapter.channel, adapter.rate, settings.sweep_interval
        self._staff_chat = staff_chat = CurrentStaffChat(settings.staff_chat_id, store, machine.entropy)
        self._installation = installation = make_installation(settings, store, check.now, machine.entropy)
        staff = StaffGroup(installation, staff_chat, settings.staff_topic_id, full=settings.staff_card == "full")
        deliveries = assemble_deliveries(installation, channel, rate, staff, settings.database_url.parent, machine)
        self._storage = StorageTrouble(store, machine.monotonic)
        self._outbox_worker = OutboxWorker(store, deliveries, staff_chat, rate, check.now, self._storage, machine.sleep)
        turn_loader = TurnLoader(installation, staff_chat, adapter.membership, channel.can)
        unit = UnitOfWork(installation, turn_loader, decide)
        self._receiver = Receiver(installation, unit, channel, self._storage, machine)
        self._watch = Watch(store, interval, check.now, machine.monotonic, check.alarms)
        sweeps = assemble_sweeps(installation, check.earliest_now)
        may = partial(may_run, check=check)
        self.timetable = Timetable(sweeps, interval / SECOND, self._watch, triggers, machine, may)
        self._after_commit = AfterCommit(
            store.bulletin, self.timetable, self._outbox_worker.wake, staff_chat.reload, machine.sleep
        )

    def readiness(self) -> Readiness:
        """Whether the bot can do its work now, and if not, why."""
        parts = (self._storage.reasons, self._outbox_worker.troubles, self._adapter.troubles)
        return check_readiness([self._check.troubles, self._watch.late, *parts])

    async def run(self) -> None:
        """Run until cancelled. Raises WrongToken, TombstonesLost and PartEnded.

        Before the first update is handled, it finishes what an earlier process left unfinished. Erasures are finished
        even before Telegram is called.
        """
        await self._staff_chat.load()
        await replay_tombstones(self._store, self._installation.clock)
        await self._store.drop_spent_keys()
        await settle_keys(self._store, self._installation.clock, younger=NO_TIME)
        parts = RunningParts()
        try:
            await self.timetable.start()
            await self.timetable.sweep(Sweep.FINISH_ERASURES)
            parts.start("watch", self.timetable.watch())
            username = await parts.run_beside(self._adapter.identify())
            # By now the clock has been compared with Telegram's, and nothing has been sent.
            settled_at = self._installation.clock() + self._adapter.channel.can.settled_after
            await self._store.commit(late_changes.inherit(settled_at))
            await self.timetable.catch_up()
            if not self._check.knows_remote_time:
                log.warning(NO_REMOTE_TIME)
            if self._staff_chat.code:
                log.warning(NO_GROUP, username, self._staff_chat.code)
            log.info("ready")
            self._machine.freeze_objects()
            await self._serve(parts)
        finally:
            await self.timetable.stop()
            await parts.stop()

    async def _serve(self, parts: RunningParts) -> None:
        source = self._adapter.source(self._receiver.take)
        parts.start("deliveries", self._outbox_worker.run(self._settings.sweep_interval / SECOND))
        parts.start("commands", self._publish_commands())
        for name, part in self._after_commit.parts():
            parts.start(name, part)
        parts.start(POLLING, source.run())
        try:
            await parts.wait_until_one_ends()
        finally:
            # The order matters: the timetable finishes what updates have begun; after that nothing uses the database.
            await parts.stop(POLLING)
            await self._receiver.drain(DRAIN_SECONDS)
            await source.acknowledge()
            await self.timetable.stop()
            await parts.stop()
            await self._outbox_worker.stop()
            self._adapter.stop_asking()

    async def _publish_commands(self) -> None:
        """Publish the commands at once, and again whenever the id of the staff group changes."""
        while True:
            self._staff_chat.moved.clear()
            words, language = self._installation.words, self._installation.default_language
            group = self._staff_chat()
            await self._adapter.publish_commands(words, language, group, MEMBERS_MAY, ADMINISTRATORS_MAY)
            await self._staff_chat.moved.wait()


@asynccontextmanager
async def open_app(
    settings: Settings,
    machine: Machine = SYSTEM,
    new_triggers: Callable[[], Triggers] = Scheduler,
    open_engine: OpenEngine = SqliteEngine.open,
    open_session: OpenSession = Session,
) -> AsyncIterator[App]:
    """A bot ready to `run`. Raises what `open_store` and `find_master_key` raise."""
    if settings.bot_token is None:
        raise ValueError("settings without a token")
    key = find_master_key(settings, machine.entropy)
    store = await open_store(
        settings.places, key, machine.entropy, sleep=machine.sleep, in_thread=machine.in_thread, open_engine=open_engine
    )
    check = TimeCheck(machine.clock, machine.monotonic)
    token = settings.bot_token.get_secret_value()
    client = Client.at(settings.telegram_api_url, token, check.on_request, open_session)
    telegram = Telegram(client, machine, settings.staff_topic_id)
    try:
        yield App(settings, telegram, store, check, machine, new_triggers())
    finally:
        await telegram.close()
        await store.close()
