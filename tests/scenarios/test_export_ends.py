"""How an export ends: its file with anybody in it or within a day, what staff typed with the last person in it.

The job destroy_files.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from bot.dialogue.field_words import column
from bot.domain.disclosure import COLUMNS
from storage.files import partial_of
from tests.bytescan import scan_folder
from tests.people import AIGERIM, ALICE
from tests.scenarios.evidence import rows, said
from tests.scenarios.stage import Guest, Stage, plain, words
from tests.scenarios.stopped import command
from tests.scenarios.test_export import (
    CSV,
    EXCEL,
    OTHER,
    REASON,
    RECIPIENT,
    STATE,
    asked,
    begin,
    everybody_applies,
    exported,
    file_of,
    register,
    table,
)

KK = words("kk")
FOR_STAFF = ("export", "--to", "staff", "--reason", REASON, "--recipient", RECIPIENT)
BODY, DOCUMENT = "Қаржы полициясы", "№ 17-5/4242"
FOR_STATE = ("export", "--to", "state", "--recipient", BODY, "--document", DOCUMENT, "--dated", "2026-01-31")
TYPED = [REASON, RECIPIENT, BODY, DOCUMENT]


async def run(stage: Stage, *order: object) -> tuple[int, str]:
    done = await command(stage.folder, *order, MASTER_KEY="")
    return done.exit_code, done.output


async def write_file(stage: Stage, *more: object) -> Path:
    """Exports on the command line, and starts the bot again; the file."""
    await stage.stop()
    before = set(stage.folder.glob("export-X-*"))
    code, output = await run(stage, *FOR_STAFF, *more)
    assert code == 0, output
    [path] = set(stage.folder.glob("export-X-*")) - before
    await stage.start()
    return path


async def two_apply(stage: Stage) -> tuple[Guest, Guest]:
    pair = stage.guest(AIGERIM), stage.guest(ALICE)
    for guest in pair:
        await guest.apply()
    return pair


async def test_an_operator_exports_chosen_applications_while_the_bot_is_stopped(stage: Stage) -> None:
    applied = await everybody_applies(stage)
    await stage.stop()
    chosen = list(applied)[1]
    code, output = await run(stage, *FOR_STATE, "--format", "csv", "--lead", chosen.lower())
    assert code == 0, output
    [path] = stage.folder.glob("export-X-*.csv")
    assert path.stat().st_mode & 0o777 == 0o600
    content = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert [content[0][0], *(row[0] for row in content[1:])] == [plain(column(KK, COLUMNS[0])), chosen]
    assert rows(stage.folder / "momu.db", "SELECT recipient, basis, country FROM disclosures") == [
        ("state", "law", "KZ")
    ]


async def test_an_order_that_breaks_a_rule_writes_and_registers_nothing(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    before = sorted(stage.folder.iterdir())
    for order, line in {
        ("export", "--to", "other", "--reason", "сату", "--recipient", "Агенттік"): "--to: people agreed",
        (*FOR_STAFF, "--country", "Kazakhstan"): "--country: must be one of KZ, ",
        (*FOR_STATE, "--country", "FR"): "--country: must be one of KZ: a state body",
        (*FOR_STAFF, "--reason", " "): "--reason: must be a text",
        ("export", "--to", "state", "--recipient", BODY): "--document: must be a text",
        (*FOR_STATE, "--dated", "2999-01-01"): "--dated: must be the day",
        (*FOR_STAFF, "--lead", "M-222222"): "there is no such application",
        (*FOR_STAFF, "--output", stage.folder / "keys.db"): f"{stage.folder / 'keys.db'}: cannot be written",
    }.items():
        code, output = await run(stage, *order)
        assert (code, output.startswith(line)) == (1, True), output
    assert (await run(stage, "export", "--reason", "сату", "--recipient", "Агенттік"))[0] == 2
    assert sorted(stage.folder.iterdir()) == before
    assert register(stage) == rows(stage.folder / "momu.db", "SELECT * FROM disclosures") == []


@pytest.mark.parametrize("form", ["xlsx", "csv"])
async def test_the_file_goes_with_the_first_person_in_it_who_is_erased(stage: Stage, form: str) -> None:
    one, _ = await two_apply(stage)
    path = await write_file(stage, "--format", form)
    assert scan_folder(stage.folder, AIGERIM.secrets)  # what is looked for is there, also in a spreadsheet
    await one.forget()
    assert not path.exists()
    assert scan_folder(stage.folder, [*AIGERIM.secrets, *ALICE.secrets]) == []


async def test_the_command_forget_destroys_it_while_the_bot_is_stopped_and_has_no_group(stage: Stage) -> None:
    await stage.restart(staff_chat_id=None)
    reference = await stage.guest(AIGERIM).apply()
    await stage.stop()
    elsewhere = stage.folder / "elsewhere.csv"
    for order in ((), ("--output", elsewhere)):
        assert (await run(stage, *FOR_STAFF, *order))[0] == 0
    assert len(list(stage.folder.glob("export-X-*"))) == 1
    assert (await run(stage, "forget", "--lead", reference))[0] == 0
    assert [*stage.folder.glob("export-X-*"), *stage.folder.glob("elsewhere*")] == []
    assert scan_folder(stage.folder, AIGERIM.secrets) == []


async def test_the_file_goes_within_a_day_though_nobody_is_erased(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    path = await write_file(stage)
    await stage.pass_time(22 * 3600)
    assert path.exists()
    await stage.pass_time(2 * 3600)
    assert not path.exists()
    assert rows(stage.folder / "momu.db", "SELECT place, details IS NULL FROM disclosures") == [(None, 0)]


async def test_what_no_disclosure_knows_goes_at_the_start(stage: Stage) -> None:
    """It was being written when the process died, or an older database was restored since. What is the operator's
    own stays."""
    await stage.guest(AIGERIM).apply()
    path = await write_file(stage)
    await stage.stop()
    unknown = stage.folder / "export-X-7K3F9Q.csv"
    left, own = partial_of(unknown), stage.folder / "export-X-list.csv"
    for file in (unknown, left, own, partial_of(path)):
        file.write_text(AIGERIM.email)
    await stage.start()
    await stage.sweep()
    assert [file.exists() for file in (unknown, left, own, path)] == [False, False, True, True]
    await stage.pass_time(24 * 3600)
    assert [file.exists() for file in (path, partial_of(path))] == [False, False]


async def test_a_file_that_cannot_be_destroyed_holds_up_no_erasure_and_is_tried_again(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    disk = stage.folder / "disk"
    disk.mkdir()
    assert (await run(stage, *FOR_STAFF, "--output", disk / "list.csv"))[0] == 0
    away = disk.rename(stage.folder / "away")
    await stage.start()
    await guest.forget()
    assert (away / "list.csv").exists()
    await stage.stop()
    stage.execute("UPDATE disclosures SET remove_at = 1")  # the stage's clock may be ahead of the command's
    code, output = await run(stage, "doctor")
    assert code == 1
    assert "PROBLEM  exports: the file of X-" in output
    away.rename(disk)
    await stage.start()
    await stage.sweep()
    assert list(disk.iterdir()) == []


async def test_what_staff_typed_ends_with_the_last_person(stage: Stage) -> None:
    one, other = await two_apply(stage)
    message = await exported(stage)
    keys = len(rows(stage.folder / "keys.db", "SELECT 1 FROM keys"))
    await one.forget()
    await stage.world.until(lambda: message.deleted)
    assert [(RECIPIENT in line) for line in await my_disclosures(stage, other)] == [True]
    await other.forget()
    await stage.sweep()
    state = "SELECT details, place, message_id FROM disclosures"
    assert rows(stage.folder / "momu.db", state) == [(None, None, None)]
    assert len(rows(stage.folder / "keys.db", "SELECT 1 FROM keys WHERE wrapped <> zeroblob(60)")) == keys - 3
    assert [word for word in (REASON, RECIPIENT) for one in said(stage.group) if word in one.text] == []


async def my_disclosures(stage: Stage, guest: Guest) -> list[str]:
    """The lines about disclosures in the answer to /my_data."""
    await guest.hears(lambda: guest.user.write("/my_data"))
    text = next(one.text for one in reversed(said(guest.chat)) if "X-" in one.text)
    return [line for line in text.splitlines() if "X-" in line]


async def test_nothing_that_anybody_typed_is_in_the_ledger_or_readable(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await exported(stage, CSV)
    await stage.stop()
    await run(stage, *FOR_STATE)
    ledger = rows(stage.folder / "momu.db", "SELECT subject, facts FROM ledger")
    assert [word for word in TYPED for row in ledger if word in repr(row)] == []
    for path in stage.folder.glob("export-X-*"):
        path.unlink()
    assert scan_folder(stage.folder, TYPED) == []


async def test_nobody_else_is_given_a_file(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    stage.madina.write("/export@momu_bot", chat=stage.group)
    shown = await asked(stage, "to")
    stage.madina.tap(OTHER, chat=stage.group)
    await stage.world.until(lambda: shown.text == plain(KK("export.refused")))
    await stage.pass_time(60)
    assert rows(stage.folder / "momu.db", "SELECT 1 FROM disclosure_forms UNION SELECT 1 FROM disclosures") == []
    assert len(rows(stage.folder / "keys.db", "SELECT 1 FROM keys WHERE wrapped <> zeroblob(60)")) == 1


async def test_a_state_body_is_given_one_by_its_document(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    stage.madina.start()
    answers = (("recipient", BODY), ("document", DOCUMENT), ("dated", "31.01.2026"))
    await begin(stage, to=STATE)
    for field, typed in answers:
        stage.madina.write(typed, chat=stage.group, reply_to=await asked(stage, field))
    await asked(stage, "format")
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: stage.madina.chat.last.document and BODY in stage.madina.chat.last.text)
    [line] = await my_disclosures(stage, guest)
    assert BODY in line
    assert KK("recipient.state") in line
    assert KK("export.basis.law") in line


async def test_only_chosen_applications_are_exported(stage: Stage) -> None:
    applied = await everybody_applies(stage)
    chosen = [*applied][:2]
    content = table(await exported(stage, leads=" ".join(chosen)))
    assert [row[0] for row in content[1:]] == chosen
    assert {row[0] for row in register(stage)} == set(chosen)
    await stage.world.until(lambda: any(", ".join(chosen) in one.text for one in said(stage.group)))


async def test_the_questions_go_on_in_another_process(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    stage.madina.start()
    question = await begin(stage)
    await stage.restart()
    stage.madina.write(REASON, chat=stage.group, reply_to=question)
    question = await asked(stage, "recipient")
    await stage.restart()
    stage.madina.write(RECIPIENT, chat=stage.group, reply_to=question)
    await asked(stage, "country")
    stage.madina.tap("Ресей", chat=stage.group)
    await asked(stage, "format")
    await stage.restart()
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: file_of(stage.madina) is not None)
