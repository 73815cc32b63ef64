"""What could somebody see who stood beside Telegram and the files for a whole life, and knew nothing of the bot?

`Seen(world, folder)` listens from its making on. The oracles ask it afterwards.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simulator.state.events import Event
from simulator.state.message import Message, Version
from simulator.state.press import Query
from simulator.state.private_chat import PrivateChat
from simulator.state.updates import Update
from simulator.world import World
from tests.bytescan import Found, scan_folder
from tests.lives.books import Books, pseudonym
from tests.lives.said import needles_of, secrets_of
from tests.lives.witness import Witness

RECENT = 1_000  # deliveries; what came before them is stored by now, or never will be
NOT_LOOKED_AT: list[Found] = []
REFERENCE = re.compile(r"\b[ME]-[0-9A-Z]{6}\b")


@dataclass(frozen=True, slots=True)
class State:
    """What a message showed from `since` to before `until`, in milliseconds; None is to this day."""

    message: Message
    version: Version
    since: int
    until: int | None


def is_below(update: Update, offset: int) -> bool:
    """Whether a bot that polls alone confirms this update with this offset."""
    return update.id < offset


Confirms = Callable[[Update, int], bool]


class Seen:
    """Every state of every message, and what the files said at moments that matter."""

    def __init__(self, world: World, folder: Path, confirms: Confirms = is_below) -> None:
        self.world = world
        self._confirms = confirms
        self.folder = folder
        self.books, self.keys = Books(folder / "momu.db"), Books(folder / "keys.db")
        self.witness = Witness(folder, world.clock.now_ms)
        self.ended_at = 0
        self.answered: dict[Query, int] = {}
        self.delivered: dict[int, list[int]] = defaultdict(list)  # by number of the update
        self._recent: deque[int] = deque(maxlen=RECENT)
        self.confirmed: dict[int, int] = {}
        self.stored: dict[int, int] = {}
        self.kept_without_number: list[int] = []  # of messages whose update was not remembered with them
        self.references: dict[str, int] = {}  # when each stood in the database first
        self.told_too_early: list[tuple[int, Message, str]] = []
        self.readable = NOT_LOOKED_AT  # of whoever was told a reference first, at that moment
        self.receipts: list[tuple[int, Message, list[str]]] = []  # and what the files still knew of its reader
        self._changes: dict[Message, list[tuple[int, Version | None]]] = defaultdict(list)
        self._stop = world.listen(self._hear)
        self._watch_updates()

    @property
    def now(self) -> int:
        return self.world.clock.now_ms()

    def close(self) -> None:
        """The life is over; the files can still be read."""
        self.ended_at = self.now
        self._stop()
        self.books.close()
        self.keys.close()
        self.witness.close()

    def states(self, message: Message) -> list[State]:
        changes = self._changes[message]
        ends = [at for at, _ in changes[1:]] + [None]
        return [State(message, version, at, end) for (at, version), end in zip(changes, ends, strict=True) if version]

    def shown_at(self, message: Message, moment: int) -> Version | None:
        """None if it was not there, or no longer."""
        shown = [version for at, version in self._changes[message] if at <= moment]
        return shown[-1] if shown else None

    def all_states(self) -> Iterator[State]:
        """Of the bot's messages."""
        for message in self._changes:
            if message.by_bot:
                yield from self.states(message)

    def deletions(self) -> Iterator[tuple[Message, int]]:
        """Of the bot's messages, with their moments."""
        for message, changes in self._changes.items():
            yield from ((message, at) for at, version in changes if version is None and message.by_bot)

    def deleted_at(self, message: Message) -> int | None:
        gone = [at for at, version in self._changes[message] if version is None]
        return gone[0] if gone else None

    def _hear(self, event: Event) -> None:
        message = event.message
        if event.kind in ("message_sent", "message_edited") and message:
            self._changes[message].append((self.now, message.version))
            if message.by_bot:
                self._read_what_is_told(message)
        elif event.kind == "message_deleted" and message:
            self._changes[message].append((self.now, None))
        elif event.kind == "query_answered" and event.query:
            self._look()
            self.answered[event.query] = self.now

    def _read_what_is_told(self, message: Message) -> None:
        named = REFERENCE.findall(message.text)
        if not named:
            return
        self._look()
        if isinstance(message.chat, PrivateChat) and self.readable is NOT_LOOKED_AT:
            user = self.world.users[message.chat.user.id]
            self.readable = scan_folder(self.folder, needles_of(user, secrets_of(user)))
        known = {*self.references, *self.witness.statuses}  # some are gone again by now
        self.told_too_early += [(self.now, message, one) for one in named if one not in known]
        if isinstance(message.chat, PrivateChat) and any(one.startswith("E") for one in named):
            self.receipts.append((self.now, message, self._known_of(message.chat.user.id)))

    def _known_of(self, person: int) -> list[str]:
        name = pseudonym(self.folder, person)
        keys = self.keys.read("SELECT wrapped FROM keys WHERE subject = ?", name)
        rows = self.books.read("SELECT 1 FROM persons WHERE person = ?", name)
        return ["their row"] * bool(rows) + ["their key"] * any(any(wrapped) for (wrapped,) in keys)

    def _watch_updates(self) -> None:
        """Whatever hands updates over and takes their confirmation goes through these two."""
        updates = self.world.updates
        take, confirm = updates.take, updates.confirm

        def watched_take(limit: int, now_ms: int) -> list[Update]:
            batch = take(limit, now_ms)
            for update in batch:
                self.delivered[update.id].append(self.now)
                self._recent.append(update.id)
            return batch

        def watched_confirm(offset: int) -> None:
            done = [update for update in updates.pending if self._confirms(update, offset)]
            if done:
                self._look()
                self._note_confirmed(done)
            confirm(offset)

        vars(updates).update(take=watched_take, confirm=watched_confirm)

    def _note_confirmed(self, done: list[Update]) -> None:
        for update in done:
            self.confirmed.setdefault(update.id, self.now)
            number = update.content.get("message_id")
            if update.kind != "message" or update.id in self.stored or update.content["chat"]["type"] != "private":
                continue
            if self.books.read("SELECT 1 FROM messages WHERE message_id = ?", number):
                self.kept_without_number.append(update.id)

    def _look(self) -> None:
        """What the database has that it had not."""
        since = min(self._recent, default=0)
        for (number,) in self.books.read("SELECT update_id FROM seen_updates WHERE update_id >= ?", since):
            self.stored.setdefault(number, self.now)
        for (name,) in self.books.read("SELECT reference FROM leads UNION ALL SELECT reference FROM erasures"):
            self.references.setdefault(name, self.now)
