"""Does everybody get a receipt that proves their consent, and tells nobody who they are?"""

import hashlib
import json
from pathlib import Path
from typing import Any

from bot.domain.time import DAY
from simulator.state.message import Message
from tests.bytescan import scan
from tests.cases import cases
from tests.people import AIGERIM, BIN, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.evidence import rows
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")


def content(message: Message) -> bytes:
    assert message.document
    return message.document.content


def parsed(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content(message))
    return found


def ledger_row(folder: Path, receipt: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The row a receipt points at: found by its number, and by nothing else."""
    sql = "SELECT subject, facts FROM ledger WHERE event = 'consent_given' AND facts LIKE ?"
    ((subject, facts),) = rows(folder / "momu.db", sql, f"%{receipt['consentReceiptID']}%")
    return subject, json.loads(facts)


async def tap(guest: Guest, label: str) -> Message:
    """The file that the newest button of this label brings."""
    before = guest.chat.last.id
    guest.user.tap(label)
    await guest.user.world.until(lambda: guest.chat.last.id > before and guest.chat.last.document)
    return guest.chat.last


async def ask_for_document(guest: Guest) -> Message:
    """The document for machines, by its button in /consents."""
    await guest.say("/consents")
    return await tap(guest, guest.text("button.receipt_document", purpose=guest.text("purpose.application")))


async def ask_for_page(guest: Guest) -> Message:
    """The page to read, by its newest button."""
    return await tap(guest, guest.text("button.receipt", purpose=guest.text("purpose.application")))


@cases("who", EVERYBODY)
async def test_a_tap_under_the_thanks_brings_the_words_that_were_agreed_to(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("review")
    card = next(message for message in guest.chat.messages if guest.text("button.policy") in message.labels)
    await guest.confirm()
    page = content(await ask_for_page(guest)).decode("utf-8-sig")
    shown = parsed(await ask_for_document(guest))
    assert shown["privacy_notice"]["shown_text"] == card.html
    assert shown["privacy_notice"]["shown_text_sha256"] == hashlib.sha256(card.html.encode()).hexdigest()
    for said in (card.text, shown["consentReceiptID"], shown["privacy_notice"]["shown_text_sha256"]):
        assert said in page


async def test_nobody_who_does_not_ask_gets_a_file(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    await stage.pass_time(3 * 86_400)
    assert [message for message in aigerim.chat.history if message.document] == []


async def test_a_receipt_holds_no_personal_data_and_not_the_telegram_id(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    needles: list[str | int | bytes] = [*AIGERIM.secrets, AIGERIM.first_name, aigerim.user.id]
    for receipt in (await ask_for_page(aigerim), await ask_for_document(aigerim)):
        assert scan(content(receipt) + receipt.html.encode(), needles) == []


async def test_the_number_of_a_receipt_leads_to_the_ledger_even_after_the_person_is_gone(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    receipt = parsed(await ask_for_document(aigerim))
    await aigerim.forget()
    subject, facts = ledger_row(stage.folder, receipt)
    assert subject == receipt["piiPrincipalId"]
    assert facts["text_sha256"] == receipt["privacy_notice"]["shown_text_sha256"]
    assert facts["policy_version"] == receipt["privacy_notice"]["version"]


async def test_the_same_receipt_comes_again_on_demand_whatever_the_settings_say_now(stage: Stage) -> None:
    await stage.restart(operator_name="ТОО «Прежнее»", operator_bin=BIN, retention_open=30 * DAY)
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    first = content(await ask_for_document(aigerim))
    await stage.restart(operator_name="ТОО «Новое»", operator_bin="210987654326", retention_open=60 * DAY)
    again = await ask_for_document(aigerim)
    assert content(again) == first
    assert "ТОО «Прежнее»" in first.decode()
    assert "P30D" in first.decode()


async def test_a_new_consent_has_its_own_receipt_and_brings_no_second_question(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.apply()
    question = aigerim.offer
    await stage.restart(privacy_policy_version="2")
    await send_again(stage, aigerim, agree=True)
    assert parsed(await ask_for_document(aigerim))["privacy_notice"]["version"] == "2"
    assert aigerim.offer is question


async def test_nobody_gets_the_receipt_of_somebody_else(stage: Stage) -> None:
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.apply()
    await daniyar.apply()
    number = parsed(await ask_for_document(aigerim))["consentReceiptID"]
    await daniyar.hears(lambda: daniyar.user.tap_data(f"r:{number}", daniyar.chat.last))
    assert daniyar.pop_up == daniyar.text("old_button")


async def send_again(stage: Stage, guest: Guest, *, agree: bool = False) -> None:
    await close_work(stage)
    await guest.say("/start")
    await guest.hears(lambda: guest.user.tap(guest.text("button.new_application")))
    if agree:
        await guest.hears(lambda: guest.user.tap(guest.text("button.agree")))
    await guest.sees(guest.who.email)
    await guest.confirm()
