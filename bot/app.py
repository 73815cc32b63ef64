"""Puts all parts together into one running bot. Only this module knows all of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.channels.telegram.session import OpenSession, Session
from bot.config.installation import make_installation
from bot.config.master_key import find_master_key
from bot.config.setting_hints import NO_POLICY_DATE
from bot.config.settings import Settings
from bot.dialogue.adapter import Adapter
from bot.domain.time import SECOND
from bot.health.readiness import Check, Readiness
from bot.health.storage_trouble import StorageTrouble
from bot.health.tally import Tally, tell_hourly
from bot.health.time_check import NO_REMOTE_TIME, TimeCheck
from bot.http.front import RUNNING, Front
from bot.intake.receive import Receiver
from bot.intake.turn_loader import TurnLoader
from bot.intake.unit_of_work import UnitOfWork
from bot.jobs.after_commit import AfterCommit
from bot.jobs.election import Replica
from bot.jobs.leadership import Duties, Leadership
from bot.jobs.replay_tombstones import replay_tombstones
from bot.jobs.replica import make_replica
from bot.jobs.sweeps import Sweep, assemble_sweeps, may_run
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler, Triggers
from bot.jobs.watch import Watch
from bot.machine import SYSTEM, Machine
from bot.operator.chosen_adapter import make_adapter
from bot.outbox.current_staff_chat import NO_GROUP, CurrentStaffChat
from bot.outbox.publish import keep_published
from bot.outbox.staff_group import StaffGroup
from bot.outbox.table import assemble_deliveries
from bot.outbox.worker import OutboxWorker
from bot.running_parts import Patience, RunningParts
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY, decide
from storage import late_changes
from storage.beside import SERVING
from storage.leader import Term
from storage.news import Bulletin
from storage.sqlite import OpenEngine, SqliteEngine
from storage.store import Store, open_store

log = logging.getLogger(__name__)
DRAIN_SECONDS, LAST_CALL_SECONDS, LAST_FACTS_SECONDS = 5.0, 3.0, 2.0
"""How long the stop waits: for replies, for telling the messenger what is done, for facts that are on their way."""
SOURCE = "updates"


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
        tally: Tally | None = None,
        patience: Patience | None = None,
        replica: Replica | None = None,
    ) -> None:
        self._replica = replica
        self._settings, self._store, self._machine = settings, store, machine
        self._adapter, self._check = adapter, check
        self._patience = patience or Patience(machine.timer)
        channel, rate, interval = adapter.channel, adapter.rate, settings.sweep_interval
        self._staff_chat = staff_chat = CurrentStaffChat(settings.staff_chat_id, store)
        self._installation = installation = make_installation(settings, store, check.now, machine.entropy)
        # What only the leader writes relies on its term.
        leading_store = replace(store, term=Term(machine.monotonic))
        leading = replace(installation, store=leading_store)
        staff = StaffGroup(leading, staff_chat, settings.staff_topic_id)
        deliveries = assemble_deliveries(leading, channel, rate, staff, machine)
        self._storage = StorageTrouble(store, machine.monotonic)
        self._tally = tally = tally or Tally()
        beside = (self._storage, machine.sleep, tally)
        self._outbox_worker = OutboxWorker(leading_store, deliveries, staff_chat, rate, check.now, *beside)
        turn_loader = TurnLoader(installation, staff_chat, adapter.membership, channel.can)
        unit = UnitOfWork(installation, turn_loader, decide)
        self._receiver = Receiver(installation, unit, channel, self._storage, machine, tally)
        self._source = adapter.source(self._receiver.take)
        self._watch = Watch(leading_store, interval, check.now, machine.monotonic, check.alarms)
        self._front = self._make_front(settings, tally)
        self.doors = self._front.doors
        self.timetable = self._make_timetable(assemble_sweeps(leading, check.earliest_now), triggers)
        worker = self._outbox_worker
        self._after_commit = AfterCommit(store.bulletin, self.timetable, worker.wake, staff_chat.reload, machine.sleep)
        parts = (self.timetable, self._meet_telegram, self._duties, worker.hand_over)
        self._leadership = Leadership(leading_store, installation.clock, *parts)

    def _make_timetable(self, sweeps: Mapping[str, Sweep], triggers: Triggers) -> Timetable:
        jobs, interval = {name: sweep.job for name, sweep in sweeps.items()}, self._settings.sweep_interval / SECOND
        parts = (self._watch, triggers, self._machine, lambda name: may_run(sweeps[name], self._check), self._tally)
        return Timetable(jobs, interval, *parts)

    def _make_front(self, settings: Settings, tally: Tally) -> Front:
        checks: dict[str, list[Check]] = {
            "storage": [self._storage.reasons],
            "Telegram": [self._source.troubles],
            "staff chat": [self._outbox_worker.troubles, self._adapter.troubles],
            "sweeps": [self._watch.late],
            "clock": [self._check.troubles],
        }
        told = (checks, self._watch.ages, lambda: self._leadership.leads)
        return Front(
            settings.listens_on, self._source.doors(), *told, self._store, self._check.now, self._machine, tally
        )

    def readiness(self) -> Readiness:
        """Whether the bot can do its work now, and if not, why."""
        return self._front.readiness()

    @property
    def connect_code(self) -> str | None:
        """What `/connect` needs to make a group the staff group; None while there is one."""
        return self._staff_chat.code

    async def run(self) -> None:
        """Answer until cancelled; a replica leads while it is elected. Raises WrongToken, PortUnusable and such.

        A process that is alone leads. It finishes what an earlier process left unfinished before the first update is
        handled; erasures even before Telegram is called.
        """
        await self._staff_chat.load()
        await replay_tombstones(self._store, self._installation.clock)
        parts = RunningParts()
        try:
            await self._front.open()
            if self._replica:
                await self._meet_telegram(parts)
            else:
                await self._leadership.begin_alone(parts)
            log.info("ready")
            self._front.phase = RUNNING
            self._machine.freeze_objects()
            await self._serve(parts)
        finally:
            await self.timetable.stop(self._patience)
            await parts.stop()
            await self._front.close()

    async def _meet_telegram(self, parts: RunningParts) -> None:
        """Return once Telegram answers. Nothing has been sent before."""
        self._username = await parts.run_beside(self._adapter.identify())
        # By now the clock has been compared with Telegram's.
        settled_at = self._installation.clock() + self._adapter.channel.can.settled_after
        await self._store.commit(late_changes.inherit(settled_at))

    def _duties(self) -> Duties:
        if not self._check.knows_remote_time:
            log.warning(NO_REMOTE_TIME)
        if self._staff_chat.code:
            log.warning(NO_GROUP, self._username, self._staff_chat.code)
        if not self._installation.policy.date:
            log.warning("PRIVACY_POLICY_DATE %s", NO_POLICY_DATE)
        here = (self._installation, self._staff_chat, MEMBERS_MAY, ADMINISTRATORS_MAY)
        return {
            "deliveries": self._outbox_worker.run(self._settings.sweep_interval / SECOND),
            "commands": keep_published(self._adapter, *here),
            **{name: part() for name, part in self._after_commit.of_leader().items()},
            **({} if self._all_receive else {SOURCE: self._source.run()}),
        }

    @property
    def _all_receive(self) -> bool:
        return self._replica is None or self._replica.all_receive

    async def _serve(self, parts: RunningParts) -> None:
        for name, part in self._after_commit.of_everybody().items():
            parts.start(name, part())
        parts.start("hourly line", tell_hourly(self._tally, self._machine.sleep))
        if self._all_receive:
            parts.start(SOURCE, self._source.run())
        if self._replica and self._replica.listen:
            parts.start("news", self._replica.listen())
        if self._front.is_open:
            parts.start("probe", self._front.probe.run())
        try:
            if self._replica:
                await self._replica.lead_when_elected(parts, self._leadership)
            else:
                await parts.wait_until_one_ends()
        finally:
            # The order matters: the timetable finishes what updates have begun; after that nothing uses the database.
            await self._front.shut()
            await parts.stop(SOURCE)
            await self._receiver.drain(self._patience, DRAIN_SECONDS)
            await self._patience.let_finish([asyncio.create_task(self._source.acknowledge())], LAST_CALL_SECONDS)
            await self.timetable.stop(self._patience)
            await parts.stop()
            await self._outbox_worker.finish(self._patience, LAST_FACTS_SECONDS)
            await self._patience.let_finish([asyncio.create_task(self._leadership.resign())], LAST_CALL_SECONDS)
            self._adapter.stop_asking()


@asynccontextmanager
async def open_app(
    settings: Settings,
    machine: Machine = SYSTEM,
    new_triggers: Callable[[], Triggers] = Scheduler,
    open_engine: OpenEngine = SqliteEngine.open,
    open_session: OpenSession = Session,
    bulletin: Bulletin | None = None,
    patience: Patience | None = None,
    replica: Replica | None = None,
    *,
    shared: bool = False,
) -> AsyncIterator[App]:
    """A bot ready to `run`. Raises what `open_store` and `find_master_key` raise.

    `bulletin` carries the news of all processes on the database. `patience` ends early when a second signal comes.
    `shared`: other processes may use a database on a server too. `replica` is given where no server makes one.
    """
    key = find_master_key(settings, machine.entropy)
    places = settings.places.shared() if shared else settings.places
    store = await open_store(
        places, key, machine.entropy, sleep=machine.sleep, in_thread=machine.in_thread, open_engine=open_engine
    )
    store.lock.mark(SERVING)
    tally, bulletin = Tally(), bulletin or store.bulletin
    store = replace(store, bulletin=bulletin, timer=machine.timer, note_duration=tally.durations["commit"].add)
    check = TimeCheck(machine.clock, machine.monotonic)
    adapter = make_adapter(settings, key, machine, check, tally, open_session)
    replica = replica or make_replica(places, store, machine.sleep, all_receive=bool(settings.webhook_url))
    try:
        yield App(settings, adapter, store, check, machine, new_triggers(), tally, patience, replica)
    finally:
        await adapter.close()
        await store.close()
        if replica:
            await replica.election.close()
