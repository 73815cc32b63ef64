"""An administrator takes applications along: asked for whom and why, registered, taken back; nobody else can."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook

from bot.dialogue.field_words import column
from bot.domain.disclosure import Recipient, columns_for
from simulator.actors.user import User
from simulator.state import faults
from simulator.state.message import Message
from tests.bytescan import scan_folder
from tests.form import NAMES
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY
from tests.scenarios.evidence import rows, said
from tests.scenarios.stage import Guest, Stage, plain, words

KK = words("kk")
REASON, RECIPIENT = "Есеп үшін", "Басты бухгалтер"
EXCEL, CSV, STATE, OWN, OTHER, KAZAKHSTAN, STOP = (
    "Excel (XLSX)",
    "CSV",
    "Мемлекеттік орган",
    "Өз қызметкерлеріміз",
    "Басқа біреу",
    "Қазақстан",
    "Болдырмау",
)


def is_question(text: str, field: str) -> bool:
    """Whether it ends as this question does, whichever export it is about."""
    return text.startswith("📤 X-") and text.endswith(plain(KK(f"export.ask.{field}", leads="…")).split("…")[-1])


async def asked(stage: Stage, field: str) -> Message:
    await stage.world.until(lambda: is_question(said(stage.group)[-1].text, field))
    return said(stage.group)[-1]


async def begin(stage: Stage, who: User | None = None, *, leads: str = "", to: str = OWN) -> Message:
    """Up to the first question that is answered in words."""
    (who or stage.madina).write(f"/export@momu_bot {leads}".strip(), chat=stage.group)
    await asked(stage, "to")
    (who or stage.madina).tap(to, chat=stage.group)
    return await asked(stage, "recipient" if to == STATE else "reason")


async def answered(stage: Stage, leads: str = "") -> None:
    """Up to the choice of a format."""
    stage.madina.write(REASON, chat=stage.group, reply_to=await begin(stage, leads=leads))
    stage.madina.write(RECIPIENT, chat=stage.group, reply_to=await asked(stage, "recipient"))
    await asked(stage, "country")
    stage.madina.tap(KAZAKHSTAN, chat=stage.group)
    await asked(stage, "format")


async def exported(stage: Stage, form: str = EXCEL, leads: str = "") -> Message:
    """The file in Madina's private chat."""
    stage.madina.start()
    await answered(stage, leads)
    stage.madina.tap(form, chat=stage.group)
    await stage.world.until(lambda: file_of(stage.madina) is not None)
    found = file_of(stage.madina)
    assert found
    return found


def file_of(who: User) -> Message | None:
    filled = [
        message for message in who.chat.history if message.document and message.document.file_name[:6] == "export"
    ]
    return filled[-1] if filled and RECIPIENT in filled[-1].text else None


async def everybody_applies(stage: Stage) -> dict[str, Guest]:
    found = {}
    for who in EVERYBODY:
        guest = stage.guest(who)
        found[await guest.apply()] = guest
    return found


def table(message: Message) -> list[list[str]]:
    assert message.document
    if message.document.file_name.endswith("csv"):
        return list(csv.reader(io.StringIO(message.document.content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(message.document.content)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def register(stage: Stage) -> list[tuple[object, ...]]:
    return rows(
        stage.folder / "momu.db",
        "SELECT reference, person IS NULL, erased_on IS NULL, told FROM disclosure_leads ORDER BY 1",
    )


@pytest.mark.parametrize("form", [EXCEL, CSV])
async def test_the_file_has_every_application_and_comes_to_the_private_chat_only(stage: Stage, form: str) -> None:
    applied = await everybody_applies(stage)
    message = await exported(stage, form)
    content = table(message)
    assert content[0] == [plain(column(KK, name)) for name in columns_for(Recipient.STAFF)]
    assert [row[0] for row in content[1:]] == list(applied)
    wanted = [[who.answers.get(name, "") for name in NAMES] for who in EVERYBODY]
    assert [row[5 : 5 + len(NAMES)] for row in content[1:]] == wanted
    assert [row[2] for row in content[1:]] == ["Қазақша", "Русский", "English"]
    assert {row[3] for row in content[1:]} == {"Жаңа"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row[1]) for row in content[1:])
    assert not any(one.document for one in said(stage.group))
    assert message.document
    assert not any(version.attachment and b"@" in version.attachment.content for version in message.edits)  # type: ignore[union-attr]


async def test_a_plain_member_and_an_outsider_get_nothing(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    before = len(said(stage.group))
    stage.timur.write("/export@momu_bot", chat=stage.group)
    await stage.world.until(lambda: KK("staff.only_administrators") in [one.text for one in said(stage.group)[before:]])
    await answered(stage)
    data = next(one.data for one in said(stage.group)[-1].inline_buttons if one.text == EXCEL) or ""
    for presser in (stage.timur, stage.outsider):
        query = presser.tap_data(data, said(stage.group)[-1])
        await stage.world.until(lambda query=query: query.answer is not None)  # type: ignore[misc]
        assert query.answer
        assert query.answer.show_alert
    assert register(stage) == []


async def test_an_administrator_who_lost_the_rank_in_between_gets_nothing(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    stage.group.promote(stage.timur)
    stage.timur.write(REASON, chat=stage.group, reply_to=await begin(stage, stage.timur))
    await asked(stage, "recipient")
    stage.group.demote(stage.timur)
    stage.world.clock.advance(600)
    before = len(said(stage.group))
    stage.timur.write(RECIPIENT, chat=stage.group, reply_to=said(stage.group)[-1])
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert not any(is_question(one.text, "country") for one in said(stage.group)[before:])


async def test_an_export_can_be_given_up_and_its_old_buttons_do_nothing(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await answered(stage)
    shown = said(stage.group)[-1]
    data = next(one.data for one in shown.inline_buttons if one.text == EXCEL) or ""
    stage.madina.tap(STOP, chat=stage.group)
    await stage.world.until(lambda: shown.text == plain(KK("export.stopped")))
    query = stage.madina.tap_data(data, shown)
    await stage.world.until(lambda: query.answer is not None)
    assert query.answer
    assert "/export" in (query.answer.text or "")
    assert register(stage) == []


async def test_a_double_press_makes_one_export(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    stage.madina.start()
    await answered(stage)
    shown = said(stage.group)[-1]
    data = next(one.data for one in shown.inline_buttons if one.text == EXCEL) or ""
    queries = [stage.madina.tap_data(data, shown) for _ in range(3)]
    stage.world.redeliver(queries[0])
    await stage.world.until(lambda: file_of(stage.madina) is not None)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM disclosures") == [(1,)]
    assert len([one for one in stage.madina.chat.history if one.document]) == 1


async def test_an_answer_is_a_reply_to_the_question_and_nothing_else(stage: Stage) -> None:
    """A reply to a card, or a word in the private chat, is no reason."""
    await stage.guest(AIGERIM).apply()
    card = await stage.card("M-")
    await begin(stage)
    stage.madina.write("қайта қоңырау шалу керек", chat=stage.group, reply_to=card)
    stage.madina.start()
    stage.madina.write("бухгалтерия")
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert not any(is_question(one.text, "recipient") for one in said(stage.group))
    stage.madina.write("х" * 101, chat=stage.group, reply_to=said(stage.group)[-1])
    await stage.world.until(lambda: any("100" in one.text for one in said(stage.group)))
    stage.madina.write(REASON, chat=stage.group, reply_to=await asked(stage, "reason"))
    await asked(stage, "recipient")


async def test_who_never_wrote_to_the_bot_is_told_how_and_nothing_is_registered(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await answered(stage)
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: any("/start" in one.text and "Мадина" in one.text for one in said(stage.group)))
    await stage.world.until(lambda: register(stage) == [])
    await stage.world.until(lambda: rows(stage.folder / "keys.db", "SELECT count(*) FROM keys") == [(1,)])


NAMELESS = KK("staff.nameless")
CHOSEN = {
    "nothing to see": ("\u3164", NAMELESS),
    "only a direction": ("\u202e", NAMELESS),
    "a direction override": ("\u202eМадина", "Мадина"),
    "forty marks on a letter": ("Ма" + "\u0301" * 40 + "дина", "Ма\u0301\u0301дина"),
    "lines": ("Мадина\n\n📤 X-AAAAAA", "Мадина 📤 X-AAAAAA"),
    "another direction": ("علي", "\u2068علي\u2069"),
    "as long as it may be": ("М" * 64, "М" * 31 + "…"),
}
"""What an administrator may be called, and what is shown of it."""


@pytest.mark.parametrize(("chosen", "shown"), CHOSEN.values(), ids=CHOSEN)
async def test_who_exports_is_named_readably(stage: Stage, chosen: str, shown: str) -> None:
    """In the register of the group, and where they never opened the private chat."""
    await stage.guest(AIGERIM).apply()
    administrator = stage.world.user(chosen, language_code="kk")
    stage.group.set_first_members([administrator])
    stage.group.promote(administrator)
    stage.madina = administrator
    await answered(stage)
    administrator.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: any("/start" in one.text for one in said(stage.group)))
    coming, no_chat = said(stage.group)[-2:]
    await stage.world.until(lambda: coming.text.splitlines()[0].endswith(f" · {shown}"))
    assert f"📤 {shown}, X-" in no_chat.text
    assert len(coming.text.splitlines()) == 5


async def test_the_file_leaves_the_private_chat_within_a_day(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    message = await exported(stage)
    stage.world.clock.advance(23 * 3600)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert not message.deleted
    stage.world.clock.advance(3600)
    await stage.world.until(lambda: message.deleted)


async def test_the_person_sees_who_was_given_what(stage: Stage) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(ALICE)
    await guest.apply()
    before = await guest.write("/my_data", "24 сағат")
    assert any(KK("my_data.not_disclosed") in one.text for one in guest.chat.history), before.text
    await exported(stage)
    await other.apply()
    guest.user.write("/my_data")
    await stage.world.until(lambda: any(RECIPIENT in one.text for one in said(guest.chat)))
    await stage.world.until(lambda: any(_disclosed(one) for one in guest.chat.history))
    [entry] = next(_disclosed(one) for one in reversed(guest.chat.history) if _disclosed(one))
    assert entry["recipient"] == RECIPIENT
    assert (entry["reason"], entry["country"], entry["basis"]) == (REASON, "KZ", "consent")
    assert entry["kind_of_recipient"] == "staff"
    assert entry["fields"] == list(columns_for(Recipient.STAFF))
    other.user.write("/my_data")
    await stage.world.until(lambda: any("Who was given your data" in one.text for one in said(other.chat)))
    assert not any(RECIPIENT in one.text for one in said(other.chat))


def _disclosed(message: Message) -> list[dict[str, object]]:
    if message.document is None or message.document.file_name != "my-data.json":
        return []
    found: list[dict[str, object]] = json.loads(message.document.content)["disclosures"]
    return found


async def test_after_an_erasure_the_file_goes_and_staff_are_asked_once_to_destroy_copies(stage: Stage) -> None:
    applied = await everybody_applies(stage)
    message = await exported(stage)
    reference, guest = next(iter(applied.items()))
    await guest.forget()
    await stage.world.until(lambda: message.deleted)
    await stage.world.until(lambda: any(one.text.startswith("🗑") for one in said(stage.group)))
    [told] = [one.text for one in said(stage.group) if one.text.startswith("🗑")]
    assert reference in told
    assert RECIPIENT not in told  # it stays in the group, so it repeats nothing that was typed
    assert not any(other in told for other in list(applied)[1:])
    wanted = [(name, int(name == reference), int(name != reference), int(name == reference)) for name in applied]
    await stage.world.until(lambda: sorted(register(stage)) == sorted(wanted))
    assert scan_folder(stage.folder, AIGERIM.secrets) == []
    await stage.restart()
    await stage.guest(DANIYAR).hears()
    assert len([one for one in said(stage.group) if one.text.startswith("🗑")]) == 1


async def test_who_is_erased_before_the_file_is_sent_is_not_in_it(stage: Stage) -> None:
    applied = await everybody_applies(stage)
    stage.madina.start()
    await answered(stage)
    stage.world.faults.script("sendDocument", *[faults.server_error()] * 3, chat=stage.madina.chat)
    stage.madina.tap(EXCEL, chat=stage.group)
    reference, guest = next(iter(applied.items()))
    await guest.forget()
    await stage.world.until(lambda: file_of(stage.madina) is not None, 15)
    message = file_of(stage.madina)
    assert message
    if reference in [row[0] for row in table(message)]:  # sent before the wish: then it has to go again
        await stage.world.until(lambda: message.deleted)
    else:
        assert reference not in [row[0] for row in register(stage)]


async def test_a_file_with_nobody_left_in_it_goes_before_it_is_filled(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    stage.madina.start()
    await answered(stage)
    stage.world.faults.script("sendDocument", faults.slow(3.0), chat=stage.madina.chat)
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: stage.madina.chat.last.document)
    stub = stage.madina.chat.last
    await guest.forget()
    await stage.world.until(lambda: stub.deleted)
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM disclosures"))
    assert file_of(stage.madina) is None


async def test_who_is_erased_while_the_file_is_uploaded_does_not_stay_in_it(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    stage.madina.start()
    await answered(stage)
    stage.world.faults.script("editMessageMedia", faults.slow(1.5))
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM disclosures WHERE handed_at > 0"))
    await guest.forget()
    await stage.world.until(lambda: file_of(stage.madina) is not None)
    file = file_of(stage.madina)
    assert file
    await stage.world.until(lambda: file.deleted)


async def test_a_process_that_dies_while_filling_fills_it_after_the_restart(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    stage.madina.start()
    await answered(stage)
    stage.world.faults.script("editMessageMedia", *[faults.server_error()] * 2)
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM disclosures WHERE handed_at > 0"))
    await stage.restart()
    await stage.world.until(lambda: file_of(stage.madina) is not None, 15)
    assert len([one for one in stage.madina.chat.history if one.document]) == 1


async def test_nothing_readable_of_an_export_lies_on_the_disk(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await exported(stage)
    assert scan_folder(stage.folder, [*AIGERIM.secrets, RECIPIENT, REASON, stage.madina.id]) == []


async def test_the_register_ends_with_its_time(stage: Stage) -> None:
    await stage.restart(retention_proof=30 * 86_400_000)
    await stage.guest(AIGERIM).apply()
    message = await exported(stage)
    stage.world.clock.advance(24 * 3600)
    await stage.world.until(lambda: message.deleted)
    assert len(register(stage)) == 1
    stage.world.clock.advance(31 * 24 * 3600)
    await stage.world.until(lambda: register(stage) == [])


async def test_with_no_applications_there_is_nothing_to_ask(stage: Stage) -> None:
    stage.madina.write("/export@momu_bot", chat=stage.group)
    await stage.world.until(lambda: KK("export.nothing") in [one.text for one in said(stage.group)])


async def test_a_file_that_nobody_wants_any_more_does_not_stay_as_a_stub(stage: Stage) -> None:
    """Its place in the register went while it was being sent."""
    await stage.guest(AIGERIM).apply()
    stage.madina.start()
    await answered(stage)
    stage.world.faults.script("sendDocument", faults.slow(1.0), chat=stage.madina.chat)
    stage.madina.tap(EXCEL, chat=stage.group)
    await stage.world.until(lambda: stage.madina.chat.last.document)
    stub = stage.madina.chat.last
    stage.execute("DELETE FROM disclosures")
    await stage.world.until(lambda: stub.deleted)
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM outbox WHERE kind = 'export'"))
