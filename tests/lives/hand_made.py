"""A life made by hand: Telegram, its people, the files, and nobody who would write into them but the test."""

from __future__ import annotations

import base64
import re
import sqlite3
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from simulator.actors.user import User
from simulator.errors import ApiError
from simulator.state.clock import SimulatedClock
from simulator.state.faults import bad_request, server_error
from simulator.state.message import Message
from simulator.world import World
from storage.migrate import numbered
from storage.vault import Wrap
from tests.lives.books import pseudonym
from tests.lives.life import load_for_test
from tests.lives.played import Act, Played, Said
from tests.lives.seen import Seen
from tests.lives.sentences import sentences
from tests.lives.virtual_machine import MONDAY
from tests.people import AIGERIM, DANIYAR, MADINA, TIMUR, Applicant
from tests.scenarios.stage import TOKEN

MIGRATIONS = Path(__file__).parents[2] / "storage" / "migrations"
REFERENCE, ERASED = "M-7K3F9Q", "E-7K3F9Q"


class HandMade:
    """`played` is what an oracle gets; everything else makes it what it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World(TOKEN, SimulatedClock(int(MONDAY)), seed=1)
        self.madina, self.timur = (self.world.user(name) for name in (MADINA, TIMUR))
        self.group = self.world.supergroup("Лицензиялар", members=[self.madina, self.timur])
        self.seen = Seen(self.world, folder)
        self._make_files()
        self.aigerim, self.daniyar = self._guest(AIGERIM), self._guest(DANIYAR)
        self._life = SimpleNamespace(
            world=self.world, group=self.group, folder=folder, madina=self.madina, timur=self.timur, options={},
            fellowship=None, settings=self._settings, disk=SimpleNamespace(failures=[], elsewhere=[]),
        )  # fmt: skip
        self.operator = SimpleNamespace(
            restored=[], exported=[], disputes=[], breaches=[], moves=[], stops=[], shelf=self.folder / "backups"
        )
        self._struck: list[tuple[int, str, str]] = []
        self._rest: dict[str, Any] = {name: [] for name in ("logs", "exceptions", "deaths", "acts")}

    @property
    def played(self) -> Played:
        self.seen.ended_at = self.seen.now
        made = SimpleNamespace(
            life=self._life, seen=self.seen,
            operator=self.operator,
            weather=SimpleNamespace(struck=self._struck), **self._rest,
        )  # fmt: skip
        return cast("Played", made)

    def close(self) -> None:
        self.seen.close()

    def later(self, seconds: float) -> None:
        self.world.clock.advance(seconds)

    def sql(self, statement: str, *values: object, file: str = "momu.db") -> None:
        with closing(sqlite3.connect(self.folder / file)) as database:
            database.execute(statement, values)
            database.commit()
        self.seen.witness.look()

    def name_of(self, user: User) -> bytes:
        """What stands for somebody in the database."""
        return pseudonym(self.folder, user.id)

    def is_stored(self, user: User) -> None:
        self.sql(
            "INSERT INTO persons (person, address, language, created_at) VALUES (?, x'00', 'kk', 0)", self.name_of(user)
        )

    def has_applied(
        self, user: User, status: str = "new", keep: int = 365, *, is_told: bool = True, reference: str = REFERENCE
    ) -> None:
        """And is thanked."""
        day, now = 86_400_000, self.seen.now
        self.sql(
            "INSERT INTO leads (id, reference, person, language, repeated, details, status, created_at, changed_at, "
            "destroy_at) VALUES (?, ?, ?, 'kk', 0, x'00', ?, ?, ?, ?)",
            reference.encode(), reference, self.name_of(user), status, now, now, now + keep * day,
        )  # fmt: skip
        if is_told:
            self.say(user.chat.id, thanks(reference=reference), "r:00")

    def say(self, chat_id: int, text: str, *labels: str, **more: Any) -> Message:
        """The bot says it, with buttons whose data is their label."""
        rows = [[{"text": label, "callback_data": label}] for label in labels]
        keyboard = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        self.later(0.001)  # or a quick machine says two things in the same millisecond, and neither is the earlier one
        number = self.world.call("sendMessage", chat_id=chat_id, text=text, **keyboard, **more)["message_id"]
        found = self.world.chats[chat_id].message(number)
        assert found
        return found

    def edit(self, message: Message, text: str, *labels: str) -> None:
        rows = [[{"text": label, "callback_data": label}] for label in labels]
        keyboard = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        self.world.call("editMessageText", chat_id=message.chat.id, message_id=message.id, text=text, **keyboard)

    def refuse(self, method: str, description: str, message: Message) -> None:
        """Telegram says so to a call about this message. Raises what the call raises."""
        self.world.faults.script(method, bad_request(description))
        self.world.call(method, chat_id=message.chat.id, message_id=message.id, text="…")

    def fails_to_say(self, chat_id: int, text: str) -> None:
        """Something between does not answer as Telegram would."""
        self.world.faults.script("sendMessage", server_error())
        with suppress(ApiError):
            self.say(chat_id, text)
        self._struck.append((self.world.calls[-1].at_ms, "sendMessage", "502 as a page"))

    def loses_the_answer(self, message: Message) -> None:
        """To the call that brought this message."""
        self._struck.append((self.seen.states(message)[0].since, "sendMessage", "reset after"))

    def hands_over(self) -> int:
        """The updates that wait; the number of the last."""
        return int(self.world.call("getUpdates")[-1]["update_id"])

    def logs(self, level: str, text: str) -> None:
        self._rest["logs"].append(Said(self.seen.now, 1, level, text, ""))

    def nobody_caught(self, what: str) -> None:
        self._rest["exceptions"].append(what)

    def is_written_elsewhere(self, place: str) -> None:
        """By a process of the bot."""
        self._life.disk.elsewhere.append(place)

    def dies(self) -> None:
        self._rest["deaths"].append(Act(self.seen.now, "process 1", "killed"))

    def _guest(self, who: Applicant) -> User:
        """Somebody who has answered all three questions."""
        user = self.world.user(who.first_name, language_code=who.language)
        user.start()
        for answer in (who.name, who.phone, who.email):
            user.write(answer)
        return user

    def _settings(self) -> Any:
        return load_for_test().model_copy(update={"database_url": self.folder / "momu.db"})

    def _make_files(self) -> None:
        for file, kind in (("momu.db", "main"), ("keys.db", "keys")):
            (self.folder / file).write_bytes(_migrated(kind))
        key, entropy = bytes(range(32)), Random(1).randbytes
        (self.folder / "master.key").write_bytes(base64.b64encode(key))
        wrapped = Wrap(key, entropy).close(b"pepper", entropy(32))
        self.sql("INSERT INTO secrets (name, wrapped) VALUES ('pepper', ?)", wrapped, file="keys.db")


@cache
def _migrated(kind: str) -> bytes:
    """An empty database."""
    with closing(sqlite3.connect(":memory:")) as database:
        for _, script in sorted(numbered(MIGRATIONS / kind, "sqlite").items()):
            database.executescript(script.read_text())
        return database.serialize()


def sentence(name: str, language: str = "kk", **values: str) -> str:
    """As the bot would say it, without markup."""

    plain = re.sub(r"<[^>]+>", "", sentences(language)[name])
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], "…"), plain)


def thanks(language: str = "kk", reference: str = REFERENCE) -> str:
    return sentence("application.sent", language, reference=reference)


def receipt(language: str = "kk", **more: str) -> str:
    return "\n\n".join(
        [sentence("erased.wish", language), sentence("erased.reference", language, reference=ERASED), *more.values()]
    )
