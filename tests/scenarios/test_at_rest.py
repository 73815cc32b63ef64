"""Can anything about a person be read from any file, and after an erasure, is even the ciphertext gone?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from simulator.actors.user import User
from tests.bytescan import Needle, scan, scan_folder
from tests.databases import sqlite_only
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.evidence import all_rows, cards, is_idle, rows, shows
from tests.scenarios.stage import Guest, Stage

STAFF_NAME, STAFF_ID = "Гүлнарбану", 6_543_219_870
IDS = {AIGERIM: 7_214_365_870, DANIYAR: 5_111_222_333, ALICE: 7_777_123_456}
"""Large enough that their bytes are not found by chance."""
MAY_REMAIN = ("ledger", "consent", "proof", "receipt", "erasure", "disclosure", "seen_updates", "daily_counts")
TAKE, CONTACTED, CLOSE, SPAM = "Жұмысқа алу", "Хабарластым", "Жабу", "Спам"


@dataclass
class Traces:
    """What is known about one person from the files themselves."""

    pseudonym: bytes
    wrapped: bytes
    sealed: list[bytes]


def person(stage: Stage, who: Applicant) -> Guest:
    return Guest(stage.world.user(who.first_name, who.language, phone=who.phone, user_id=IDS[who]), who)


def colleague(stage: Stage) -> User:
    gulnar = stage.world.user(
        STAFF_NAME, "kk", last_name="Қызметкербаева", username="gulnar_of_staff", user_id=STAFF_ID
    )
    stage.group.set_first_members([gulnar])
    return gulnar


def needles(*cast: Applicant) -> list[Needle]:
    found: list[Needle] = [STAFF_NAME, STAFF_ID, "Қызметкербаева", "gulnar_of_staff"]
    for who in cast:
        found += [IDS[who], who.first_name, *who.secrets]
    return found


def nothing_readable(stage: Stage, *cast: Applicant) -> None:
    assert scan_folder(stage.folder, needles(*cast)) == []


async def settled(stage: Stage) -> None:
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_nothing_is_readable_at_any_point_of_a_dialogue(stage: Stage, who: Applicant) -> None:
    """Looked at while the bot runs: the write-ahead log holds every state so far."""
    guest, gulnar = person(stage, who), colleague(stage)
    await guest.agree()
    nothing_readable(stage, who)
    for answer, seen in (
        (who.name, progress("phone")),
        (who.phone, progress("email")),
        ("someone@gmial.com", "gmail.com"),
    ):
        await guest.write(answer, seen)
    nothing_readable(stage, who)
    assert scan_folder(stage.folder, ["someone@gmial.com"]) == []
    await guest.finish(who.email, who.email)
    nothing_readable(stage, who)
    await guest.confirm()
    card = await stage.card("M-")
    gulnar.tap(TAKE, chat=stage.group)
    await stage.card(who.email, STAFF_NAME)
    nothing_readable(stage, who)
    gulnar.tap(CONTACTED, chat=stage.group)
    await stage.card("Хабарласты")
    gulnar.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: SPAM in card.labels)
    gulnar.tap(SPAM, chat=stage.group)
    await stage.world.until(lambda: not shows(card, who))
    await settled(stage)
    await stage.stop()
    nothing_readable(stage, who)


async def test_somebody_else_under_way_is_not_readable_in_files_of_many(stage: Stage) -> None:
    """B-trees that split move rows about; whatever is moved stays sealed."""
    everybody = [person(stage, who) for who in EVERYBODY]
    for guest in everybody:
        await guest.apply()
    await everybody[0].forget()
    await settled(stage)
    nothing_readable(stage, *EVERYBODY)


def traces_of(stage: Stage, known: set[bytes]) -> Traces:
    """The one subject in the keystore that was not there before."""
    ((pseudonym, wrapped),) = [
        row for row in rows(stage.folder / "keys.db", "SELECT subject, wrapped FROM keys") if row[0] not in known
    ]
    sealed = rows(stage.folder / "momu.db", "SELECT address FROM persons WHERE person = ?", pseudonym)
    sealed += rows(stage.folder / "momu.db", "SELECT details FROM leads WHERE person = ?", pseudonym)
    return Traces(pseudonym, wrapped, [one for (one,) in sealed])


def keystore(stage: Stage) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(stage.folder.glob("keys.db*")))


async def test_after_an_erasure_the_key_is_gone_from_every_byte_of_the_keystore(stage: Stage) -> None:
    others = [person(stage, who) for who in (DANIYAR, ALICE)]
    for other in others:
        await other.apply()
    known = {row[0] for row in rows(stage.folder / "keys.db", "SELECT subject FROM keys")}
    guest = person(stage, AIGERIM)
    await guest.apply()
    mine = traces_of(stage, known)
    assert scan(keystore(stage), [mine.wrapped, mine.pseudonym])  # the negative twin: it can be seen
    await guest.forget()
    await settled(stage)
    assert scan(keystore(stage), [mine.wrapped, mine.wrapped[12:44], mine.pseudonym]) == []
    assert len(rows(stage.folder / "keys.db", "SELECT * FROM keys")) == 2
    for other in others:
        other.user.start()
        await stage.world.until(lambda other=other: "M-" in other.chat.last.text)  # type: ignore[misc]


async def test_after_an_erasure_no_row_names_the_person(stage: Stage) -> None:
    guest, gulnar = person(stage, AIGERIM), colleague(stage)
    await stage.card(await guest.apply())
    mine = traces_of(stage, set())
    gulnar.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)
    before = all_rows(stage.folder)["momu.db"]
    assert any(mine.pseudonym in row for row in before["leads"])
    await guest.forget()
    await settled(stage)
    after = all_rows(stage.folder)["momu.db"]
    for table, content in after.items():
        flat = [value for row in content for value in row]
        assert mine.pseudonym not in flat, table
        assert mine.pseudonym.hex() not in flat, table
        if not any(word in table for word in MAY_REMAIN):
            assert content == [] or content == before[table] or table in ABOUT_THE_BOT, table
    nothing_readable(stage, AIGERIM)
    await stage.stop()
    nothing_readable(stage, AIGERIM)


ABOUT_THE_BOT = ("schema_versions", "sweeps", "chat_moves", "cards_moved", "sqlite_sequence")


@sqlite_only(reason="it reads the log beside the file")
async def test_after_an_erasure_nothing_of_the_person_is_left_in_the_log_of_the_database(stage: Stage) -> None:
    """Not even what nobody can read: the ciphertext of somebody erased is gone from the write-ahead log at once."""
    guest = person(stage, AIGERIM)
    await guest.apply()
    mine = traces_of(stage, set())
    await guest.forget()
    await settled(stage)
    log = (stage.folder / "momu.db-wal").read_bytes()
    assert scan(log, [mine.pseudonym, *mine.sealed]) == []


async def test_after_the_night_nothing_of_the_person_is_left_in_any_file_but_the_tombstones(stage: Stage) -> None:
    """The main database is compacted at night; its pages keep no copy of what was deleted."""
    guests = [person(stage, who) for who in EVERYBODY]
    for guest in guests:
        await guest.apply()
    subjects = [row[0] for row in rows(stage.folder / "momu.db", "SELECT person FROM persons")]
    sealed = [row[0] for row in rows(stage.folder / "momu.db", "SELECT details FROM leads")]
    for guest in guests:
        await guest.forget()
    await settled(stage)
    stage.world.clock.advance(24 * 3600)
    scrubbed = rows(stage.folder / "momu.db", "SELECT * FROM sweeps")
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT * FROM sweeps") != scrubbed)
    await stage.stop()
    for path in stage.folder.iterdir():
        if "erasure" not in path.name:
            assert scan(path.read_bytes(), [*subjects, *sealed]) == [], path.name
    assert cards(stage.group)
