"""What a stopped bot leaves behind, and a command on it that is killed at a chosen step."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from itertools import count
from pathlib import Path

import typer.testing
from typer.main import get_command
from typer.testing import CliRunner, Result

from bot.channels.telegram.addresses import address_of
from bot.cli.main import app
from bot.domain.erasure import Reason
from bot.domain.form import Draft
from bot.domain.funnel import Stage
from bot.domain.person import Person
from bot.domain.small_cells import MIN_PEOPLE
from bot.domain.time import Moment
from bot.jobs.finish_erasures import finish_erasures
from bot.machine import system_entropy
from bot.operator.verify import verify
from storage import copy_rows, daily_counts, drafts, persons, rewrap, seal_anew
from storage.engine import Engine, as_file
from storage.erasure_beginnings import begin
from storage.postgres.engine import PostgresEngine
from storage.sqlite import SqliteEngine
from storage.store import Store, open_store
from tests.databases import ON_POSTGRES, environment_in, places_in
from tests.empty_files import place_empty_files
from tests.logs_put_back import logs_put_back
from tests.people import BIN, Applicant
from tests.scenarios.named_in_log import find_named
from tests.scenarios.processes import forks
from tests.scenarios.stage import open_store_of

# The runner would make all commands anew for each one that is given: 10 ms.
typer.testing._get_command = cache(get_command)  # type: ignore[attr-defined]

KEY = bytes(range(32))
BORN, ERASED = Moment(1_000), Moment(2_000)
WAYS = ("os.rename", "os.remove", "os.rmdir")
"""Audit events of Python for changes of a folder other than writes to its files."""


async def open_stopped(folder: Path, key: bytes = KEY) -> Store:
    place_empty_files(folder)
    return await open_store(places_in(folder), key, system_entropy)


async def settle(store: Store, people: Iterable[tuple[int, Applicant]]) -> None:
    """Stores people, each with a draft, without playing their conversations."""
    for telegram_id, who in people:
        pseudonym = store.vault.pseudonym(address_of(telegram_id))
        seal, key = store.vault.make_seal(pseudonym, BORN)
        person = Person(address_of(telegram_id), who.language, None, False, BORN, "00" * 8)
        draft = Draft(system_entropy(16), "name", 1, who.answers)
        rows = [persons.insert(pseudonym, seal, person), drafts.put(pseudonym, seal, draft, BORN, Moment(10**15))]
        await store.commit(rows, [key])


async def erase(store: Store, telegram_id: int) -> None:
    """Erases a person as /forget_me does, at the moment ERASED."""
    pseudonym = store.vault.pseudonym(address_of(telegram_id))
    seal = await store.vault.seal_of(pseudonym)
    assert seal
    person = await persons.load(store.engine, pseudonym, seal)
    assert person
    begun = begin(store.vault, pseudonym, person, Reason.WISH, ERASED, system_entropy)
    await store.commit(begun.changes, begun.keys)
    await finish_erasures(store, lambda: ERASED)


async def who_is_readable(folder: Path, key: bytes = KEY) -> set[str]:
    """The readable names. Checks that the files are sound, the ledger is chained, and each key opens its rows."""
    store = await open_stopped(folder, key)
    try:
        assert ON_POSTGRES or await as_file(store.engine).is_sound()
        await verify(store, lambda row: None)
        return {await _name(store, person) for person in await persons.all_pseudonyms(store.engine)}
    finally:
        await store.close()


async def _name(store: Store, person: bytes) -> str:
    seal = await store.vault.seal_of(person)
    assert seal
    draft = await drafts.load(store.engine, person, seal)
    assert draft
    return draft.answers["name"]


def environment(folder: Path) -> dict[str, str]:
    key = base64.b64encode(KEY).decode()
    return {**environment_in(folder), "MASTER_KEY": key, "OPERATOR_BIN": BIN, "DISK_STAYS": "yes", "PATH": os.defpath}


def run(folder: Path, *words: object, **extra: str) -> Result:
    settings = {**environment(folder), **extra}
    if not settings["MASTER_KEY"]:
        settings["MASTER_KEY"] = environment_in(folder).get("MASTER_KEY", "")
    with logs_put_back():
        result = CliRunner().invoke(app, [str(word) for word in words], env=settings)
    assert find_named(result.stderr) == []
    return result


async def command(folder: Path, *words: object, **extra: str) -> Result:
    """From another thread, because a command has a loop of its own."""
    return await asyncio.to_thread(run, folder, *words, **extra)


def die_at(step: int, words: list[str], environment: Mapping[str, str], report: Path) -> int | None:
    """Run a command that is killed (-9) before its step of that number; its exit code, or None if it was killed."""
    code = _run_in_process(partial(_die, step, report), words, environment, report)
    return None if code == -signal.SIGKILL else code


def copy_before_each_step(folder: Path, words: list[str], environment: Mapping[str, str], report: Path) -> list[Path]:
    """Run a command to its end; copies of the folder as a kill (-9) before each of its steps would leave it."""
    assert _run_in_process(partial(_copy, folder), words, environment, report) == 0, report.read_text()
    return sorted(folder.parent.glob(f"{folder.name}-before-*"))


Act = Callable[[int, str], None]
"""Something that is done before the step of a number, counted from 0, that is called so."""


def _die(last: int, report: Path, step: int, event: str) -> None:
    if step == last:
        report.write_text(json.dumps(event))
        os.kill(os.getpid(), signal.SIGKILL)


def _copy(folder: Path, step: int, event: str) -> None:
    shutil.copytree(folder, folder.with_name(f"{folder.name}-before-{step:03}"))


def _run_in_process(act: Act, words: list[str], environment: Mapping[str, str], report: Path) -> int:
    process = forks.Process(target=_run, args=(act, words, dict(environment), str(report)), daemon=True)
    process.start()
    process.join(30)
    assert process.exitcode is not None
    return process.exitcode


def _run(act: Act, words: list[str], environment: Mapping[str, str], report: str) -> None:
    os.environ.clear()  # noqa: TID251
    os.environ.update(environment)  # noqa: TID251
    sys.stdout = sys.stderr = os.fdopen(os.open(report, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "w")
    steps, is_over = count(), False

    def reach(event: str) -> None:
        if not is_over:
            act(next(steps), event)

    sys.addaudithook(lambda event, _: reach(event) if event in WAYS else None)
    for name in ("write", "scrub", "copy_to", "run_script"):
        _tell_calls(SqliteEngine, name, reach)
    for name in ("write", "run_script"):
        _tell_calls(PostgresEngine, name, reach)
    rewrap.KEYS_PER_TRANSACTION = seal_anew.PERSONS_PER_TRANSACTION = copy_rows.BATCH = 2
    try:
        app(words)
    finally:
        is_over = True  # the end of the process is no step of the command; measured, it removes files of its own


def _tell_calls(engine: type[Engine], name: str, reach: Callable[[str], None]) -> None:
    original = getattr(engine, name)

    async def told(self: Engine, *given: object) -> object:
        reach(name)
        return await original(self, *given)

    setattr(engine, name, told)


async def count_enough_to_draw(folder: Path) -> None:
    """As many people as a chart needs, in the counts of a stopped bot."""
    async with open_store_of(folder) as store:
        await store.commit([daily_counts.count("2026-11-20", Stage.STARTED, MIN_PEOPLE)])
