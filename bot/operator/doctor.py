"""Examines the files on the disk. It migrates, repairs and sends nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from bot.config.master_key import MasterKeyLost, known_master_key
from bot.config.settings import Settings
from bot.domain.wall_clock import local
from bot.health.finding import Finding, ok, problem, refusal, warning
from bot.machine import Clock, system_entropy
from bot.operator.doctor_content import EXAMINATIONS
from bot.operator.first_run import describe, list_missing
from bot.refusal import REFUSALS
from storage import chat_moves, staff_group
from storage.any_places import AnyPlaces
from storage.beside import alone_or_beside, is_served, open_store_beside, opener
from storage.engine import FileEngine
from storage.files import can_be_made, is_readable_by_others
from storage.migrate import Which, pending
from storage.sqlite import OpenEngine
from storage.statements import DatabaseLost, SchemaTooNew
from storage.store import open_store

DATABASE, KEYSTORE = "DATABASE_URL", "KEYSTORE_URL"
UNREADABLE: tuple[type[Exception], ...] = (*REFUSALS, sqlite3.DatabaseError)


async def examine_disk(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Yields findings; each builds on those before it, and a problem ends them."""
    places = settings.places
    if shown := _find_readable_by_others(settings):
        for finding in shown:
            yield finding
        return
    try:
        if left := await places.remains(opener(places)):
            raise DatabaseLost(left)
        if missing := await _find_missing(settings):
            yield missing
            return
        with alone_or_beside(places) as open_engine:
            databases: list[tuple[str, Which]] = [(DATABASE, "main"), (KEYSTORE, "keys")]
            found = [await _examine_database(*one, places, open_engine) for one in databases]
    except REFUSALS as error:
        yield refusal(error, DATABASE)
        return
    for finding in found:
        yield finding
    if all(finding.level == "ok" for finding in found):
        async for finding in _examine_content(settings, clock):
            yield finding


def _find_readable_by_others(settings: Settings) -> list[Finding]:
    """Look before anything is opened, which would close them."""
    files = {**settings.places.files, "MASTER_KEY": settings.master_key_file}
    text = "can be read by others on this machine; chmod 600 it, and 700 its folder"
    return [problem(name, f"{file.name} {text}") for name, file in files.items() if is_readable_by_others(file)]


async def _find_missing(settings: Settings) -> Finding | None:
    places = settings.places
    is_begun = await places.hold_a_database()
    for name, file in places.files.items():
        if not is_begun and not can_be_made(file):
            return problem(name, f"{file} cannot be made; check its folder and its rights")
    if not is_begun:
        new = ", ".join(describe(file, settings) for file in list_missing(settings))
        return ok(DATABASE, f"nothing is stored yet; python -m bot run makes {new}")
    if not places.hold_a_keystore:
        return problem(
            KEYSTORE, f"the keystore that opens this database is missing; put {places.files[KEYSTORE].name} back"
        )
    return None


async def find_group(settings: Settings) -> int | None:
    """The id of the staff group, set or connected, followed where it moved. As set if the database is unreadable."""
    places, group = settings.places, settings.staff_chat_id
    try:
        if not await places.hold_a_database():
            return group
        with alone_or_beside(places) as open_engine:
            engine = await places.look_at("main", open_engine)
            try:
                group = group or await staff_group.load(engine)
                return chat_moves.follow(group, await chat_moves.load(engine))
            finally:
                await engine.close()
    except UNREADABLE:
        return group


async def _examine_database(name: str, which: Which, places: AnyPlaces, open_engine: OpenEngine) -> Finding:
    engine = await places.look_at(which, open_engine)
    called = (
        places.files[name].name
        if name in places.files
        else str(places.database if which == "main" else places.keystore)
    )
    try:
        if isinstance(engine, FileEngine) and not await engine.is_sound():
            return problem(name, f"{called} is damaged; restore a backup")
        waiting = await pending(engine, which)
    except SchemaTooNew as error:
        return refusal(error, name)
    finally:
        await engine.close()
    if waiting:
        return warning(name, f"{called} is of an older version; back it up, the next start brings it up to date")
    return ok(name, f"{called} is sound and up to date")


async def _examine_content(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    try:
        key = known_master_key(settings)
        if key is None:
            raise MasterKeyLost
        is_beside = is_served(settings.places)
        store = await (open_store_beside if is_beside else open_store)(settings.places, key, system_entropy)
    except REFUSALS as error:
        yield refusal(error, DATABASE)
        return
    try:
        if is_beside and settings.places.files:
            yield ok(DATABASE, "the bot is running; its files are only read")
        here = local(clock(), ZoneInfo(settings.timezone))
        for examine in EXAMINATIONS:
            for finding in await examine(store, here):
                yield finding
    finally:
        await store.close()
