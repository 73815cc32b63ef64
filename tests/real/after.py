"""What is looked at when a run is over: by the oracles of lives, and by some that only a run of its own needs."""

from __future__ import annotations

import asyncio
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.config.settings import load_settings
from tests.bytescan import scan_folder_for_many
from tests.lives.played import Act, Played, Said
from tests.lives.said import needles_of, secrets_of_all
from tests.lives.seen import Seen
from tests.people import BIN
from tests.real.applicants import Person
from tests.real.reaper import Ambush
from tests.scenarios.processes import Deployment
from tests.scenarios.stage import TOKEN


def played(
    deployed: Deployment, seen: Seen, ambush: Ambush, acts: Sequence[Act], deaths: Sequence[Act], logs: Sequence[Said]
) -> Played:
    """What the oracles of lives look at."""
    stage = deployed.stage

    given: dict[str, Any] = {"database_url": deployed.database, "sweep_interval": 1000}
    settings = load_settings(need_token=True, _env_file=None, bot_token=TOKEN, operator_bin=BIN, **given)
    life = SimpleNamespace(
        world=stage.world, group=stage.group, folder=stage.folder, madina=stage.madina, timur=stage.timur, options={},
        fellowship=None, settings=lambda: settings, disk=SimpleNamespace(failures=[], elsewhere=[]),
    )  # fmt: skip
    operator = SimpleNamespace(
        restored=[], exported=[], disputes=[], breaches=[], moves=[], stops=[], shelf=stage.folder / "no backups"
    )
    made = SimpleNamespace(
        life=life, seen=seen, operator=operator, weather=ambush, logs=logs, exceptions=[], deaths=deaths, acts=acts
    )
    return cast("Played", made)


async def readable_now(deployed: Deployment, when: str) -> list[str]:
    """What a file shows of anybody at this moment.

    Another process makes the copies that are read. One that opens a database file and closes it gives up all its own
    locks on it, those of its SQLite connections too (www.sqlite.org/howtocorrupt.html, 2.2). The bot would then find
    nobody there when it stops, and remove the log under a reader, who sees the old state for ever.
    """
    secrets = secrets_of_all(deployed.stage.world.users)
    needles = [needle for user, one in secrets.items() for needle in needles_of(user, one)]
    with tempfile.TemporaryDirectory(prefix="copied-") as folder:
        copying = await asyncio.create_subprocess_exec("cp", "-R", str(deployed.stage.folder), folder, stderr=DEVNULL)
        await copying.wait()  # a file that went meanwhile is no longer there to be read
        found = await asyncio.to_thread(scan_folder_for_many, Path(folder), needles)
    return [f"disk: {when} {one.where} holds {one.needle!r} as {one.encoding}" for one in found]


def lost_answers(people: Iterable[Person], seen: Seen) -> list[str]:
    """An answer to a question that was just asked has an effect: whoever confirmed it to Telegram has stored it."""
    stored = {number for (number,) in seen.books.read("SELECT update_id FROM seen_updates")}
    return [
        f"lost: an answer of {person.user.first_name} was confirmed and is not stored"
        for person in people
        for answer in person.answers
        if answer.update and answer.update.id in seen.confirmed and answer.update.id not in stored
    ]
