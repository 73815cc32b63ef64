"""The stage of the scenarios: the real bot on a real file, a strict Telegram on loopback, and the cast."""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from bot.app import App, open_app
from bot.channels.telegram.profile import PARTS
from bot.config.master_key import write_key
from bot.config.settings import RunSettings, Settings
from bot.dialogue.door import Knock
from bot.domain.form import REVIEW
from bot.domain.policy import Operator
from bot.domain.time import MINUTE, Moment
from bot.health.time_check import UNKNOWN
from bot.i18n import Text, load_words
from bot.machine import Machine, system_clock, system_entropy
from bot.operator.existing_store import open_existing_store
from bot.views.profile import compose_profiles
from simulator.actors.user import User
from simulator.http.delivery import WebhookDelivery
from simulator.http.posting import Answer
from simulator.http.server import Server
from simulator.schema.buttons import Button
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.state.private_chat import PrivateChat
from simulator.world import World
from storage.files import make_private
from storage.store import Store, open_store
from tests.databases import ON_POSTGRES, database_in, keep_connections, places_in, query
from tests.empty_files import DATABASE, place_empty_files
from tests.form import NAMES, following, progress
from tests.leaping_loop import LoopClock, loop_time, somebody_outside
from tests.lives.telegram_here import telegram_here
from tests.lives.virtual_machine import VirtualTriggers
from tests.people import BIN, MADINA, OUTSIDER, TIMUR, Applicant
from tests.same_thread import at_once, open_engine
from tests.scenarios import presenting, saved_worlds
from tests.scenarios.saved_worlds import Beginning, Play, begin_at
from tests.scenarios.swept_before import leave_out_first_sweep, note_sweeps
from tests.slow_writes import open_slow_engine

TOKEN = "123456789:AAtest-token-of-the-simulated-telegram"
"""Invented; only the simulator knows it."""
WORDS = load_words()
ANSWERED = {
    **{name: number for number, name in enumerate(NAMES)},
    "doubt": NAMES.index("email") + 1,
    **dict.fromkeys((REVIEW, "sent"), len(NAMES)),
}
"""How many questions the person has answered or skipped at each step after consent."""
STEPS = ("consent", *ANSWERED)
HOOK = "https://bot.example.kz/telegram"
POLL_SECONDS = 25  # as the bot asks for
SEED = 1
"""Of the latency of calls and writes: what overlaps in a test overlaps in each run of it. Lives draw other seeds."""
SWEEP_INTERVAL = 2000
"""In milliseconds. The clock leaps, so a test that waits for a job waits no longer; other tests run fewer jobs."""
MASTER_KEY = system_entropy(32)
AHEAD = MINUTE
LATENCY = (0.0005, 0.004)  # seconds one way, as to a server on the same machine
SLIP = "aigerim@gmial.com"
"""An address that is doubted."""


class GivenSettings(RunSettings):
    """Settings as they are given, whatever stands in the environment."""

    def __init__(self, **given: Any) -> None:
        BaseModel.__init__(self, **given)  # without looking for sources, which takes most of the time


class SocketlessSettings(GivenSettings):
    """The bot does not listen: requests are handed to its doors."""

    @property
    def listens_on(self) -> None:
        return None


BeginAt = Callable[[str, "Guest", "Play"], Awaitable[bool]]


async def play_whole(_place: str, _guest: Guest, _play: Play) -> bool:
    """Every conversation from its first word."""
    return False


@dataclass
class Guest:
    """An applicant with a phone. Every act waits until the bot has said what is expected."""

    user: User
    who: Applicant
    begin_at: BeginAt = field(default=play_whole, kw_only=True)

    @property
    def chat(self) -> PrivateChat:
        return self.user.chat

    @property
    def text(self) -> Text:
        return WORDS.text_in(self.who.language)

    async def sees(self, *parts: str) -> Message:
        """Waits until the newest message contains all parts; that message."""
        await self.user.world.until(lambda: all(part in self.chat.last.text for part in parts))
        return self.chat.last

    async def write(self, text: str, *parts: str) -> Message:
        self.user.write(text)
        return await self.sees(*parts)

    async def tap(self, label: str, *parts: str) -> Message:
        self.user.tap(label)
        return await self.sees(*parts)

    async def hears(self, *acts: Callable[[], object]) -> list[Message]:
        """Does the acts and waits until the bot has handled their updates; its new messages."""
        before = len(self.chat.history)
        for act in acts:
            act()
        await self.user.world.until(lambda: not self.user.world.updates.pending)
        return [message for message in self.chat.history[before:] if message.by_bot]

    async def say(self, text: str) -> list[Message]:
        """Writes a text; the bot's new messages."""
        return await self.hears(lambda: self.user.write(text))

    @property
    def pop_up(self) -> str:
        """The text of the pop-up after the person's last press."""
        pressed = [query for query in self.user.world.queries.values() if query.user is self.user]
        return (pressed[-1].answer and pressed[-1].answer.text) or ""

    @property
    def buttons(self) -> list[tuple[Message, Button]]:
        """All buttons with data of any version of the bot's messages in this chat."""
        found = {}
        for message in self.chat.history:
            for version in (*message.edits, message.version) if message.by_bot else ():
                for button in version.inline.buttons if version.inline else ():
                    if button.data:
                        found[message.id, button.data] = (message, button)
        return list(found.values())

    async def reach(self, place: str) -> None:
        """Goes from the beginning to one of STEPS."""
        if place == "consent":
            await self.hears(self.user.start)
        elif not await self.begin_at(place, self, lambda _, guest: guest.reach(place)):
            await self._go_to(place)

    async def _go_to(self, place: str) -> None:
        await self._agree()
        for name in NAMES[: ANSWERED[place]]:
            await self.say(SLIP if place == "doubt" and name == "email" else self.typed(name))
        if place == "sent":
            await self.confirm()

    async def agree(self) -> None:
        """Goes from the beginning to the question for the name."""
        await self.reach("name")

    async def _agree(self) -> None:
        self.user.start()
        await self.user.world.until(lambda: self.text("button.agree") in self.chat.last.labels)
        await self.tap(self.text("button.agree"), progress("name"))

    async def fill_in(self) -> None:
        """Goes from the beginning to the review."""
        if await self.begin_at("review", self, lambda _, guest: guest.fill_in()):
            return
        await self._agree()
        for name in NAMES[:-1]:
            self.answer(name)
            await self.sees(progress(following(name)))
        self.answer(NAMES[-1])
        await self.sees(self.who.email)

    def answer(self, name: str) -> None:
        """Types the answer to this question, or skips the question if they have none."""
        self.user.write(self.typed(name))

    def typed(self, name: str) -> str:
        """Their answer, or else the label of the Skip button, which works in any language."""
        return self.who.answers.get(name, self.text("button.skip"))

    async def go_on(self, place: str) -> None:
        """From one of ANSWERED to the review."""
        for name in NAMES[NAMES.index("email") if place == "doubt" else ANSWERED[place] :]:
            await self.hears(partial(self.answer, name))

    async def go_back(self, step: str) -> None:
        """From the review to this question."""
        for _ in NAMES[NAMES.index(step) :]:
            await self.say(self.text("button.back"))

    async def finish(self, email: str, *parts: str) -> Message:
        """Types an e-mail address and answers what is asked after it; waits for the review with all parts."""
        self.user.write(email)
        for name in NAMES[NAMES.index("email") + 1 :]:
            await self.sees(progress(name))
            self.answer(name)
        return await self.sees(*parts)

    async def apply(self) -> str:
        """Applies, to the end; the reference of the application."""
        if not await self.begin_at("sent", self, lambda _, guest: guest.apply()):
            await self.fill_in()
            await self.confirm()
        found = re.search(r"M-[0-9A-Z]{6}", self.chat.last.text)
        assert found
        return found[0]

    async def confirm(self) -> Message:
        """Sends the application; the thanks, which is the last message when all is done."""
        confirm = self.text("button.confirm")
        review = next(one for one in reversed(self.chat.messages) if confirm in one.labels)
        self.user.tap(confirm, message=review)
        await self.user.world.until(
            lambda: self.is_thanks(self.chat.last) and (review.deleted or confirm not in review.labels)
        )
        return self.chat.last

    def is_thanks(self, message: Message) -> bool:
        thanks = plain(self.text("application.sent", reference="", operator="", when=""))
        return message.by_bot and message.text.startswith(thanks.split("\n")[0])

    @property
    def offer(self) -> Message:
        """The newest message that asks about offers."""
        return next(one for one in reversed(self.chat.messages) if self.text("button.offer_no") in one.labels)

    async def apply_again(self) -> str:
        """Sends another application with what is known, in two taps; its reference. The last one must be closed."""
        await self.say("/start")
        await self.tap(self.text("button.new_application"), self.who.email)
        found = re.search(r"M-[0-9A-Z]{6}", (await self.confirm()).text)
        assert found
        return found[0]

    async def forget(self) -> Message:
        """Sends /forget_me and confirms; the receipt."""
        await self.asks_to_forget()
        return await self.tap(self.text("button.forget"), "E-")

    async def asks_to_forget(self) -> None:
        """Sends /forget_me and sees the question. Something else may be told below it in the same moment."""
        before = len(self.chat.history)
        await self.write("/forget_me")
        label = self.text("button.forget")
        await self.user.world.until(lambda: any(label in one.labels for one in self.chat.history[before:]))


@dataclass
class Stage:
    """One bot in one world. `start` and `stop` do what a process does; `restart` keeps the files."""

    world: World
    http: Server | None
    """The server of Telegram; None if the bot reaches the world without one."""
    folder: Path
    madina: User
    timur: User
    outsider: User
    group: Group
    options: dict[str, Any] = field(default_factory=dict)
    app: App | None = None
    clock_error: float = 0.0  # seconds that the clock of the bot's machine is ahead of the world's
    beginning: Beginning | None = None
    """How it was opened, if conversations on it may begin from saved worlds."""
    is_empty: bool = False
    """Whether nobody is in its files yet, and an earlier start has run every job on them."""
    _running: asyncio.Task[None] | None = None

    @property
    def server(self) -> Server:
        assert self.http, "the stage has no server; open it by `open_stage_over_http`"
        return self.http

    def settings(self) -> Settings:
        given: dict[str, Any] = {
            "bot_token": TOKEN,
            "operator_bin": BIN,
            **({"telegram_api_url": self.http.url} if self.http else {}),
            "database_url": database_in(self.folder),
            "keystore_url": self.folder / "keys.db",
            "staff_chat_id": self.group.id,
            "sweep_interval": 500 if self.http else SWEEP_INTERVAL,
            **NO_TIMERS,
            **self.options,
        }
        return GivenSettings(**given) if self.http else SocketlessSettings(**given)

    def clock(self) -> Moment:
        """The bot's clock."""
        return Moment(self.world.clock.now_ms() + round(self.clock_error * 1000))

    async def start(self) -> None:
        ready = asyncio.get_running_loop().create_future()
        self._running = asyncio.create_task(self._run(ready))
        await asyncio.wait([ready, self._running], return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            await self._running

    async def _run(self, ready: asyncio.Future[None]) -> None:
        async with self._open_app() as self.app:
            if not (presenting.in_use or self.http):
                presenting.leave_out(self.app)
                if self.is_empty:
                    leave_out_first_sweep(self.app)
            self.is_empty = False
            ready.set_result(None)
            with keep_connections(self.folder):
                await self.app.run()

    def _open_app(self) -> AbstractAsyncContextManager[App]:
        machine = Machine(self.clock, self.world.clock.monotonic, loop_time, freeze_objects=frozen_before)
        if self.http:
            return open_app(self.settings(), machine)
        machine = replace(machine, in_thread=at_once)
        telegram = telegram_here(self.world, Random(SEED), lambda _: None, POLL_SECONDS, latency=LATENCY)
        return open_app(self.settings(), machine, VirtualTriggers, open_slow_engine(Random(SEED)), telegram)

    async def start_and_wait(self) -> None:
        """Starts a bot that will refuse to run. Raises what ends its process."""
        await self.start()
        assert self._running
        running, self._running = self._running, None
        await running

    @property
    def is_running(self) -> bool:
        return self._running is not None

    async def stop(self) -> None:
        if self._running:
            from tests.scenarios.named_in_log import find_named  # which has the token from here

            told = self._told_to_watchers()
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
            self._running = None
            assert find_named(told) == []

    def _told_to_watchers(self) -> str:
        """What `/metrics` and `/readyz` would say in words: the labels of all that was counted, and the reasons."""
        if self.app is None:
            return ""
        counted = self.app._tally
        labels = [*counted.outcomes, *counted.updates, *chain.from_iterable(counted.calls)]
        return "\n".join([*labels, *self.app.readiness().reasons])

    async def restart(self, **options: Any) -> None:
        """Starts the bot again on the same files, with these settings changed."""
        await self.stop()
        self.options.update(options)
        await self.start()

    def rows(self, *tables: str) -> list[list[tuple[Any, ...]]]:
        """All rows of these tables."""
        return [self.query(f"SELECT * FROM {table}") for table in tables]

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return query(self.folder, sql, *values)

    def execute(self, sql: str, *values: Any) -> None:
        """Changes the database by hand, as no command does."""
        query(self.folder, sql, *values)

    def guest(self, who: Applicant, user_id: int | None = None) -> Guest:
        """A new person, who has not written yet."""
        user = self.world.user(who.first_name, language_code=who.language, phone=who.phone, user_id=user_id)
        return Guest(user, who, begin_at=partial(begin_at, self))

    async def pass_time(self, seconds: float) -> None:
        """Moves the clock, and waits until every job has run after that."""
        self.world.clock.advance(seconds)
        await self.sweep()

    async def sweep(self) -> None:
        """Runs every job once, and waits until no outbox row is due. First it waits for Telegram, as the jobs do."""
        app = self.app
        assert app
        await self.world.until(lambda: UNKNOWN not in app.readiness().reasons)
        await app.timetable.sweep_all()
        await self.world.until(self.is_outbox_empty)

    def is_outbox_empty(self) -> bool:
        """Whether everybody has been told what is due now."""
        [[waiting]] = self.query("SELECT count(*) FROM outbox WHERE due_at <= ?", self.world.clock.now_ms())
        return not waiting

    async def card(self, *parts: str) -> Message:
        """Waits until the newest card contains all parts; that card."""
        await self.world.until(lambda: all(part in self.group.last.text for part in parts))
        return self.group.last


NO_TIMERS = {
    "draft_reminders": (),
    "lead_escalations": (),
    "quiet_hours": "00:00-00:00",
    "working_hours": "00:00-24:00",
}
"""Settings without reminders and quiet hours, so that tests do not depend on the time of day."""


def frozen_before() -> None:
    """All libraries were, when the tests had been collected; to look through them takes longer than most starts."""


@asynccontextmanager
async def open_stage(folder: Path, *, start: Moment | None = None, **options: Any) -> AsyncIterator[Stage]:
    """The bot in one thread, without sockets; time leaps while everybody waits (tests/leaping_loop.py). `start` is the
    first moment, by default now."""
    is_new = not (folder / "momu.db").exists()
    if start is None and saved_worlds.in_use:
        start = ahead()
    if as_before := is_new and not ON_POSTGRES and "master_key" not in options:
        place_first_files(folder, start)
    else:
        place_files_without_secrets(folder)
    stage = set_stage(folder, World(TOKEN, LoopClock(_milliseconds(start)), seed=SEED), None, options)
    if start is not None and is_new and saved_worlds.in_use:
        stage.beginning = Beginning(start, dict(options))
    stage.world.profile.texts |= presented_before()
    if is_new and not (as_before and start):
        note_sweeps(folder, stage.clock())
    stage.is_empty = is_new
    async with _open(stage):
        yield stage


@cache
def presented_before() -> dict[tuple[str, str], str]:
    """How an earlier start has presented the bot: this one has only to look whether it still is so."""
    profiles = compose_profiles(WORDS, Operator(None, BIN, ""), "kk")
    return {
        (part.name, language or ""): part.wanted(profile) for language, profile in profiles.items() for part in PARTS
    }


def place_first_files(folder: Path, start: Moment | None) -> None:
    """What an earlier start has left, who had no guests."""
    _write(folder, first_files(start))


def place_files_without_secrets(folder: Path) -> None:
    """What a first start finds. A folder that has a database is left as it is."""
    place_empty_files(folder)
    write_key(folder / "master.key", MASTER_KEY)


@lru_cache(maxsize=8)
def first_files(start: Moment | None) -> dict[str, bytes]:
    """The files of every stage that begins then."""
    if start is None:
        return unlocked_files()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _write(folder, unlocked_files())
        note_sweeps(folder, start)
        return _read(folder)


@cache
def unlocked_files() -> dict[str, bytes]:
    """The same secrets for every stage of the process: a saved world fits only those that it was played with."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        place_files_without_secrets(folder)
        with ThreadPoolExecutor(1) as thread:  # the loop here is another's
            thread.submit(lambda: asyncio.run(_unlock(folder))).result()
        return _read(folder)


def _read(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("momu.db", "keys.db", "master.key")}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        make_private(folder / name)
        (folder / name).write_bytes(content)


async def _unlock(folder: Path) -> None:
    store = await open_store(places_in(folder), MASTER_KEY, system_entropy, in_thread=at_once, open_engine=open_engine)
    await store.close()


_moments: list[Moment] = []


def ahead() -> Moment:
    """The same for all stages of a minute, so that saved worlds fit them. Commands, which go by the clock of this
    machine, are never later."""
    if not _moments or _moments[-1] < system_clock():
        _moments.append(system_clock() + AHEAD)
    return _moments[-1]


def prepare(folder: Path) -> None:
    """On a server: its schemas are never empty."""
    if ON_POSTGRES:
        place_empty_files(folder)
        write_key(folder / "master.key", system_entropy(32))


def place_files(folder: Path, world: World, options: Mapping[str, Any]) -> None:
    """For a bot that is given its key those of a first start, otherwise those of a later one."""
    if "master_key" in options:
        prepare(folder)
    else:
        place_settled_files(folder, world)


def place_settled_files(folder: Path, world: World) -> None:
    """What an earlier start has left, with a key of its own: its migrations and its first scrub take longer than most
    conversations. A folder that has a database is left as it is."""
    if (folder / DATABASE).exists():
        return
    place_empty_files(folder)
    write_key(folder / "master.key", system_entropy(32))
    note_sweeps(folder, Moment(world.clock.now_ms()))


@asynccontextmanager
async def open_stage_over_http(folder: Path, *, start: Moment | None = None, **options: Any) -> AsyncIterator[Stage]:
    """The bot as it ships: real time, threads, and Telegram behind a socket."""
    world = World(TOKEN, SimulatedClock(_milliseconds(start)))
    place_files(folder, world, options)
    with somebody_outside():
        async with Server(world) as server, _open(set_stage(folder, world, server, options)) as stage:
            yield stage


@asynccontextmanager
async def open_stage_with_webhook(folder: Path, **options: Any) -> AsyncIterator[Stage]:
    """As over HTTP, but Telegram brings the updates, through what would be a proxy. Pauses between its attempts are
    short."""
    world, port = World(TOKEN, SimulatedClock()), free_port()
    options = {"webhook_url": HOOK, "port": port, **options}
    place_files(folder, world, options)
    with somebody_outside():
        async with (
            Server(world, webhook_pace=0.05, webhook_target=f"http://127.0.0.1:{port}") as server,
            _open(set_stage(folder, world, server, options)) as stage,
        ):
            await world.until(lambda: world.webhook.url)
            yield stage


@asynccontextmanager
async def open_stage_by_doors(folder: Path, **options: Any) -> AsyncIterator[Stage]:
    """As `open_stage`, but Telegram brings the updates to the webhook, without a socket."""
    async with open_stage(folder, webhook_url=HOOK, **options) as stage:
        delivery = WebhookDelivery(stage.world, 1.0, partial(post_to, stage))
        await delivery.start()
        try:
            await stage.world.until(lambda: stage.world.webhook.url)
            yield stage
        finally:
            await delivery.stop()


async def post_to(stage: Stage, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """One request to the bot of this stage."""

    async def read(_most: int) -> bytes:
        return body

    await asyncio.sleep(LATENCY[1])
    if stage.app is None or not stage.is_running:
        return Answer(0, "Connection failed")
    reply = await stage.app.doors[urlsplit(url).path](Knock("POST", lambda name: headers.get(name, ""), read))
    return Answer(
        reply.status, f"Wrong response from the webhook: {reply.status}", float(reply.headers.get("Retry-After", 0))
    )


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def set_stage(folder: Path, world: World, server: Server | None, options: dict[str, Any]) -> Stage:
    """A stage without a running bot."""
    madina, timur, outsider = (world.user(name, language_code="kk") for name in (MADINA, TIMUR, OUTSIDER))
    group = world.supergroup("Лицензиялар", members=[madina, timur])
    return Stage(world, server, folder, madina, timur, outsider, group, options)


def _milliseconds(start: Moment | None) -> int | None:
    return None if start is None else int(start)


@asynccontextmanager
async def _open(stage: Stage) -> AsyncIterator[Stage]:
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()


@asynccontextmanager
async def telegram_away(stage: Stage) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """Closes Telegram's server; the function that it gives opens the server again."""
    await stage.server.__aexit__()
    async with AsyncExitStack() as doors:
        yield lambda: doors.enter_async_context(Server(stage.world, stage.server.port))


@asynccontextmanager
async def open_store_of(folder: Path) -> AsyncIterator[Store]:
    """Opens the store of a stopped bot."""
    places: dict[str, Any] = {"database_url": database_in(folder), "keystore_url": folder / "keys.db"}
    async with open_existing_store(GivenSettings(bot_token=SecretStr(TOKEN), operator_bin=BIN, **places)) as store:
        yield store


def words(language: str) -> Text:
    return WORDS.text_in(language)


def plain(markup: str) -> str:
    """The text of HTML, as people see it."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup))
