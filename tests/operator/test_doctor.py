"""What `doctor` finds in the store, broken one by one. Whole commands stand in tests/scenarios/test_doctor.py."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.addresses import address_of
from bot.config.settings import Settings
from bot.domain.erasure import Reason, Stage
from bot.domain.person import Person
from bot.domain.time import moment_of
from bot.health.finding import Level
from bot.machine import system_entropy
from bot.operator.doctor import examine_disk
from bot.operator.doctor_backups import examine_backups
from bot.operator.doctor_content import EXAMINATIONS, examine_jobs, examine_ledger
from bot.operator.doctor_erasures import examine_erasures
from bot.operator.doctor_policy import examine_policy
from storage import backup_folders, persons, sweeps
from storage.erasure_beginnings import begin
from storage.statements import Statement
from storage.store import Store
from tests.people import AIGERIM
from tests.scenarios.stopped import BORN, settle

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
WHO = 7_000_000_001


async def test_each_finding_is_one_line(store: Store) -> None:
    found = [finding for examine in EXAMINATIONS for finding in await examine(store, NOW)]
    assert len(found) >= 5
    assert [str(finding) for finding in found if len(str(finding).splitlines()) != 1] == []


async def begin_erasure(store: Store, hours_ago: int) -> str:
    """Its reference."""
    await settle(store, [(WHO, AIGERIM)])
    person = Person(address_of(WHO), AIGERIM.language, None, False, BORN, "00" * 8)
    asked_at = moment_of(NOW - timedelta(hours=hours_ago))
    begun = begin(store.vault, store.vault.pseudonym(person.address), person, Reason.WISH, asked_at, system_entropy)
    await store.commit(begun.changes, begun.keys)
    return begun.reference


@pytest.mark.parametrize(("hours", "level"), [(1, Level.WARNING), (25, Level.PROBLEM)])
async def test_an_erasure_that_waits_is_a_problem_after_a_day(store: Store, hours: int, level: Level) -> None:
    reference = await begin_erasure(store, hours)
    [finding] = await examine_erasures(store, moment_of(NOW))
    assert (finding.level, finding.name) == (level, "erasures")
    assert finding.text.startswith(f"{reference} waits to be destroyed; start the bot")


async def test_an_erasure_of_which_the_person_was_not_told_is_a_warning(store: Store) -> None:
    reference = await begin_erasure(store, 1)
    await store.commit([Statement("UPDATE erasures SET stage = $1, destroyed_at = $2", (Stage.DESTROYED, BORN))])
    [finding] = await examine_erasures(store, moment_of(NOW))
    assert (finding.level, finding.name) == (Level.WARNING, "erasures")
    assert finding.text == f"{reference}: the data is destroyed, the person was not told yet; start the bot"


async def test_an_erasure_on_hold_is_told_with_its_day(store: Store) -> None:
    reference = await begin_erasure(store, 1)
    [person] = await persons.all_pseudonyms(store.engine)
    seal = await store.vault.seal_of(person)
    assert seal
    await store.commit([persons.hold(person, seal, moment_of(NOW + timedelta(days=9)), "іс сотта")])
    [finding] = await examine_erasures(store, moment_of(NOW))
    assert finding.level is Level.OK
    assert finding.text == f"{reference} is on hold until 2026-12-01; nothing of it is used"


async def test_a_policy_that_nobody_serves_is_a_warning() -> None:
    url = "http://127.0.0.1:9/policy"
    finding = await examine_policy(Settings(_env_file=None, privacy_policy_url=url))  # type: ignore[call-arg]
    assert (finding.level, finding.name) == (Level.WARNING, "PRIVACY_POLICY_URL")
    assert finding.text == f"{url} cannot be reached from here; people have to be able to read it"


async def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    here = Settings(_env_file=None, database_url=tmp_path / "file" / "momu.db")  # type: ignore[call-arg]
    [finding] = [one async for one in examine_disk(here, lambda: moment_of(NOW))]
    assert (finding.level, finding.name) == (Level.PROBLEM, "DATABASE_URL")
    assert finding.text.endswith("momu.db cannot be made; check its folder and its rights")


async def test_jobs_that_staff_were_told_are_late_are_a_problem_until_they_succeed(store: Store) -> None:
    assert await examine_jobs(store, NOW) == []
    await store.commit([sweeps.tell("purge_expired", BORN), sweeps.tell("finish_erasures", BORN)])
    [finding] = await examine_jobs(store, NOW)
    assert (finding.level, finding.name) == (Level.PROBLEM, "jobs")
    assert finding.text == "not done for long: finish_erasures, purge_expired; start the bot, and its log says why"
    await store.commit([sweeps.succeed(name, BORN) for name in ("purge_expired", "finish_erasures")])
    assert await examine_jobs(store, NOW) == []


async def test_a_file_of_heads_that_nobody_can_read_is_named(store: Store) -> None:
    (store.folder / "ledger.heads").write_bytes(b"\xff\xfe 1 x\n")
    [finding] = await examine_ledger(store, NOW)
    assert (finding.level, finding.name) == (Level.PROBLEM, "ledger")
    assert finding.text.startswith("ledger.heads beside the database cannot be read")


async def test_a_folder_of_backups_that_cannot_be_read_is_named(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "was_a_folder"
    file.write_bytes(b"")
    backup_folders.note(file, store.folder)
    [finding] = await examine_backups(store, NOW)
    assert (finding.level, finding.name) == (Level.WARNING, "backups")
    assert finding.text == f"{file} cannot be read: Not a directory"
