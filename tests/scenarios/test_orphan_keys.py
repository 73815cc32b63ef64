"""A key is written and its rows are not, or they go and the key stays: it is destroyed, and with it whose it was; keys
of another database stay."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.channels.telegram.addresses import address_of
from bot.domain.disclosure import Basis, Details, Disclosure, Format, Recipient
from bot.domain.export_form import ExportForm
from bot.domain.person import Person
from bot.domain.time import DAY, EPOCH, HOUR, MINUTE, NO_TIME, SECOND, Moment, Span
from bot.jobs.purge_disclosures import purge_disclosures
from bot.jobs.settle_keys import settle_keys
from storage import disclosure_forms, disclosures, persons
from storage.new_keys import KeptKey
from storage.statements import Conflict, Statement, StorageUnavailable
from storage.store import Store
from storage.vault import Vault
from tests.bytescan import scan
from tests.databases import sqlite_only
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.evidence import rows, said
from tests.scenarios.killed_bot import arm, start_bot_to_kill
from tests.scenarios.processes import Deployment, open_deployment, wait_for
from tests.scenarios.stage import Guest, Stage, open_store_of, words
from tests.scenarios.stopped import BORN, command, open_stopped, settle, who_is_readable
from tests.scenarios.test_export import EXCEL, answered

KK = words("kk")
NOBODY = Statement("UPDATE persons SET language = 'kk' WHERE person = $1", (b"\0",), touches=1)
"""Always conflicts."""
ID, OTHER, THIRD = 700_000_001, 700_000_002, 700_000_003


def pseudonyms(folder: Path) -> list[bytes]:
    return [subject for (subject,) in rows(folder / "keys.db", "SELECT subject FROM keys")]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("keys.db*")))


# The process dies between the two commits


async def dies_at_consent(deployed: Deployment, step: int, report: Path) -> Guest:
    bot = deployed.bot
    files = (str(bot.cwd), str(bot.folder / "stdout"), str(bot.folder / "stderr"))
    bot.cwd.mkdir(parents=True, exist_ok=True)
    arm(report)
    bot.process = start_bot_to_kill(step, report, bot.environment, *files)
    bot.lives.append(bot.process)
    await wait_for(lambda: "ready" in bot.output or not bot.alive)
    guest = deployed.stage.guest(AIGERIM)
    guest.user.start()
    await deployed.stage.world.until(lambda: guest.text("button.agree") in guest.chat.last.labels)
    guest.user.tap(guest.text("button.agree"))
    await bot.end()
    assert first_line(report) == "write keys.db INSERT INTO keys"
    return guest


def first_line(path: Path) -> str:
    return path.read_text().splitlines()[0]


async def test_a_death_between_the_key_and_its_rows_leaves_nothing_of_who_it_was(tmp_path: Path) -> None:
    """Telegram may have forgotten the press by the next start."""
    async with open_deployment(tmp_path) as deployed:
        await dies_at_consent(deployed, 1, tmp_path / "steps")
        folder = deployed.stage.folder
        assert rows(deployed.database, "SELECT * FROM persons") == []
        (orphan,) = pseudonyms(folder)
        deployed.stage.world.updates.pending.clear()
        await deployed.bot.start()
        assert rows(folder / "keys.db", "SELECT * FROM keys") == []
        assert rows(folder / "keys.db", "SELECT * FROM unsettled") == []
        assert scan(bytes_of(folder), [orphan]) == []
        assert await deployed.bot.stop() == 0
        assert "Traceback" not in deployed.bot.said + deployed.bot.output


async def test_the_press_that_comes_again_is_taken_with_a_new_key(tmp_path: Path) -> None:
    async with open_deployment(tmp_path) as deployed:
        guest = await dies_at_consent(deployed, 1, tmp_path / "steps")
        await deployed.bot.start()
        await guest.sees(progress("name"))
        assert len(pseudonyms(deployed.stage.folder)) == 1
        await guest.write(AIGERIM.name, progress("phone"))
        await deployed.bot.stop()
        async with open_store_of(deployed.stage.folder) as store:
            visitor = await store.visitor(address_of(guest.user.id))
            assert visitor.draft
            assert visitor.draft.answers["name"] == AIGERIM.name


async def test_a_death_after_the_rows_keeps_the_key(tmp_path: Path) -> None:
    """The negative twin: the rows are there, but nobody has noted it yet."""
    async with open_deployment(tmp_path) as deployed:
        guest = await dies_at_consent(deployed, 2, tmp_path / "steps")
        kept = pseudonyms(deployed.stage.folder)
        assert [row[0] for row in rows(deployed.database, "SELECT person FROM persons")] == kept
        await deployed.bot.start()
        await guest.sees(progress("name"))
        await guest.write(AIGERIM.name, progress("phone"))
        assert pseudonyms(deployed.stage.folder) == kept
        assert rows(deployed.stage.folder / "keys.db", "SELECT * FROM unsettled") == []


# The rows are refused


@sqlite_only(reason="the file of the database is moved away, so that rows are refused")
async def test_a_key_whose_rows_were_refused_goes_after_a_minute(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    guest.user.start()
    await stage.world.until(lambda: guest.text("button.agree") in guest.chat.last.labels)
    await stage.world.until(lambda: not stage.world.updates.pending)
    away = (stage.folder / "momu.db").rename(stage.folder / "elsewhere")
    guest.user.tap(guest.text("button.agree"))
    await stage.world.until(lambda: bool(guest.pop_up))
    (orphan,) = pseudonyms(stage.folder)
    stage.world.updates.pending.clear()  # the person gives up
    away.rename(stage.folder / "momu.db")
    await stage.sweep()
    assert pseudonyms(stage.folder) == [orphan]
    await stage.pass_time(2 * MINUTE / SECOND)
    assert rows(stage.folder / "keys.db", "SELECT * FROM keys") == []
    assert scan(bytes_of(stage.folder), [orphan]) == []


async def test_the_key_of_somebody_who_stays_is_kept_whatever_the_time(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    kept = pseudonyms(stage.folder)
    await stage.pass_time(2 * MINUTE / SECOND)
    assert rows(stage.folder / "keys.db", "SELECT * FROM unsettled") == []
    await stage.pass_time(3600)
    assert pseudonyms(stage.folder) == kept
    await stage.card("M-")
    stage.madina.tap(KK("button.take"), chat=stage.group)
    await stage.card(AIGERIM.email)


# The rows are deleted, and the process dies before the key is destroyed


class Died(BaseException):
    """The process goes no further."""


async def dies(*_: object) -> None:
    raise Died


async def is_asked(store: Store) -> bytes:
    """A disclosure that was never handed out."""
    details = Details(asked_by="operator", recipient="Сот", document="№ 17", dated="20.11.2026", reason="")
    known = Disclosure(
        b"asked", "X-7K3F9Q", Format.CSV, Recipient.STATE, Basis.LAW, "KZ", ("name",), details, BORN, path="x.csv"
    )
    seal, key = store.vault.make_seal(known.id, BORN)
    await store.commit(disclosures.ask(known, seal), [key])
    return known.id


async def is_begun(store: Store) -> bytes:
    """A form that nobody answers."""
    form = ExportForm(b"begun", "X-7K3F9Q", address_of(ID), 3, (), {})
    seal, key = store.vault.make_seal(form.id, BORN)
    await store.commit([disclosure_forms.begin(form, seal, BORN)], [key])
    return form.id


@pytest.mark.parametrize("comes", [is_asked, is_begun])
async def test_the_key_of_a_purged_export_goes_though_the_process_dies(
    store: Store, comes: Callable[[Store], Awaitable[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    purged, later = await comes(store), BORN + DAY
    assert await settle_keys(store, lambda: BORN + 2 * MINUTE) == {}
    assert purged in await store.vault.subjects()
    with monkeypatch.context() as patch:
        patch.setattr(store.vault, "destroy", dies)
        with pytest.raises(Died):
            await purge_disclosures(store, lambda: later, HOUR)
    assert await settle_keys(store, lambda: later, younger=NO_TIME) == {"orphans": 1}
    assert len(await store.vault.subjects()) == 1


async def test_a_form_that_is_answered_just_in_time_keeps_its_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, later = await is_begun(store), BORN + 2 * MINUTE

    async def due(*_: object) -> list[bytes]:
        return [form]

    monkeypatch.setattr(disclosure_forms, "due", due)
    assert await purge_disclosures(store, lambda: later, HOUR) == {}
    assert await settle_keys(store, lambda: later, younger=NO_TIME) == {}
    assert form in await store.vault.subjects()


async def test_the_key_of_an_export_that_cannot_be_sent_goes_though_it_is_not_destroyed_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The administrator has never opened the private chat."""
    refused: list[bytes] = []

    async def refuse(_: Vault, *subjects: bytes) -> bool:
        refused.extend(subjects)
        raise StorageUnavailable("full")

    await stage.guest(AIGERIM).apply()
    await answered(stage)
    await stage.pass_time(2 * MINUTE / SECOND)
    assert rows(stage.folder / "keys.db", "SELECT * FROM unsettled") == []
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "destroy", refuse)
        stage.madina.tap(EXCEL, chat=stage.group)
        await stage.world.until(lambda: any("/start" in one.text for one in said(stage.group)))
        await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT * FROM disclosures") == [])
        await stage.world.until(lambda: bool(refused))
    assert len(pseudonyms(stage.folder)) == 2
    await stage.pass_time(2 * MINUTE / SECOND)
    assert len(pseudonyms(stage.folder)) == 1


# Both at the same time


@pytest.fixture
async def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = await open_stopped(tmp_path / "data")
    await settle(opened, [(OTHER, DANIYAR)])
    yield opened
    await opened.close()


async def leave_orphan(store: Store) -> bytes:
    subject = store.vault.pseudonym(address_of(ID))
    with pytest.raises(Conflict):
        await store.commit([NOBODY], [store.vault.make_seal(subject, BORN)[1]])
    return subject


async def agree(store: Store, subject: bytes) -> None:
    """With the key there is, as the consent does."""
    seal = await store.vault.seal_of(subject)
    assert seal
    person = Person(address_of(ID), "kk", None, False, BORN, "00" * 8)
    await store.commit([persons.insert(subject, seal, person)], [KeptKey(subject, BORN)])


async def test_an_orphan_that_is_used_after_all_stays(store: Store) -> None:
    subject = await leave_orphan(store)
    orphans = await store.orphans(EPOCH, EPOCH)
    assert orphans == {subject: BORN}
    await agree(store, subject)
    assert await store.vault.drop(orphans) == 0
    assert await settle_keys(store, lambda: BORN + 2 * MINUTE) == {}
    visitor = await store.visitor(address_of(ID))
    assert visitor.person


async def test_an_orphan_that_has_just_gone_cannot_be_used(store: Store) -> None:
    """The decision is taken again, with a new key."""
    subject = await leave_orphan(store)
    seal = await store.vault.seal_of(subject)
    assert seal
    assert await settle_keys(store, lambda: BORN + 2 * MINUTE) == {"orphans": 1}
    person = Person(address_of(ID), "kk", None, False, BORN, "00" * 8)
    with pytest.raises(Conflict):
        await store.commit([persons.insert(subject, seal, person)], [KeptKey(subject, BORN)])
    assert not await persons.is_known(store.engine, subject)


async def test_a_key_whose_rows_are_on_their_way_is_left_alone(store: Store) -> None:
    subject = store.vault.pseudonym(address_of(ID))
    _, key = store.vault.make_seal(subject, BORN)
    with store.vault.in_use([key]):
        await store.vault.store([key])
        assert await settle_keys(store, lambda: BORN + 10 * MINUTE) == {}
    assert await settle_keys(store, lambda: BORN + 30 * SECOND) == {}
    assert await settle_keys(store, lambda: BORN + 10 * MINUTE) == {"orphans": 1}


@pytest.mark.parametrize("now", [BORN + MINUTE + Span(1), BORN - Span(1), BORN - Span(10**9)])
async def test_a_clock_that_was_set_back_keeps_no_orphan(store: Store, now: Moment) -> None:
    await leave_orphan(store)
    assert await settle_keys(store, lambda: now) == {"orphans": 1}
    assert len(await store.vault.subjects()) == 1


# A keystore and a database of different days


@sqlite_only(reason="backups are of files")
async def test_keys_of_after_the_backup_survive_its_restore(tmp_path: Path) -> None:
    """The database that knows them may be put back, and only the keystore in use opens it. Also if the process was
    killed before it could note that their rows are stored."""
    data = tmp_path / "data"
    first = await open_stopped(data)
    await settle(first, [(ID, AIGERIM)])
    await first.close()
    assert (await command(data, "backup", tmp_path / "old")).exit_code == 0
    later = await open_stopped(data)
    await settle(later, [(OTHER, DANIYAR)])
    await later.close()
    assert (await command(data, "backup", tmp_path / "new")).exit_code == 0
    killed = await open_stopped(data)
    await settle(killed, [(THIRD, ALICE)])
    await killed.engine.close()
    await killed.keys.close()  # without a word, as kill -9 does
    killed.lock.release()
    (old,), (new,) = (list((tmp_path / name).iterdir()) for name in ("old", "new"))
    for folder in (old, new):
        shutil.rmtree(folder / "keys")
    assert (await command(data, "restore", old, "--replace")).exit_code == 0
    back = await open_stopped(data)
    await settle_keys(back, lambda: BORN + 10 * MINUTE, younger=NO_TIME)
    assert len(await back.vault.subjects()) == 3
    await back.close()
    assert (await command(data, "restore", new, "--replace")).exit_code == 0
    assert await who_is_readable(data) == {AIGERIM.name, DANIYAR.name}


@sqlite_only(reason="backups are of files")
async def test_an_orphan_in_a_backup_does_not_come_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = await open_stopped(data)
    await settle(first, [(OTHER, DANIYAR)])
    await leave_orphan(first)
    await first.close()
    assert (await command(data, "backup", tmp_path / "old")).exit_code == 0
    (old,) = (tmp_path / "old").iterdir()
    assert (await command(data, "restore", old, "--replace")).exit_code == 0
    back = await open_stopped(data)
    assert len(await back.vault.subjects()) == 1
    await back.close()


@sqlite_only(reason="the file of the database is exchanged")
async def test_a_database_exchanged_by_hand_after_a_good_end_costs_nobody_their_key(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = await open_stopped(data)
    await settle(first, [(ID, AIGERIM)])
    await first.close()
    shutil.copyfile(data / "momu.db", tmp_path / "older")
    later = await open_stopped(data)
    await settle(later, [(OTHER, DANIYAR)])
    await later.close()
    (data / "momu.db").rename(tmp_path / "newer")
    shutil.copyfile(tmp_path / "older", data / "momu.db")
    exchanged = await open_stopped(data)
    assert await settle_keys(exchanged, lambda: BORN + 10 * MINUTE, younger=NO_TIME) == {}
    await exchanged.close()
    shutil.copyfile(tmp_path / "newer", data / "momu.db")
    assert await who_is_readable(data) == {AIGERIM.name, DANIYAR.name}
